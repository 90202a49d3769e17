"""The window's newer verbs as programs ask for them: who may, what comes back, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sending_hall import sending_hall
from small_hall import SmallHall
from web_callers import Web, command


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    hall: SmallHall = sending_hall(tmp_path)
    made = Web(hall)
    hall.sit("1", "2")
    yield made
    hall.close()


def press(web: Web, verb: str, who: str = "desk-d1", **told: Any) -> tuple[int, dict[str, Any]]:
    answer = web.ask(who, "POST", f"/api/v1/windows/1/{verb}", command(**told))
    return answer.status_code, answer.get_json()


def test_a_miss_is_taken_back(web: Web) -> None:
    web.hall.issue()
    press(web, "call-next")
    status, view = press(web, "miss")
    assert (status, view["can_undo"]["verb"], view["can_undo"]["number"]) == (200, "miss", "A001")
    status, view = press(web, "undo")
    assert (status, view["ticket"]["number"], view["can_undo"]) == (200, "A001", None)
    status, problem = press(web, "undo")
    assert (status, problem["code"]) == (409, "nothing_to_undo")


def test_a_retry_of_an_undo_takes_nothing_more_back(web: Web) -> None:
    web.hall.issue()
    press(web, "call-next")
    press(web, "hold")
    same = command()
    first, second = (
        web.ask("desk-d1", "POST", "/api/v1/windows/1/undo", same).data for _ in range(2)
    )
    assert first == second


def test_one_without_a_number_is_served(web: Web) -> None:
    status, answer = press(web, "walk-in", service="permit")
    assert (status, answer["result"], answer["number"]) == (200, "called", "B001")
    assert answer["window"]["ticket"]["service"] == "permit"
    web.hall.later(60)
    assert press(web, "walk-in")[1]["number"] == "A001"
    web.hall.later(60)
    status, problem = press(web, "walk-in", service="fund")
    assert (status, problem["code"], problem["field"]) == (409, "not_served_here", "service")


def test_the_next_step_and_a_clerk_are_named_in_a_transfer(web: Web) -> None:
    web.hall.issue()
    _, answer = press(web, "call-next")
    ticket = answer["window"]["ticket"]
    assert (ticket["route"], ticket["step"], ticket["next_step"]) == ("start-up", 0, "permit")
    assert ticket["act_id"]
    assert press(web, "transfer", next_step=True)[0] == 200
    press(web, "call-next")
    assert press(web, "transfer", account="c2")[0] == 200
    assert [t.number for t in web.hall.view("2").queue] == ["A001"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"account": "nobody"}, "unknown_account"),
        ({"service": "marriage"}, "unknown_service"),
        ({"next_step": True}, "no_next_step"),
        ({"next_step": True, "account": "c2"}, "no_next_step"),
        ({"service": "fund", "account": "c2"}, "malformed"),
        ({}, "malformed"),
    ],
)
def test_a_transfer_that_leads_nowhere_changes_nothing(
    web: Web, told: dict[str, Any], code: str
) -> None:
    web.hall.issue("permit")
    press(web, "call-next")
    before = web.hall.view()
    assert press(web, "transfer", **told)[1]["code"] == code
    assert web.hall.view() == before


def test_the_visitor_is_asked_once(web: Web) -> None:
    web.hall.issue()
    press(web, "call-next")
    status, view = press(web, "ask-rating")
    assert (status, view["rating"]["number"]) == (200, "A001")
    status, problem = press(web, "ask-rating")
    assert (status, problem["code"]) == (409, "already_asked")


def test_called_often_enough_is_said_with_the_number(web: Web) -> None:
    web.hall.issue()
    press(web, "call-next")
    for _ in range(5):
        web.hall.later(10)
        assert press(web, "recall")[0] == 200
    web.hall.later(10)
    status, problem = press(web, "recall")
    assert (status, problem["code"]) == (409, "too_many_recalls")
    assert problem["facts"] == {"number": "A001", "recalls": "5"}


@pytest.mark.parametrize("verb", ["undo", "walk-in", "ask-rating"])
@pytest.mark.parametrize(("who", "status"), [("kiosk-k1", 403), ("display", 403), ("", 401)])
def test_only_who_acts_at_the_window_may(web: Web, verb: str, who: str, status: int) -> None:
    assert press(web, verb, who)[0] == status


def test_another_windows_clerk_takes_nothing_back_here(web: Web) -> None:
    web.hall.issue()
    press(web, "call-next")
    press(web, "hold")
    token = web.token("c2", window="2", take_over=True)
    status, problem = press(web, "undo", token)
    assert (status, problem["code"]) == (403, "not_your_window")
