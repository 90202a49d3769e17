"""Stand-ins, rotas, leave and tidal windows of a hall, as its supervisor is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_hall import NINE, SmallHall, small_hall
from web_callers import Web, code_of, command
from werkzeug.test import TestResponse

from config.hall import Hall
from config.kinds import Name
from config.windows import Rota, Tidal, WindowRange

TODAY = "2026-11-23"  # a Monday
TOMORROW = "2026-11-24"


def staffed(plain: Hall) -> Hall:
    """Window 1 is c1's, with c2 to stand in; 3 and 4 are shared; 5 is opened at an overload."""
    return replace(
        plain,
        windows=[
            WindowRange(ids="1", zone="z", services=["company"], staff=["c1"], stand_ins=["c2"]),
            WindowRange(ids="2-4", zone="z", services=["permit", "fund"], kind="general"),
            WindowRange(
                ids="5",
                zone="z",
                services=["company"],
                kind="temporary",
                tidal=Tidal(wait_min=20),
            ),
        ],
        rotas=[
            Rota(
                id="shared",
                name=Name(zh="综合窗口", en="Shared windows"),
                windows=["3"],
                clerks=["c3", "c4", "c2"],
                since=TODAY,
            )
        ],
    )


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    hall = SmallHall(staffed(small_hall(tmp_path)))
    yield Web(hall)
    hall.close()


@pytest.fixture
def lead(web: Web) -> str:
    return web.token("lead")


def enter(web: Web, lead: str, **told: Any) -> TestResponse:
    body = {"account": "c3", "from_date": TODAY, "to_date": TODAY, "reason": "sick", **told}
    return web.ask(lead, "POST", "/api/v1/absences", command(**body))


def staff(web: Web, lead: str) -> dict[str, Any]:
    found: dict[str, Any] = web.ask(lead, "GET", "/api/v1/staff").get_json()
    return found


def window(web: Web, lead: str, number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(w for w in staff(web, lead)["windows"] if w["window"] == number)
    return found


def report(web: Web, day: str = "") -> dict[str, Any]:
    asked = f"/api/v1/reports/attendance{f'?date={day}' if day else ''}"
    found: dict[str, Any] = web.ask(web.token("lead"), "GET", asked).get_json()
    return found


def opened(web: Web) -> list[tuple[str | None, int | None]]:
    rows = web.hall.rows("SELECT data FROM event WHERE kind = 'window_opened' ORDER BY seq")
    return [(data["stands_in_for"], data["listed"]) for data in (json.loads(r.data) for r in rows)]


# --- whose window it is ----------------------------------------------------------------------


def test_who_sits_at_anothers_window_stands_in_and_the_log_says_whether_that_was_planned(
    web: Web, lead: str
) -> None:
    web.token("c2", window="1")
    assert web.hall.view("1").stands_in_for == "c1"
    assert web.hall.view("1").stands_in_for_name == "员1"
    web.token("c4", window="1", take_over=True)
    web.token("c1", window="1", take_over=True)
    assert opened(web) == [("c1", 1), ("c1", 0), (None, None)]
    assert window(web, lead, "1")["stands_in_for"] is None


def test_a_window_without_staff_is_everybodys(web: Web) -> None:
    web.token("c1", window="2")
    assert opened(web) == [(None, None)]


def test_of_several_whose_window_it_is_the_one_who_sits_nowhere_else_is_stood_in_for(
    tmp_path: Path,
) -> None:
    plain = staffed(small_hall(tmp_path))
    shared = replace(plain.windows[0], staff=["c1", "c3"])
    hall = SmallHall(replace(plain, windows=[shared, *plain.windows[1:]]))
    web = Web(hall)
    web.token("c1", window="2")
    web.token("c4", window="1")
    assert hall.view("1").stands_in_for == "c3"
    enter(web, web.token("lead"))
    web.token("c2", window="1", take_over=True)
    assert hall.view("1").stands_in_for == "c1"  # nobody else is left
    hall.close()


def test_the_report_tells_who_stood_in_for_whom_from_when_to_when(web: Web) -> None:
    token = web.token("c2", window="1")
    web.hall.later(600)
    web.ask(token, "DELETE", "/api/v1/sessions/current")
    assert report(web)["stand_ins"] == [
        {
            "window": "1",
            "clerk": {"account": "c2", "name": "员2"},
            "stands_in_for": {"account": "c1", "name": "员1"},
            "listed": True,
            "since": "2026-11-23T01:00:00Z",
            "until": "2026-11-23T01:10:00Z",
        }
    ]
    assert report(web, TOMORROW)["stand_ins"] == []


def test_of_a_day_that_is_over_nobody_still_stands_in(web: Web) -> None:
    web.token("c2", window="1")
    page = f"/staff?date={TODAY}"
    assert "– 现在" in web.ask(web.token("lead"), "GET", page).text
    web.hall.later(24 * 3600)
    told = web.ask(web.token("lead"), "GET", page).text
    assert "– 没有退出登录" in told
    assert "– 现在" not in told


# --- breaks ----------------------------------------------------------------------------------


def test_breaks_are_told_by_clerk_and_reason_and_what_counts_as_work_apart(web: Web) -> None:
    token = web.token("c2", window="2")
    path = "/api/v1/windows/2"
    for reason, minutes in (("meal", 30), ("meeting", 45), ("喝水", 5)):
        web.ask(token, "POST", f"{path}/pause", command(reason=reason))
        web.hall.later(60 * minutes)
        token = web.token("c2", window="2")  # the browser was closed for so long
        web.ask(token, "POST", f"{path}/open", command())
    (row,) = report(web)["pauses"]
    assert row == {
        "clerk": {"account": "c2", "name": "员2"},
        "seconds": {"meal": 1800.0, "meeting": 2700.0, "喝水": 300.0},
        "counted_s": 2700.0,
        "uncounted_s": 2100.0,
    }


def test_of_a_window_that_pauses_its_reason_and_since_when_are_told(web: Web, lead: str) -> None:
    token = web.token("c2", window="2")
    web.hall.later(60)
    web.ask(token, "POST", "/api/v1/windows/2/pause", command(reason="meal"))
    told = window(web, lead, "2")
    assert (told["status"], told["pause_reason"]) == ("paused", "meal")
    assert told["paused_since"] == "2026-11-23T01:01:00Z"
    assert web.hall.view("2").pause_reason == "meal"


def test_yesterdays_break_ends_with_yesterday(web: Web) -> None:
    token = web.token("c2", window="2")
    web.ask(token, "POST", "/api/v1/windows/2/pause", command(reason="meal"))
    web.hall.later(48 * 3600)
    (row,) = report(web, TODAY)["pauses"]
    assert row["seconds"] == {"meal": 19 * 3600.0}  # from nine to the next day's four


# --- the rota and leave ----------------------------------------------------------------------


def test_the_rota_says_who_sits_today_who_stands_by_and_whether_they_are_there(
    web: Web, lead: str
) -> None:
    (rota,) = staff(web, lead)["rotas"]
    assert [(p["window"], p["clerk"]["account"], p["is_there"]) for p in rota["posts"]] == [
        ("3", "c3", False)
    ]
    assert [c["account"] for c in rota["stand_by"]] == ["c4", "c2"]
    web.token("c3")
    assert staff(web, lead)["rotas"][0]["posts"][0]["is_there"]


def test_who_names_no_window_sits_where_the_rota_has_them_today(web: Web) -> None:
    assert web.log_in("c4").get_json()["window"] == "4"
    web.hall.now += timedelta(days=1)
    assert web.log_in("c4", move=True).get_json()["window"] == "4"  # where c4 sits already
    web.hall.stand_up("4")
    assert web.log_in("c4").get_json()["window"] == "3"


def test_who_is_on_leave_is_replaced_by_the_first_who_stands_by(web: Web, lead: str) -> None:
    answer = enter(web, lead)
    assert answer.status_code == 200
    (rota,) = staff(web, lead)["rotas"]
    (post,) = rota["posts"]
    assert (post["clerk"]["account"], post["instead_of"]["account"]) == ("c4", "c3")
    assert [c["account"] for c in rota["stand_by"]] == ["c2"]
    assert web.log_in("c4").get_json()["window"] == "3"


def test_leave_that_was_a_mistake_is_removed_and_the_log_keeps_both(web: Web, lead: str) -> None:
    absence = enter(web, lead, to_date=TOMORROW).get_json()
    assert [a["absence_id"] for a in staff(web, lead)["absences"]] == [absence["absence_id"]]
    path = f"/api/v1/absences/{absence['absence_id']}/remove"
    assert web.ask(lead, "POST", path, command()).get_json() == absence
    assert staff(web, lead)["absences"] == []
    assert code_of(web.ask(lead, "POST", path, command())) == (404, "unknown_absence")
    kinds = web.hall.rows("SELECT kind, by FROM event WHERE kind LIKE 'absence%' ORDER BY seq")
    assert kinds == [("absence_entered", "lead"), ("absence_removed", "lead")]


def test_leave_ends_with_its_last_day(web: Web, lead: str) -> None:
    enter(web, lead, to_date=TOMORROW)
    web.hall.now = NINE + timedelta(days=1)
    assert len(staff(web, web.token("lead"))["absences"]) == 1
    web.hall.now = NINE + timedelta(days=2)
    assert staff(web, web.token("lead"))["absences"] == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"account": "nobody"}, "unknown_account"),
        ({"account": "lead"}, "unknown_account"),
        ({"reason": "tired"}, "malformed"),
        ({"from_date": TOMORROW}, "malformed"),
        ({"from_date": "23.11."}, "malformed"),
    ],
)
def test_leave_that_can_not_be_is_refused(
    web: Web, lead: str, told: dict[str, str], code: str
) -> None:
    assert code_of(enter(web, lead, **told))[1] == code


def test_only_supervisors_see_and_enter_who_is_on_leave(web: Web) -> None:
    clerk = web.token("c1")
    assert code_of(enter(web, clerk)) == (403, "forbidden")
    assert code_of(web.ask(clerk, "GET", "/api/v1/staff")) == (403, "forbidden")


# --- tidal windows ---------------------------------------------------------------------------


def test_a_tidal_window_is_wanted_while_somebody_waits_too_long_with_who_could_sit_there(
    web: Web, lead: str
) -> None:
    web.issue()
    web.hall.later(20 * 60)
    assert staff(web, web.token("lead"))["tidal"] == []
    web.hall.later(60)
    (one,) = staff(web, web.token("lead"))["tidal"]
    assert (one["window"], one["why"], one["service"]) == ("5", "overload", "company")
    assert one["waiting_since"] == "2026-11-23T01:00:00Z"
    assert one["suggestion"]["account"] == "c4"
    web.token("c4", window="2")
    assert staff(web, web.token("lead"))["tidal"][0]["suggestion"]["account"] == "c2"
    web.token("c2", window="5")
    assert staff(web, web.token("lead"))["tidal"][0]["is_open"]


def test_who_was_sent_to_one_window_opens_no_other(web: Web, lead: str) -> None:
    token = web.token("c1")
    web.issue()
    web.ask(token, "POST", "/api/v1/windows/1/call-next", command())
    web.hall.later(30 * 60)
    web.ask(token, "GET", "/api/v1/windows/1")
    token = web.token("c1")
    web.ask(token, "POST", "/api/v1/windows/1/transfer", command(window="2"))
    web.hall.later(30 * 60)
    assert staff(web, web.token("lead"))["tidal"] == []


def test_a_wait_begins_anew_with_each_step_of_a_visit(web: Web, lead: str) -> None:
    token = web.token("c4", window="4")
    web.issue(service="permit")
    web.ask(token, "POST", "/api/v1/windows/4/call-next", command())
    web.hall.later(60)
    web.ask(token, "POST", "/api/v1/windows/4/transfer", command(service="company"))
    web.hall.later(20 * 60)
    assert staff(web, web.token("lead"))["tidal"] == []  # came 21 minutes ago, waits for 20


# --- and all of it in either database --------------------------------------------------------


def test_a_day_of_taking_over_leave_and_breaks_is_kept_in_either_database(
    tmp_path: Path, database_url: str
) -> None:
    hall = SmallHall(staffed(small_hall(tmp_path, url=database_url)))
    try:
        web = Web(hall)
        first = web.token("c1")
        web.ask(first, "POST", "/api/v1/windows/1/pause", command(reason="meal"))
        hall.later(300)
        web.token("c2", window="1", take_over=True)
        answer = web.ask(first, "GET", "/api/v1/windows/1")
        assert code_of(answer) == (401, "session_taken")
        lead = web.token("lead")
        assert enter(web, lead).status_code == 200
        assert staff(web, lead)["rotas"][0]["posts"][0]["clerk"]["account"] == "c4"
        told = report(web)
        assert [row["seconds"] for row in told["pauses"]] == [{"meal": 300.0}]
        assert [one["clerk"]["account"] for one in told["stand_ins"]] == ["c2"]
    finally:
        hall.close()
