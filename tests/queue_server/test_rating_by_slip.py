"""Whoever holds the slip rates on its page; nobody else does, and least of all a clerk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from rating_hall import KEY, RatingHall

from queue_server.rating_hooks import RatingHooks
from queue_server.slip_codes import SlipCodes

TICKET = UUID("01a20437-12b8-7b49-8c56-9243271c6353")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RatingHall]:
    made = RatingHall(tmp_path)
    yield made
    made.close()


def test_a_slips_code_is_short_and_fits_its_own_ticket_only() -> None:
    codes, others = SlipCodes(KEY, "h"), SlipCodes(b"6b" * 32, "h")
    code = codes.of(TICKET)
    assert len(code) == 11
    assert codes.fits(TICKET, code)
    assert not codes.fits(UUID(int=TICKET.int + 1), code)
    assert not codes.fits(TICKET, code[:-1])
    assert not codes.fits(TICKET, "密" * 11)
    assert others.of(TICKET) != code
    assert SlipCodes(KEY, "other").of(TICKET) != code


def test_the_holder_of_the_slip_rates_without_a_script(house: RatingHall) -> None:
    act, slip = house.visit()
    page = house.page(slip)
    assert "请评价本次服务" in page
    assert page.count('type="radio"') == 5
    assert " checked" not in page, "nothing may be chosen before the visitor chooses"
    answer = house.send(slip, act=act, level="4")
    assert answer.status_code == 303
    assert house.kept() == [(4, "qr", "", "")]
    after = house.page(slip)
    assert "已评价" in after
    assert "请评价" not in after, "who has rated is not asked again"
    assert 'type="radio"' not in after


@pytest.mark.parametrize("level", ["1", "2", "3", "4", "5"])
def test_after_any_rating_the_page_is_the_same(house: RatingHall, level: str) -> None:
    act, slip = house.visit()
    told = {f"reason-{level}": {"1": "115", "2": "214"}[level]} if level in "12" else {}
    house.send(slip, act=act, level=level, **told)
    after = house.page(slip)
    assert "已评价" in after
    assert not any(word in after for word in ("非常满意", "不满意", "基本满意"))


def test_a_low_rating_asks_why_and_keeps_what_was_typed(house: RatingHall) -> None:
    act, slip = house.visit()
    answer = house.send(slip, act=act, level="2", **{"reason-1": "115"})  # ticked, then hidden
    assert answer.status_code == 422
    assert "请选择不满意的原因" in answer.text
    assert 'value="2" id="level-1-2" required checked' in answer.text
    assert house.kept() == []
    house.send(slip, act=act, level="2", comment="排队\x00两次", **{"reason-2": ["214", "212"]})
    assert house.kept() == [(2, "qr", "212,214", "排队两次")]


def test_a_form_without_a_face_asks_for_one(house: RatingHall) -> None:
    act, slip = house.visit()
    answer = house.send(slip, act=act)
    assert (answer.status_code, "请先选择" in answer.text) == (422, True)
    assert house.kept() == []


def test_sending_the_form_twice_rates_once(house: RatingHall) -> None:
    act, slip = house.visit()
    assert house.send(slip, act=act, level="5").status_code == 303
    assert house.send(slip, act=act, level="1", comment="x").status_code == 303
    assert house.kept() == [(5, "qr", "", "")]


@pytest.mark.parametrize("code", ["", "?c=", "?c=AAAAAAAAAAA", "?c=%E5%AF%86"])
def test_without_the_code_the_page_tells_of_the_ticket_and_rates_nothing(
    house: RatingHall, code: str
) -> None:
    act, slip = house.visit()
    path = slip.partition("?")[0] + code
    page = house.page(path)
    assert "A001" in page
    assert "请评价" not in page
    assert house.send(path, act=act, level="1", comment="x").status_code == 404
    assert house.kept() == []


def test_a_clerk_who_holds_a_slip_rates_nothing(house: RatingHall) -> None:
    act, slip = house.visit()
    cookie = house.web.token("c1")
    assert house.send(slip, cookie, act=act, level="5").status_code == 403
    assert house.kept() == []
    page = house.page(slip, cookie)
    assert "不能评价" in page
    assert 'type="radio"' not in page


def test_no_clerk_and_no_supervisor_is_told_the_code(house: RatingHall) -> None:
    _, slip = house.visit()
    path, _, code = slip.partition("?c=")
    for who in ("c1", "lead"):
        answer = house.web.ask(house.web.token(who), "GET", f"/api/v1/tickets/{path[3:]}")
        assert answer.status_code == 200
        assert code not in answer.text
    kiosk = house.web.ask("kiosk-k1", "GET", f"/api/v1/tickets/{path[3:]}")
    assert kiosk.get_json()["link"].endswith(f"?c={code}")


def test_a_slip_rates_for_as_long_as_the_hall_says(house: RatingHall) -> None:
    act, slip = house.visit()
    house.hall.later(24 * 3600)
    assert "评价时间已过" in house.page(slip)
    house.send(slip, act=act, level="5")
    assert house.kept() == []


def test_a_hall_whose_slips_do_not_rate_prints_no_code(tmp_path: Path) -> None:
    house = RatingHall(tmp_path, qr_hours=0)
    _, slip = house.visit()
    assert "?" not in slip
    assert "请评价" not in house.page(slip)
    house.close()


def test_who_sends_form_after_form_is_asked_to_wait(house: RatingHall) -> None:
    act, slip = house.visit()
    answers = [house.send(slip, act=act).status_code for _ in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[10:] == [429] * 2


def test_strange_forms_change_nothing(house: RatingHall) -> None:
    act, slip = house.visit()
    other, _ = house.visit("3")
    for form in (
        {"act": other, "level": "5"},
        {"act": "no id", "level": "5"},
        {"level": "5"},
        {"act": act, "level": "9"},
        {"act": act, "level": "1", "reason-1": "999"},
        {"act": act, "level": "1", "comment": "长" * 300},
    ):
        assert house.send(slip, **form).status_code == 422, form
    assert house.kept() == []


def test_the_page_is_kept_out_of_search_and_loads_nothing_foreign(house: RatingHall) -> None:
    _, slip = house.visit()
    answer = house.web.app.test_client().get(slip)
    assert "noindex" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"{slip.partition('?')[2]}&amp;lang=en" in answer.text, "the code was lost"


def test_after_the_halls_answer_a_low_rating_can_be_given_once_more(house: RatingHall) -> None:
    act, slip = house.visit()
    house.send(slip, act=act, level="1", **{"reason-1": "115"})
    again: list[tuple[UUID, int]] = []
    house.hall.parts.queue.rating_hooks = RatingHooks(
        open_answer=lambda reader, act_id, now: None if again else "已批评教育",
        rate_again=lambda tx, act_id, said, by, now: again.append((act_id, said.level)),
    )
    assert "已批评教育" in house.page(slip)
    clerks = house.page(slip, house.web.token("c1"))  # only a low rating has an answer
    assert "已评价" in clerks
    assert "已批评教育" not in clerks
    assert "处理结果" not in clerks
    house.send(slip, act=act, level="4")
    assert again == [(UUID(act), 4)]
    assert house.kept() == [(1, "qr", "115", "")]  # the first one stands
    assert "已批评教育" not in house.page(slip)
