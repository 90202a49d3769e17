"""A desk unit and its pads: what is shown, called, refused, and said again after a cut."""

from __future__ import annotations

import threading

from desk_at_work import ACT_A, DEADLINE_S, KEYPADS, DeskAtWork, ask, state_of, wait_until

from config.machines import Pad
from devices.desk_pad import DeskPad
from queue_server.contract.messages import (
    DeviceState,
)


def test_a_pad_shows_the_present_number_and_how_many_wait(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.turns()
    assert desk.line.said == []  # not before both are known
    desk.waiting(1, 5)
    desk.turns()
    assert desk.line.said == [("show", 1, "A012", 5), ("show", 2, "000", 0)]


def test_a_call_without_a_broker_shows_what_the_server_answered(desk: DeskAtWork) -> None:
    desk.server.waiting = ["A001", "A002"]
    desk.press("call")
    desk.turns_until(lambda: desk.said("show", 1, "A001", 1) == 1)
    assert desk.server.heard == [("call_next", "")]


def test_nobody_waiting_shows_that_nobody_waits_and_does_not_beep(desk: DeskAtWork) -> None:
    desk.press("call")
    desk.turns_until(lambda: desk.said("show", 1, "000", 0) == 1)
    assert desk.said("beep", 1) == 0


def test_a_command_that_changes_nothing_is_still_answered_on_the_pad(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.waiting(1, 5)
    desk.turns()
    desk.server.current, desk.server.waiting = "A012", ["A013"] * 5
    desk.press("recall")
    desk.turns_until(lambda: desk.said("show", 1, "A012", 5) == 2)


def test_a_refusal_beeps_shows_failed_and_then_the_present_again(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.waiting(1, 5)
    desk.turns()
    desk.server.refuse = "illegal_verb"
    desk.press("start")
    desk.turns_until(lambda: desk.said("result", 1, False) == 1)
    assert desk.line.said[-2:] == [("beep", 1), ("result", 1, False)]
    desk.turns()
    assert desk.line.said[-1] == ("result", 1, False)  # it stands for a while
    desk.at(2.1)
    desk.turns()
    assert desk.line.said[-1] == ("show", 1, "A012", 5)


def test_a_key_without_a_meaning_is_refused_and_asks_nothing(desk: DeskAtWork) -> None:
    desk.press("confirm", "77")
    desk.turns()
    assert desk.line.said == [("beep", 1), ("result", 1, False)]
    assert desk.server.heard == []


def test_cancel_clears_a_refusal_at_once(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.waiting(1, 5)
    desk.press("confirm", "77")
    desk.turns()
    desk.press("cancel", "12")
    desk.turns()
    assert desk.line.said[-1] == ("show", 1, "A012", 5)
    assert desk.server.heard == []


def test_eight_and_confirm_shows_the_pads_own_address(desk: DeskAtWork) -> None:
    desk.press("confirm", "8", address=2)
    desk.turns()
    assert desk.line.said == [("beep", 2), ("show", 2, "2", 0)]


def test_an_impatient_finger_calls_nobody_twice_while_its_wish_still_waits(
    desk: DeskAtWork,
) -> None:
    idle = DeskPad(Pad(window="1", address=1), desk.commands("1"), KEYPADS.action, change_s=3)
    desk.server.waiting = ["A001", "A002"]
    idle.press("", "call")
    idle.press("", "call")  # in one breath: the pad's thread has not taken the first
    idle.press("", "recall")
    idle.start()
    desk.turns_until(lambda: len(desk.server.heard) >= 2)
    idle.stop()
    idle.join(DEADLINE_S)
    assert desk.server.heard == [("call_next", ""), ("recall", "")]


def test_two_pads_do_not_wait_for_each_other(desk: DeskAtWork) -> None:
    desk.server.waiting = ["A001", "A002"]
    desk.server.lose_answers = 1  # the first pad is trying again
    desk.press("call", address=1)
    desk.turns()
    desk.press("call", address=2)
    desk.turns_until(lambda: {("show", 1), ("show", 2)} <= {s[:2] for s in desk.line.said})
    numbers = {said[2] for said in desk.line.said if said[0] == "show" and said[2] != "000"}
    assert numbers == {"A001", "A002"}


def test_an_unknown_pad_on_the_line_is_left_alone(desk: DeskAtWork) -> None:
    desk.press("call", address=9)
    desk.grade(address=9)
    desk.turns()
    assert desk.server.heard == []


def test_a_line_that_was_pulled_heals_and_says_everything_again(desk: DeskAtWork) -> None:
    desk.fact(1, "A012", rating=ask(ACT_A))
    desk.waiting(1, 5)
    running = threading.Thread(target=desk.desk.run, args=(desk.stop,))
    running.start()
    try:
        wait_until(lambda: desk.said("show", 1, "A012", 5) == 1)
        desk.line.pulled = True
        wait_until(lambda: state_of(desk) == (DeviceState.OFFLINE, "link_lost"))
        desk.line.said.clear()
        desk.line.pulled = False
        wait_until(lambda: desk.said("show", 1, "A012", 5) == 1)
        wait_until(lambda: desk.said("ask", 1) == 1)
        wait_until(lambda: state_of(desk) == (DeviceState.OK, ""))
    finally:
        desk.stop.set()
        running.join(DEADLINE_S)
