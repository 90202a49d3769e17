"""A wait for a person who listens begins when the voice falls silent; no other wait does."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import pytest

from kiosk.effects import Wait
from kiosk.events import TimedOut
from kiosk.patience import HEARS_OUT
from kiosk.timers import HEARD_OUT_AT_MOST_S, Timers

IDLE_S = 25.0
LISTENING = TimedOut(serial=7, hears_out=True)


class Hall:
    """A clock that runs by hand, and a voice that speaks until `speaks_until_s`."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.speaks_until_s = -inf
        self.someone = False
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.posted: list[tuple[float, TimedOut]] = []
        self.timers = Timers(
            schedule=lambda seconds, job: self.due.append((self.now_s + seconds, job)),
            clock=lambda: self.now_s,
            silent_s=lambda: max(self.now_s - self.speaks_until_s, 0.0),
            attended=lambda _then_s: self.someone,
            post=lambda event: self.posted.append((self.now_s - 1000.0, event)),
        )

    def run(self) -> None:
        while self.due:
            self.now_s, job = self.due.pop(0)
            job()


@pytest.fixture
def hall() -> Hall:
    return Hall()


def over_after(hall: Hall, event: TimedOut = LISTENING) -> float:
    hall.timers.start(IDLE_S, event)
    hall.run()
    [(seconds, posted)] = hall.posted
    assert posted.serial == event.serial
    return seconds


def test_where_nobody_listens_a_wait_is_as_long_as_it_is(hall: Hall) -> None:
    assert over_after(hall) == IDLE_S


@pytest.mark.parametrize("speech_s", [3.0, 24.9, 25.0, 70.0, 180.0])
def test_nobody_is_warned_before_the_voice_has_finished_and_the_time_is_over_after_it(
    hall: Hall, speech_s: float
) -> None:
    hall.speaks_until_s = hall.now_s + speech_s
    assert over_after(hall) == pytest.approx(speech_s + IDLE_S, abs=1e-6)


def test_what_was_said_before_the_screen_came_takes_nothing_away(hall: Hall) -> None:
    hall.speaks_until_s = hall.now_s - 10
    assert over_after(hall) == IDLE_S


def test_a_voice_that_never_ends_holds_nobody_for_ever(hall: Hall) -> None:
    hall.speaks_until_s = inf
    assert over_after(hall) <= 2 * IDLE_S + HEARD_OUT_AT_MOST_S


def test_the_server_and_the_printer_get_no_more_time_for_a_voice(hall: Hall) -> None:
    hall.speaks_until_s = hall.now_s + 60
    assert over_after(hall, TimedOut(serial=7)) == IDLE_S
    assert not HEARS_OUT & {Wait.ISSUE, Wait.PRINT, Wait.RETRY, Wait.COURTESY}
    assert {Wait.IDLE, Wait.READING, Wait.NUMBER, Wait.THANKS, Wait.SHOWN} == HEARS_OUT


def test_whom_the_camera_saw_meanwhile_is_told(hall: Hall) -> None:
    hall.someone = True
    over_after(hall)
    assert hall.posted[0][1].attended
