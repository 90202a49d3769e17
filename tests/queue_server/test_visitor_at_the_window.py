"""What clerks press for the visitor in front of them, who missed the call, and who rates."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from small_hall import MakeHall, SmallHall, refused

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult


@pytest.mark.parametrize("verb", ["recall", "start", "finish", "miss", "hold"])
def test_verbs_on_nobody_are_refused(hall: SmallHall, verb: str) -> None:
    with refused("no_current_ticket"):
        hall.press(verb)


def test_a_visitor_who_is_being_served_is_not_missed(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.press("start")
    with refused("illegal_verb"):
        hall.press("miss")


def test_a_held_visitor_is_called_back_to_the_same_window(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.next()
    hall.press("start")
    held = hall.press("hold")
    assert held.ticket is None
    assert [t.number for t in held.held] == [ticket.number]
    assert hall.view("2").held == []
    back = hall.press("resume", "1", "A001")
    assert back.ticket is not None
    assert back.ticket.state is m.TicketState.CALLED
    acts = hall.rows("SELECT origin, outcome, waiting_since FROM service_act ORDER BY called_at")
    assert [(a.origin, a.outcome) for a in acts] == [("call_next", "held"), ("resume", None)]
    assert acts[1].waiting_since is None  # the time aside was no waiting for a call


def test_a_transferred_visitor_keeps_number_and_time_of_arrival(hall: SmallHall) -> None:
    early = hall.issue("company")
    hall.later()
    hall.issue("fund")
    hall.next("1")
    hall.later()
    hall.press("transfer", "1", "fund", None)
    assert hall.next("4").number == early.number


def test_a_visitor_sent_to_a_window_is_called_only_there(hall: SmallHall) -> None:
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", None, "4")
    assert hall.next("2").result is CallResult.NOBODY_WAITING
    with refused("not_served_here"):
        hall.call("A001", "2")
    assert hall.view("4").waiting == 1
    assert hall.next("4").number == "A001"


@pytest.mark.parametrize(("service", "window"), [(None, None), ("fund", "2")])
def test_a_transfer_names_one_place(
    hall: SmallHall, service: str | None, window: str | None
) -> None:
    hall.issue()
    hall.next()
    with refused("malformed"):
        hall.press("transfer", "1", service, window)


def test_a_visitor_who_gives_up_leaves_the_queue(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.issue()
    hall.press("abandon", "1", "A001")
    assert hall.ticket(ticket.ticket_id).state is m.TicketState.ABANDONED
    assert hall.next().number == "A002"


def test_another_windows_visitor_cannot_be_abandoned_here(hall: SmallHall) -> None:
    hall.issue()
    hall.next("1")
    with refused("not_served_here"):
        hall.press("abandon", "2", "A001")


def test_under_void_a_missed_number_is_gone(make_hall: MakeHall) -> None:
    hall = make_hall(missed_policy="void")
    hall.sit("1")
    hall.issue()
    hall.next()
    hall.press("miss")
    with refused("illegal_verb"):
        hall.call("A001")


def test_under_recall_on_request_the_clerk_calls_it_again(make_hall: MakeHall) -> None:
    hall = make_hall(missed_policy="recall_on_request")
    hall.sit("1", "2")
    hall.issue()
    hall.next()
    hall.press("miss")
    assert [t.number for t in hall.view("2").missed] == ["A001"]
    assert hall.next().result is CallResult.NOBODY_WAITING
    assert hall.call("A001", "2").result is CallResult.CALLED


def test_under_requeue_tail_it_waits_behind_all(make_hall: MakeHall) -> None:
    hall = make_hall(missed_policy="requeue_tail")
    hall.sit("1")
    for _ in range(3):
        hall.issue()
    hall.next()
    hall.later()
    hall.press("miss")
    called = []
    while (number := hall.next().number) is not None:
        called.append(number)
        hall.later()
    assert called == ["A002", "A003", "A001"]


@pytest.mark.parametrize("reason", [None, m.PriorityReason.ELDER])
def test_under_requeue_after_k_it_waits_behind_k_others_an_elder_too(
    make_hall: MakeHall, reason: m.PriorityReason | None
) -> None:
    hall = make_hall(missed_policy="requeue_after_k", missed_requeue_after=2)
    hall.sit("1")
    hall.issue(priority_reason=reason)
    for _ in range(3):
        hall.later()
        hall.issue()
    hall.next()
    hall.later()
    hall.press("miss")
    called = []
    while (number := hall.next().number) is not None:
        called.append(number)
        hall.later()
    assert called == ["A002", "A003", "A001", "A004"]


def served(hall: SmallHall) -> m.RatingAsk:
    hall.issue()
    hall.next()
    ask = hall.press("finish").rating
    assert ask is not None
    return ask


def test_after_finish_the_visitor_may_rate_once(hall: SmallHall) -> None:
    ask = served(hall)
    hall.rate(ask.act_id, 4)
    hall.later(3)
    with refused("already_rated"):
        hall.rate(ask.act_id, 1)
    assert hall.view().rating is None
    assert [row.level for row in hall.rows("SELECT level FROM rating")] == [4]


def test_a_press_after_the_next_call_belongs_to_nobody(hall: SmallHall) -> None:
    ask = served(hall)
    hall.issue()
    hall.next()
    with refused("rating_closed"):
        hall.rate(ask.act_id)
    assert hall.rows("SELECT 1 FROM rating") == []


def test_a_press_after_the_time_is_refused(hall: SmallHall) -> None:
    ask = served(hall)
    hall.later(30.0)
    with refused("rating_closed"):
        hall.rate(ask.act_id)


def test_a_press_at_another_window_is_refused(hall: SmallHall) -> None:
    with refused("not_your_window"):
        hall.rate(served(hall).act_id, windows="2")


def test_a_visit_that_is_not_over_cannot_be_rated(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    (act,) = hall.rows("SELECT act_id FROM service_act")
    with refused("rating_closed"):
        hall.rate(UUID(act.act_id))
    with refused("unknown_act"):
        hall.rate(uuid4())
