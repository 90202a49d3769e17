"""An alert says what is true now: how many wait by now, who sits there, who could go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_hall import SmallHall, small_hall
from test_staff import enter, staffed
from web_callers import Web, command

from queue_server.alert_keeper import AlertKeeper
from queue_server.alerts_now import alerts_now
from queue_server.attendant import Attendant
from queue_server.web.alert_rows import alert_rows


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    hall = SmallHall(staffed(small_hall(tmp_path)))
    yield Web(hall)
    hall.close()


def after_minutes(web: Web, minutes: float) -> list[dict[str, Any]]:
    """The alerts, once the server has looked."""
    web.hall.later(minutes * 60)
    AlertKeeper(web.hall.parts.queue, web.hall.parts.store).go_round(web.hall.now)
    found: list[dict[str, Any]] = web.ask(web.token("lead"), "GET", "/api/v1/alerts").get_json()[
        "alerts"
    ]
    return found


def todo(web: Web, kind: str) -> str:
    hall = web.hall
    with hall.parts.store.read() as reader:
        alerts = alerts_now(hall.parts.layout, reader, hall.now)
        rows = alert_rows(
            [one for one in alerts if one.kind == kind],
            hall.parts.layout,
            lambda account: account,
            "zh",
            hall.now,
        )
    return rows[0].todo


def test_the_alert_of_a_tidal_window_names_who_stands_by(web: Web) -> None:
    web.issue()
    tidal = next(one for one in after_minutes(web, 26) if one["kind"] == "tidal_window")
    assert tidal["suggestion"] == {"account": "c4", "name": "员4"}
    assert "员4" in todo(web, "tidal_window")
    web.token("c4", window="2")
    (tidal,) = (one for one in after_minutes(web, 0) if one["kind"] == "tidal_window")
    assert tidal["suggestion"]["account"] == "c2"
    enter(web, web.token("lead"), account="c2")
    (tidal,) = (one for one in after_minutes(web, 0) if one["kind"] == "tidal_window")
    assert tidal["suggestion"] is None


def test_nobody_is_suggested_for_two_windows(web: Web) -> None:
    web.issue()
    after_minutes(web, 26)
    named = [one["suggestion"]["account"] for one in after_minutes(web, 0)]
    assert len(named) == len(set(named)) == 2


def test_an_unattended_window_is_told_with_those_who_came_since(web: Web) -> None:
    web.issue(service="fund")
    (alert,) = after_minutes(web, 10)
    assert alert["facts"]["waiting"] == 1
    web.issue(service="fund")
    (again,) = after_minutes(web, 1)
    assert again["facts"]["waiting"] == 2
    assert again["facts"]["since"] == alert["facts"]["since"]


def test_who_sits_at_an_unattended_window_and_why_it_pauses_is_told(web: Web) -> None:
    token = web.token("c3", window="3")
    web.issue(service="fund")
    (alert,) = after_minutes(web, 10)
    assert (alert["subject"], alert["window_status"]) == ("3", "open")
    assert "员3 已登录" in todo(web, "unattended_window")
    web.ask(token, "POST", "/api/v1/windows/3/pause", command(reason="meal"))
    (alert,) = after_minutes(web, 1)
    assert (alert["window_status"], alert["pause_reason"]) == ("paused", "meal")
    assert "员3 已暂停：用餐" in todo(web, "unattended_window")
    token = web.token("c3", window="3")
    web.ask(token, "DELETE", "/api/v1/sessions/current")
    (alert,) = after_minutes(web, 0)
    assert (alert["window_status"], alert["clerk"]) == ("closed", None)
    assert "没有人登录" in todo(web, "unattended_window")


def test_either_database_knows_who_waited_too_long_and_who_forgot_to_log_out(
    tmp_path: Path, database_url: str
) -> None:
    hall = SmallHall(staffed(small_hall(tmp_path, url=database_url)))
    try:
        web = Web(hall)
        web.token("c1")
        for _ in range(2):
            web.issue()
        hall.later(21 * 60)
        hall.next("1")
        found = after_minutes(web, 4)
        assert [(one["kind"], one["subject"]) for one in found] == [("tidal_window", "5")]
        hall.later(24 * 3600)
        hall.parts.commands.close_earlier_days()
        Attendant(hall.parts).do_chores()
        assert hall.view("1").status == "closed"
        assert after_minutes(web, 0) == []
    finally:
        hall.close()
