"""How often a visitor is called again, and who is served without having taken a number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruled_hall import MakeRuled
from sending_hall import sending_hall
from small_hall import SmallHall, refused

from config.hall import Hours
from config.times import OpenTime
from config.windows import Calling
from queue_server.contract.window_view import CallAnswer, CallResult
from queue_server.domain.errors import RuleBroken


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    made = sending_hall(tmp_path, Calling(recalls_at_most=2))
    made.sit("1", "2", "3", "4")
    yield made
    made.close()


def recalls(hall: SmallHall) -> int:
    return len(hall.rows("SELECT 1 FROM event WHERE kind = 'ticket_recalled'"))


def test_a_visitor_is_called_again_as_often_as_the_hall_allows(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    for _ in range(2):
        hall.later(10)
        hall.press("recall")
    hall.later(10)
    with pytest.raises(RuleBroken, match="too_many_recalls") as told:
        hall.press("recall")
    assert told.value.facts == {"number": "A001", "recalls": "2"}
    ticket = hall.view().ticket
    assert ticket is not None
    assert ticket.calls == 3
    assert ticket.first_called_at is not None
    assert ticket.called_at is not None
    assert (ticket.called_at - ticket.first_called_at).total_seconds() == 20
    hall.press("miss")


def test_each_visitor_has_recalls_of_their_own(hall: SmallHall) -> None:
    for _ in range(2):
        hall.issue()
    hall.next()
    for _ in range(2):
        hall.later(10)
        hall.press("recall")
    hall.later(10)
    hall.next()
    hall.later(10)
    assert hall.press("recall").ticket is not None


def test_a_bouncing_recall_is_one_press(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    first = hall.press("recall")
    hall.later(1.4)
    assert hall.press("recall") == first
    assert recalls(hall) == 1
    hall.later(0.1)
    hall.press("recall")
    assert recalls(hall) == 2


def test_a_bounce_is_no_recall_too_many(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    for _ in range(2):
        hall.later(10)
        hall.press("recall")
    hall.later(1)
    hall.press("recall")


def test_a_clock_that_was_set_back_keeps_nobody_from_recalling(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.later(10)
    hall.press("recall")
    hall.later(-3600)
    hall.press("recall")
    assert recalls(hall) == 2


# --- without a number -----------------------------------------------------------------------


def walk_in(hall: SmallHall, window: str = "1", service: str | None = None) -> CallAnswer:
    return hall._press(window, "walk-in", CallAnswer, lambda desk: desk.walk_in(service))


def test_one_without_a_number_gets_it_and_is_called_here(hall: SmallHall) -> None:
    hall.issue()
    answer = walk_in(hall)
    assert (answer.result, answer.number) == (CallResult.CALLED, "A002")
    current = answer.window.ticket
    assert current is not None
    assert current.service == "company"
    (ticket,) = hall.rows("SELECT source, print_state FROM ticket WHERE number = 'A002'")
    assert ticket == ("desk", None)
    assert [t.number for t in answer.window.queue] == ["A001"]


def test_the_visit_that_was_going_on_ends_as_served(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.later(60)
    walk_in(hall)
    assert hall.rows("SELECT state FROM ticket WHERE number = 'A001'") == [("served",)]


def test_another_service_of_the_window_can_be_named(hall: SmallHall) -> None:
    assert walk_in(hall, "3", "fund").number == "C001"
    assert walk_in(hall, "1", "permit").number == "B001"


def test_a_service_of_other_windows_is_refused_and_gives_no_number(hall: SmallHall) -> None:
    with refused("not_served_here"):
        walk_in(hall, "1", "fund")
    with refused("unknown_service"):
        walk_in(hall, "1", "marriage")
    assert hall.rows("SELECT 1 FROM ticket") == []


def test_a_double_click_gives_one_number(hall: SmallHall) -> None:
    walk_in(hall)
    hall.later(1)
    assert walk_in(hall).result is CallResult.ALREADY_CALLED
    assert len(hall.rows("SELECT 1 FROM ticket")) == 1


def test_a_window_on_a_break_serves_nobody(hall: SmallHall) -> None:
    hall.press("pause", "1", "meal")
    with refused("window_paused"):
        walk_in(hall)
    hall.stand_up("2")
    with refused("window_closed"):
        walk_in(hall, "2")


def test_hours_and_quotas_do_not_apply_and_the_log_says_so(make_ruled: MakeRuled) -> None:
    hall = make_ruled(hours=Hours(open=[OpenTime(opens="08:30", closes="12:00", days=["every"])]))
    hall.sit("1")
    hall.now = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 13:00 in the hall
    with refused("outside_hours"):
        hall.issue()
    assert walk_in(hall).number == "A001"
    (event,) = hall.rows("SELECT \"by\", data FROM event WHERE kind = 'ticket_issued'")
    assert event.by == "c1"
    assert '"walk_in":"1"' in event.data
    assert '"checks":"none"' in event.data


def test_its_end_can_be_taken_back_as_any_other(hall: SmallHall) -> None:
    walk_in(hall)
    hall.press("hold")
    assert hall.press("undo").ticket is not None


def test_it_follows_the_route_that_its_service_begins(hall: SmallHall) -> None:
    current = walk_in(hall).window.ticket
    assert current is not None
    assert (current.route, current.next_step) == ("start-up", "permit")
