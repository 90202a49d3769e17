"""A low rating by the slip may leave a number for the call-back; it never has to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from rating_hall import RatingHall
from unhappy_visitors import UnhappyVisitors

LOW = {"level": "1", "reason-1": "115"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RatingHall]:
    made = RatingHall(tmp_path)
    yield made
    made.close()


def left(house: RatingHall) -> list[Any]:
    return [row[0] for row in house.hall.rows("SELECT contact FROM left_contact")]


def test_a_number_left_with_a_low_rating_waits_for_its_case(house: RatingHall) -> None:
    act, slip = house.visit()
    house.send(slip, act=act, contact=" 138 0013 8000 ", **LOW)
    assert left(house) == ["138 0013 8000"]
    house.hall.parts.cases.go_round(house.hall.now)
    assert left(house) == []
    assert house.hall.rows("SELECT contact FROM rectification") == [("138 0013 8000",)]


def test_without_a_number_the_rating_is_kept_as_well(house: RatingHall) -> None:
    act, slip = house.visit()
    assert house.send(slip, act=act, **LOW).status_code == 303
    assert left(house) == []


def test_a_number_that_is_none_is_asked_for_again_and_keeps_nothing(house: RatingHall) -> None:
    act, slip = house.visit()
    answer = house.send(slip, act=act, contact="see above", **LOW)
    assert (answer.status_code, "电话号码不对" in answer.text) == (422, True)
    assert 'value="see above"' in answer.text
    assert (house.kept(), left(house)) == ([], [])


def test_whoever_is_satisfied_leaves_no_number(house: RatingHall) -> None:
    act, slip = house.visit()
    assert house.send(slip, act=act, level="5", contact="13800138000").status_code == 303
    assert left(house) == []


def test_after_the_answer_the_slip_shows_it_and_rates_once_more(house: RatingHall) -> None:
    act, slip = house.visit()
    house.send(slip, act=act, **LOW)
    parts, now = house.hall.parts, house.hall.now
    parts.cases.go_round(now)
    visitors = UnhappyVisitors(parts)
    case = visitors.of_act(UUID(act))
    assert case is not None
    assert "已评价" in house.page(slip)
    visitors.do("answer", case, "lead", now, answer="<b>窗口</b>已改正")
    page = house.page(slip)
    assert "&lt;b&gt;窗口&lt;/b&gt;已改正" in page
    assert 'name="contact"' not in page
    assert house.send(slip, act=act, level="4").status_code == 303
    assert house.kept() == [(1, "qr", "115", "")]
    assert house.hall.rows("SELECT level, channel FROM second_rating") == [(4, "qr")]
    assert "已评价" in house.page(slip)
    house.send(slip, act=act, level="1", **{"reason-1": "115"})
    assert house.hall.rows("SELECT level FROM second_rating") == [(4,)]


# --- after the rating was given at the window ------------------------------------------------


def rated_at_the_window(house: RatingHall, level: int) -> tuple[str, str]:
    """By the keypad, which can ask for nothing; its case is open."""
    act, slip = house.visit()
    house.rate("desk-d1", act, level)
    house.hall.later(10)
    house.hall.parts.cases.go_round(house.hall.now)
    return act, slip


def add(house: RatingHall, slip: str, act: str, **told: str) -> Any:
    return house.send(slip, added="1", act=act, **told)


def test_who_rated_low_by_the_keypad_says_why_and_leaves_a_number_by_the_slip(
    house: RatingHall,
) -> None:
    act, slip = rated_at_the_window(house, 1)
    answer = add(house, slip, act, comment="等了\x00两小时", contact="138 0013 8000")
    assert answer.status_code == 303
    assert house.kept() == [(1, "evaluator", "", "等了两小时")]
    assert house.hall.rows("SELECT contact FROM rectification") == [("138 0013 8000",)]
    steps = house.hall.rows('SELECT step, "by" FROM rectification_step ORDER BY position')
    assert [tuple(step) for step in steps] == [("open", "server"), ("say_more", "slip")]
    assert house.hall.rows("SELECT 1 FROM event WHERE data LIKE '%两小时%'") == []
    add(house, slip, act, comment="另有一句")
    assert house.kept() == [(1, "evaluator", "", "等了两小时")], "what was written stands"


def test_what_is_added_is_answered_alike_whatever_was_rated_and_kept_of_a_low_one_alone(
    house: RatingHall,
) -> None:
    pages: dict[int, list[str]] = {}
    for level in (1, 5):
        act, slip = rated_at_the_window(house, level)
        wrong = add(house, slip, act, contact="see above")
        done = add(house, slip, act, comment="一句话", contact="13800138000")
        after = house.page(done.headers["Location"].partition("#")[0])
        told = [house.page(slip), wrong.text, after]
        pages[level] = [_plain(page, act, slip) for page in told]
        assert (wrong.status_code, done.status_code) == (422, 303)
        assert "已收到" in after
    assert pages[1] == pages[5]
    assert house.hall.rows("SELECT comment FROM rating WHERE level = 5") == [("",)]
    assert left(house) == []
    assert "13800138000" not in str(house.hall.rows("SELECT * FROM event"))


def _plain(page: str, act: str, slip: str) -> str:
    """Without what differs from visit to visit."""
    number = page.partition('class="number">')[2].partition("<")[0]
    for word in (act, slip[3:39], slip.partition("?c=")[2], number):
        page = page.replace(word, "")
    return page


@pytest.mark.parametrize("step", ["follow_up", "close"])
def test_after_the_call_nothing_is_added_any_more(house: RatingHall, step: str) -> None:
    act, slip = rated_at_the_window(house, 2)
    visitors, now = UnhappyVisitors(house.hall.parts), house.hall.now
    case = visitors.of_act(UUID(act))
    assert case is not None
    visitors.do("answer", case, "lead", now, answer="已改正")
    visitors.do("follow_up", case, "lead", now, reached="no_contact")
    if step == "close":
        visitors.do("close", case, "lead", now)
    assert add(house, slip, act, comment="晚了", contact="13800138000").status_code == 303
    assert house.kept() == [(2, "evaluator", "", "")]
    assert left(house) == []


def test_nobody_else_adds_anything(house: RatingHall) -> None:
    act, slip = rated_at_the_window(house, 1)
    told = {"added": "1", "act": act, "comment": "好"}
    assert house.send(slip, house.web.token("c1"), **told).status_code == 403
    assert "补充说明" not in house.page(slip, house.web.token("c1", take_over=True))
    other, other_slip = rated_at_the_window(house, 1)
    assert add(house, other_slip, act, comment="好").status_code == 303
    assert add(house, slip, act).status_code == 422
    house.hall.later(24 * 3600)
    assert add(house, slip, act, comment="好").status_code == 303
    assert {row[3] for row in house.kept()} == {""}
    assert other != act
