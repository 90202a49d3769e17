"""A visitor is sent to a clerk, wherever they sit, or to the next step of the ticket's route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sending_hall import goes_to, sending_hall
from small_hall import SmallHall, refused

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult
from queue_server.facts import queue_fact

TARGETS = "SELECT number, target_window, target_account FROM ticket ORDER BY number"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    made = sending_hall(tmp_path)
    made.sit("1", "2", "3", "4")
    yield made
    made.close()


def sent_to(hall: SmallHall, account: str, service: str = "company") -> m.Ticket:
    """A ticket that window 1 sent to this clerk."""
    ticket = hall.issue(service)
    hall.call(ticket.number)
    hall.later(60)
    hall.press("transfer", "1", None, None, account)
    return hall.ticket(ticket.ticket_id)


def sits_down(hall: SmallHall, account: str, window: str) -> None:
    queue = hall.parts.queue
    hall.parts.store.write(lambda tx: queue.at(tx, window, account, hall.now).log_in(account))


def test_a_visitor_sent_to_a_clerk_is_called_where_that_clerk_sits(hall: SmallHall) -> None:
    told = sent_to(hall, "c4")
    assert told.windows == ["4"]
    assert hall.next("1").result is CallResult.NOBODY_WAITING
    with refused("not_served_here"):
        hall.call("A001", "2")
    assert [t.number for t in hall.view("4").queue] == ["A001"]
    assert hall.next("4").number == "A001"


def test_the_arrival_time_is_kept(hall: SmallHall) -> None:
    early = hall.issue("company")
    hall.later()
    hall.issue("fund")
    hall.later()
    hall.next("1")
    hall.press("transfer", "1", None, None, "c4")
    assert hall.next("4").number == early.number


def test_it_goes_along_when_the_clerk_moves_to_another_window(hall: SmallHall) -> None:
    told = sent_to(hall, "c4")
    hall.stand_up("4")
    assert hall.ticket(told.ticket_id).windows == []
    hall.stand_up("2")
    sits_down(hall, "c4", "2")
    assert hall.ticket(told.ticket_id).windows == ["2"]
    assert hall.view("4").waiting == 0
    assert hall.next("2").number == "A001"


def test_who_takes_the_window_over_does_not_take_the_visitor_over(hall: SmallHall) -> None:
    told = sent_to(hall, "c4")
    sits_down(hall, "c5", "4")
    assert hall.ticket(told.ticket_id).windows == []
    assert hall.next("4").result is CallResult.NOBODY_WAITING


def test_one_who_comes_later_finds_who_was_sent(hall: SmallHall) -> None:
    told = sent_to(hall, "c5")
    assert hall.ticket(told.ticket_id).windows == []
    hall.stand_up("2")
    sits_down(hall, "c5", "2")
    assert hall.ticket(told.ticket_id).windows == ["2"]


def test_while_the_clerk_sits_nowhere_no_window_is_told(hall: SmallHall) -> None:
    told = sent_to(hall, "c5")
    assert told.windows == []
    for window in ("1", "2", "3", "4"):
        assert hall.view(window).waiting == 0
        assert hall.next(window).result is CallResult.NOBODY_WAITING
    with hall.parts.store.read() as reader:
        fact = queue_fact(reader, hall.parts.layout, hall.now)
    assert sum(fact.windows.values()) == 0
    assert fact.services["company"] == 1


def test_nobody_is_stranded_a_window_of_the_service_can_call_the_number(hall: SmallHall) -> None:
    sent_to(hall, "c5")
    with refused("not_served_here"):
        hall.call("A001", "4")
    assert hall.call("A001", "2").result is CallResult.CALLED


def test_the_windows_that_lose_and_get_the_ticket_are_told(hall: SmallHall) -> None:
    sent_to(hall, "c4")
    hall.changes.clear()
    goes_to(hall, "c4", "2")
    told = {window for change in hall.changes for window in change.windows}
    assert told == {"2", "4"}
    hall.changes.clear()
    goes_to(hall, "c4", "2")
    assert [change for change in hall.changes if change] == []


def test_a_clerk_can_be_sent_ones_own_visitor(hall: SmallHall) -> None:
    sent_to(hall, "c1")
    hall.issue("company")
    assert hall.next("1").number == "A001"


@pytest.mark.parametrize("account", ["nobody", "lead"])
def test_one_who_sits_at_no_window_ever_is_refused(hall: SmallHall, account: str) -> None:
    hall.issue()
    hall.next()
    with refused("unknown_account"):
        hall.press("transfer", "1", None, None, account)
    assert hall.view().ticket is not None


def test_sent_on_to_a_service_it_is_no_longer_that_clerks(hall: SmallHall) -> None:
    sent_to(hall, "c4")
    hall.next("4")
    hall.press("transfer", "4", "permit")
    assert hall.rows(TARGETS) == [("A001", None, None)]


def test_a_visitor_sent_to_a_clerk_and_taken_back_is_sent_to_nobody(hall: SmallHall) -> None:
    sent_to(hall, "c4")
    goes_to(hall, "c4", None)  # that the clerk moved is nothing that was done with the ticket
    hall.press("undo")
    assert hall.rows(TARGETS) == [("A001", None, None)]


@pytest.mark.parametrize("policy", ["requeue_tail", "requeue_after_k", "recall_on_request"])
def test_one_who_was_sent_and_missed_the_call_still_is_that_clerks(
    tmp_path: Path, policy: str
) -> None:
    hall = sending_hall(tmp_path, missed_policy=policy, missed_requeue_after=1)
    hall.sit("1", "2", "3", "4")
    sent_to(hall, "c4")
    hall.next("4")
    hall.press("miss", "4")
    assert hall.rows(TARGETS) == [("A001", "4", "c4")]
    assert [t.number for t in (*hall.view("2").queue, *hall.view("2").missed)] == []
    goes_to(hall, "c4", "3")
    assert hall.rows(TARGETS) == [("A001", "3", "c4")]
    with refused("not_served_here"):
        hall.call("A001", "2")
    assert hall.call("A001", "3").number == "A001"
    hall.close()


@pytest.mark.parametrize("policy", ["requeue_tail", "recall_on_request"])
def test_one_who_was_sent_to_a_window_and_missed_waits_for_that_window(
    tmp_path: Path, policy: str
) -> None:
    hall = sending_hall(tmp_path, missed_policy=policy)
    hall.sit("1", "2", "4")
    hall.issue()
    hall.next("1")
    hall.press("transfer", "1", None, "4")
    hall.next("4")
    hall.press("miss", "4")
    assert hall.next("2").result is CallResult.NOBODY_WAITING
    with refused("not_served_here"):
        hall.call("A001", "2")
    assert hall.call("A001", "4").number == "A001"
    hall.close()


def test_after_k_counts_among_those_whom_its_window_calls(tmp_path: Path) -> None:
    """Sent to window 4, it waits behind one whom window 4 calls, not behind one of its service."""
    hall = sending_hall(tmp_path, missed_policy="requeue_after_k", missed_requeue_after=1)
    hall.sit("1", "4")
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", None, "4")
    for service in ("fund", "fund", "company"):
        hall.later()
        hall.issue(service)
    hall.next("4")
    hall.press("miss", "4")
    called = []
    while number := hall.next("4").number:
        called.append(number)
        hall.later()
    assert called == ["C001", "A001", "C002"]
    hall.close()


# --- routes --------------------------------------------------------------------------------


def test_a_number_for_the_first_service_of_a_route_follows_it_to_the_end(hall: SmallHall) -> None:
    first = hall.issue("company")
    steps = []
    for window in ("1", "2", "4"):
        hall.later(60)
        current = hall.next(window).window.ticket
        assert current is not None
        steps.append((current.number, current.service, current.step, current.next_step))
        if current.next_step:
            hall.press("transfer", window, None, None, None, True)
    assert steps == [
        (first.number, "company", 0, "permit"),
        (first.number, "permit", 1, "fund"),
        (first.number, "fund", 2, None),
    ]
    with refused("no_next_step"):
        hall.press("transfer", "4", None, None, None, True)
    hall.press("finish", "4")
    assert hall.ticket(first.ticket_id).state is m.TicketState.SERVED
    outcomes = [
        row.outcome for row in hall.rows("SELECT outcome FROM service_act ORDER BY called_at")
    ]
    assert outcomes == ["served", "served", "served"]


def test_a_step_is_handled_where_it_was_done_and_its_visitor_is_asked(hall: SmallHall) -> None:
    hall.issue("company")
    hall.next("1")
    hall.later(60)
    view = hall.press("transfer", "1", None, None, None, True)
    assert view.ended is not None
    assert view.rating is not None
    assert view.ended.act_id == view.rating.act_id
    hall.rate(view.rating.act_id, 2)
    with refused("already_rated"):  # what a visitor said of a visit stands
        hall.press("undo")
    assert hall.next("2").number == "A001"


def test_a_step_that_was_taken_back_asks_nobody_and_is_not_handled(hall: SmallHall) -> None:
    hall.issue("company")
    hall.next("1")
    asked = hall.press("transfer", "1", "permit").rating
    assert asked is not None
    view = hall.press("undo")
    assert (view.rating, view.ended) == (None, None)
    with refused("rating_closed"):
        hall.rate(asked.act_id)
    (act,) = hall.rows("SELECT outcome, rating_asked_at FROM service_act")
    assert (act.outcome, act.rating_asked_at) == (None, None)


def test_the_next_step_keeps_the_arrival_time(hall: SmallHall) -> None:
    early = hall.issue("company")
    hall.later()
    hall.issue("permit")
    hall.later()
    hall.call(early.number, "1")
    hall.press("transfer", "1", None, None, None, True)
    assert hall.next("3").number == early.number


def test_a_number_for_another_service_has_no_next_step(hall: SmallHall) -> None:
    hall.issue("permit")
    hall.next()
    with refused("no_next_step"):
        hall.press("transfer", "1", None, None, None, True)


def test_a_side_step_leaves_it_on_its_route(hall: SmallHall) -> None:
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", "fund")
    current = hall.next("4").window.ticket
    assert current is not None
    assert (current.step, current.next_step) == (0, "permit")
    hall.press("transfer", "4", "permit")  # by name: it is the next step all the same
    current = hall.next("2").window.ticket
    assert current is not None
    assert (current.step, current.next_step) == (1, "fund")


def test_a_step_that_was_taken_back_was_not_made(hall: SmallHall) -> None:
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", None, None, None, True)
    current = hall.press("undo").ticket
    assert current is not None
    assert (current.service, current.step, current.next_step) == ("company", 0, "permit")


@pytest.mark.parametrize(
    "named",
    [
        (None, None, None, False),
        ("fund", "2", None, False),
        ("fund", None, "c2", False),
        (None, "2", None, True),
    ],
)
def test_one_place_is_named(hall: SmallHall, named: tuple[object, ...]) -> None:
    hall.issue()
    hall.next()
    with refused("malformed"):
        hall.press("transfer", "1", *named)
    assert hall.view().ticket is not None


def test_on_either_database_a_ticket_follows_its_clerk(tmp_path: Path, database_url: str) -> None:
    hall = sending_hall(tmp_path, url=database_url)
    hall.sit("1", "4")
    told = sent_to(hall, "c4")
    goes_to(hall, "c4", "2")
    assert hall.ticket(told.ticket_id).windows == ["2"]
    goes_to(hall, "c4", None)
    assert hall.ticket(told.ticket_id).windows == []
    hall.close()
