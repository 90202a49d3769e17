"""Windows that call, recall and end by themselves, in halls that have it so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attended_hall import AttendedHall, MakeAttended
from small_hall import wait_until

from queue_server.attendant import Attendant
from queue_server.contract.window_view import CallResult
from queue_server.storage.errors import StorageFailed

# --- the next who comes is called without another press ---------------------------------------


def test_who_comes_is_called_to_the_window_where_next_found_nobody(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_call=True)
    answer = hall.next("1")
    assert (answer.result, answer.window.ready_at) == (CallResult.NOBODY_WAITING, hall.now)
    hall.after(60)
    hall.issue()
    hall.after(1)
    assert hall.number_at("1") == "A001"
    assert hall.view("1").ready_at is None
    (called,) = hall.kinds("ticket_called")
    assert (called.by, called.window) == ("server", "1")


def test_without_that_setting_nobody_is_called_by_itself(make_attended: MakeAttended) -> None:
    hall = make_attended()
    assert hall.next("1").window.ready_at is None
    hall.issue()
    assert hall.round() is None
    assert hall.number_at("1") is None


def test_the_window_that_is_ready_longest_gets_the_visitor(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_call=True)
    hall.next("2")
    hall.later()
    hall.next("1")
    hall.issue()
    hall.after(1)
    assert (hall.number_at("2"), hall.number_at("1")) == ("A001", None)
    hall.issue()
    hall.after(1)
    assert hall.number_at("1") == "A002"


def test_a_visitor_for_whom_no_ready_window_is_keeps_waiting(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_call=True)
    hall.next("1")
    hall.issue("fund")
    hall.after(1)
    assert hall.number_at("1") is None
    assert hall.view("4").waiting == 1
    assert hall.view("1").ready_at is not None


def test_the_slip_sends_a_visitor_straight_to_the_window_that_will_call(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_call=True)
    hall.next("2")
    assert hall.issue().go_straight == "2"
    hall.after(1)
    assert hall.number_at("2") == "A001"


ENDS: list[Callable[[AttendedHall], object]] = [
    lambda hall: hall.press("pause", "1", "meal"),
    lambda hall: hall.stand_up("1"),
    lambda hall: (hall.issue(), hall.press("abandon", "1", "A001")),
    lambda hall: hall.sit("1"),
]


@pytest.mark.parametrize("end", ENDS, ids=["pause", "log out", "give up for one", "log in"])
def test_whatever_else_the_clerk_presses_the_window_is_ready_no_more(
    make_attended: MakeAttended, end: Callable[[AttendedHall], object]
) -> None:
    hall = make_attended(auto_call=True, sit="1")
    hall.next("1")
    hall.later(5)
    end(hall)
    assert hall.view("1").ready_at is None


def test_a_break_ends_it_also_when_it_is_over(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_call=True)
    hall.next("1")
    hall.press("pause", "1", "meal")
    hall.issue()
    hall.after(1)
    hall.press("open")
    hall.after(1)
    assert hall.number_at("1") is None


def test_nobody_is_called_to_a_window_that_was_ready_yesterday(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_call=True)
    hall.next("1")
    hall.later(24 * 3600)
    hall.issue()
    hall.after(1)
    assert hall.number_at("1") is None
    assert hall.view("1").ready_at is None


def test_a_restart_in_between_costs_nobody_the_call(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_call=True)
    hall.next("1")
    hall.issue()
    hall.reopen()
    hall.after(1)
    assert hall.number_at("1") == "A001"


# --- two at once ------------------------------------------------------------------------------


def test_two_ready_windows_and_one_visitor_make_one_call(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_call=True)
    for _ in range(10):
        hall.later(10)
        hall.next("1")
        hall.next("2")
        hall.issue()
        start = threading.Barrier(4)

        def go(start: threading.Barrier = start) -> None:
            attendant = Attendant(hall.parts)
            start.wait(30)
            attendant.go_round()

        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(go) for _ in range(4)]:
                done.result(30)
        assert sum(hall.number_at(w) is not None for w in "12") == 1
        for window in "12":
            if hall.number_at(window):
                hall.press("finish", window)


def test_a_clerk_who_presses_in_the_same_instant_gets_the_same_visitor(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_call=True)
    for turn in range(10):
        hall.later(10)
        hall.next("1")
        hall.later(10)
        hall.issue()
        hall.issue()
        start = threading.Barrier(2)

        def attend(start: threading.Barrier = start) -> None:
            start.wait(30)
            Attendant(hall.parts).go_round()

        def press(start: threading.Barrier = start) -> CallResult:
            start.wait(30)
            return hall.next("1").result

        with ThreadPoolExecutor(2) as pool:
            round_made, pressed = pool.submit(attend), pool.submit(press)
            round_made.result(30)
            result = pressed.result(30)
        assert result in (CallResult.CALLED, CallResult.ALREADY_CALLED)
        assert len(hall.kinds("ticket_called")) == 2 * turn + 1
        hall.later(10)
        hall.next("1")
        hall.press("finish")


# --- a call said again, a visit ended ---------------------------------------------------------


def test_who_does_not_come_is_called_again_as_often_as_the_hall_says(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_recall_s=20, auto_recalls=2)
    hall.issue()
    hall.next()
    calls = []
    for _ in range(8):
        hall.after(10)
        ticket = hall.view().ticket
        calls.append(ticket.calls if ticket else 0)
    assert calls == [1, 2, 2, 3, 3, 3, 3, 3]


@pytest.mark.parametrize("verb", ["start", "pause"])
def test_who_stands_there_or_whose_clerk_has_a_break_is_not_called_again(
    make_attended: MakeAttended, verb: str
) -> None:
    hall = make_attended(auto_recall_s=20)
    hall.issue()
    hall.next()
    hall.press(verb, "1", *(["meal"] if verb == "pause" else []))
    hall.after(60)
    assert hall.kinds("ticket_recalled") == []


def test_a_visit_that_nobody_ended_is_ended_and_nobody_is_asked(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_finish_min=30)
    hall.issue()
    hall.next()
    hall.later(60)
    hall.press("start")
    hall.after(29 * 60)
    assert hall.number_at() == "A001"
    hall.after(60)
    view = hall.view()
    assert (view.ticket, view.rating) == (None, None)
    (finished,) = hall.kinds("service_finished")
    assert (finished.by, finished.window) == ("server", "1")
    hall.press("ask_rating")
    assert hall.view().rating is not None


def test_a_visit_that_goes_on_is_taken_back_and_has_its_time_anew(
    make_attended: MakeAttended,
) -> None:
    """Its clerk is busy with it, and looks up after minutes."""
    hall = make_attended(auto_finish_min=30)
    hall.issue()
    hall.next()
    hall.press("start")
    hall.after(30 * 60)
    assert hall.number_at() is None
    hall.after(9 * 60)
    told = hall.view().can_undo
    assert told is not None
    assert (told.verb, told.by_itself) == ("finish", True)
    assert hall.press("undo").ticket is not None
    hall.after(29 * 60)
    assert hall.number_at() == "A001"
    hall.after(60)
    assert hall.number_at() is None


def test_to_an_empty_chair_one_visitor_is_called_and_never_a_second(
    make_attended: MakeAttended,
) -> None:
    """Only a press makes a window ready."""
    hall = make_attended(auto_call=True, auto_recall_s=20, auto_finish_min=5, sit="1")
    hall.next("1")
    for _ in range(3):
        hall.issue()
    for _ in range(60):
        hall.after(20)
    assert [event.kind for event in hall.kinds("ticket_called")] == ["ticket_called"]
    assert hall.view("1").waiting == 2


def test_where_nothing_is_taken_back_no_end_by_itself_is_either(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_finish_min=30, undo_s=0)
    hall.issue()
    hall.next()
    hall.after(30 * 60)
    assert hall.view().can_undo is None


def test_a_round_says_when_the_next_thing_will_be(make_attended: MakeAttended) -> None:
    hall = make_attended(auto_recall_s=20, auto_finish_min=30)
    hall.issue()
    called_at = hall.now
    hall.next()
    due_at = hall.round()
    assert due_at is not None
    assert (due_at - called_at).total_seconds() == 20


# --- faults -----------------------------------------------------------------------------------


def test_a_fault_at_one_window_does_not_keep_another_from_being_attended(
    make_attended: MakeAttended, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = make_attended(auto_call=True)
    hall.next("1")
    hall.later(1)
    hall.next("2")
    hall.issue()
    at_desk = "queue_server.attendant_desk.AttendantDesk.__init__"
    from queue_server.window_desk import WindowDesk

    def init(desk: Any, queue: Any, tx: Any, window: str, *rest: Any) -> None:
        if window == "1":
            raise ZeroDivisionError
        WindowDesk.__init__(desk, queue, tx, window, *rest)

    monkeypatch.setattr(at_desk, init)
    hall.after(1)
    assert (hall.number_at("1"), hall.number_at("2")) == (None, "A001")


def test_a_chore_that_fails_does_not_stop_the_others(make_attended: MakeAttended) -> None:
    hall = make_attended()
    done: list[str] = []

    def fails(_now: object) -> None:
        raise ZeroDivisionError

    def cannot_write(_now: object) -> None:
        raise StorageFailed("full")

    Attendant(hall.parts, [fails, cannot_write, lambda _now: done.append("last")]).do_chores()
    assert done == ["last"]


def test_the_thread_calls_who_comes_without_waiting_for_its_next_round(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(auto_call=True)
    attendant = Attendant(hall.parts)
    hall.parts.store.on_change(attendant.changed)
    attendant.start()
    try:
        hall.next("1")
        hall.issue()
        wait_until(lambda: hall.number_at("1") == "A001", 30)
    finally:
        attendant.stop()
