"""A clerk who is on leave and comes all the same: both the clerk and the supervisor are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from small_hall import NINE, SmallHall, small_hall
from test_staff import TOMORROW, enter, staff, staffed, window
from web_callers import Web, code_of


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    hall = SmallHall(staffed(small_hall(tmp_path)))
    yield Web(hall)
    hall.close()


def console(web: Web, token: str) -> str:
    return web.ask(token, "GET", "/clerk").text


def test_the_supervisor_sees_who_is_on_leave_and_sits_there(web: Web) -> None:
    lead = web.token("lead")
    enter(web, lead)
    web.token("c3", window="2")
    assert window(web, lead, "2")["on_leave"] == "sick"
    page = web.ask(lead, "GET", "/staff").text
    assert "登记为病假" in page
    assert "已登录 2 号窗口" in page


def test_the_clerk_is_told_and_what_to_do(web: Web) -> None:
    enter(web, web.token("lead"))
    assert "登记为病假" in console(web, web.token("c3", window="2"))
    assert "登记为" not in console(web, web.token("c4", window="4"))


def test_leave_of_another_day_says_nothing(web: Web) -> None:
    lead = web.token("lead")
    enter(web, lead, from_date=TOMORROW, to_date=TOMORROW)
    token = web.token("c3", window="2")
    assert window(web, lead, "2")["on_leave"] is None
    assert "登记为" not in console(web, token)
    assert "已登录" not in web.ask(lead, "GET", "/staff").text


def test_the_log_says_that_it_was_so_and_not_what_the_leave_was_for(web: Web) -> None:
    enter(web, web.token("lead"))
    web.token("c3", window="2")
    web.token("c4", window="4")
    rows = web.hall.rows("SELECT data FROM event WHERE kind = 'window_opened' ORDER BY seq")
    assert [json.loads(row.data)["on_leave"] for row in rows] == [1, None]
    assert "sick" not in str(web.hall.rows("SELECT data FROM event"))


def test_who_comes_back_is_removed_from_the_list_and_no_more_said(web: Web) -> None:
    lead = web.token("lead")
    absence = enter(web, lead).get_json()
    web.token("c3", window="2")
    path = f"/api/v1/absences/{absence['absence_id']}/remove"
    web.ask(lead, "POST", path, {"request_id": absence["absence_id"]})
    assert window(web, lead, "2")["on_leave"] is None
    assert staff(web, lead)["absences"] == []


def test_half_a_day_of_leave_ends_or_begins_at_midday(web: Web) -> None:
    lead = web.token("lead")
    answer = enter(web, lead, part="morning")
    assert answer.get_json()["part"] == "morning"
    assert on_duty(web) == "c4"
    assert "上午" in web.ask(lead, "GET", "/staff").text
    web.hall.now = NINE + timedelta(hours=3)
    assert on_duty(web) == "c3"
    enter(web, web.token("lead"), part="afternoon", reason="leave")
    assert on_duty(web) == "c4"
    assert web.log_in("c4").get_json()["window"] == "3"
    web.hall.now = NINE + timedelta(hours=16)  # one o'clock: it still is Monday's night
    assert on_duty(web) == "c4"


def test_half_of_several_days_is_refused(web: Web) -> None:
    answer = enter(web, web.token("lead"), to_date=TOMORROW, part="morning")
    assert code_of(answer) == (400, "malformed")


def on_duty(web: Web) -> str:
    (post,) = staff(web, web.token("lead"))["rotas"][0]["posts"]
    return str(post["clerk"]["account"])
