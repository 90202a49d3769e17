"""Who went home without logging out does not sit there the next morning."""

from __future__ import annotations

import json

import pytest
from attended_hall import AttendedHall, MakeAttended
from web_callers import Web

from queue_server.storage.provisioning import token_hash

DAY_S = 24 * 3600


def next_morning(hall: AttendedHall) -> None:
    hall.later(DAY_S)
    hall.parts.commands.close_earlier_days()
    hall.chores()


def test_nobody_is_sent_straight_to_a_window_whose_clerk_forgot_to_log_out(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="4")
    assert hall.issue("fund").go_straight == "4"
    next_morning(hall)
    assert hall.view("4").status == "closed"
    assert hall.issue("fund").go_straight is None
    (event,) = hall.kinds("window_closed")
    assert (event.by, json.loads(event.data)["day_over"]) == ("server", 1)


def test_a_visitor_of_yesterday_holds_up_nothing(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="4")
    hall.issue("fund")
    hall.next("4")
    next_morning(hall)
    assert hall.view("4").status == "closed"


def test_during_the_day_nobody_is_put_out(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="4")
    hall.later(10 * 3600)
    hall.chores()
    assert hall.view("4").status == "open"


def test_who_works_through_the_night_goes_on(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="")
    web = Web(hall)
    hall.later(17 * 3600)
    token = web.token("c4", window="4")
    for _ in range(5 * 6):  # the page asks all the time
        hall.later(600)
        hall.parts.gate.forget([token_hash(token)])  # which is remembered by the machine's clock
        assert web.ask(token, "GET", "/api/v1/windows/4").status_code == 200
        hall.chores()
    assert hall.parts.layout.day.local(hall.now).hour == 7
    assert hall.view("4").status == "open"


@pytest.mark.parametrize("how", ["presses", "logs in again"])
def test_who_was_back_before_the_server_looked_stays(make_attended: MakeAttended, how: str) -> None:
    hall = make_attended(sit="4")
    web = Web(hall)
    hall.later(DAY_S)
    if how == "presses":  # at the keypad
        hall.press("pause", "4", "meal")
    else:
        web.token("c4", window="4")
    hall.chores()
    assert hall.view("4").clerk == "c4"
