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
