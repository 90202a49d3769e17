"""Lets a scripted day happen. The runner knows hall seconds; its clock makes them of real ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from devices.sim.day import Day, Event
from devices.sim.device import Refused

log = logging.getLogger("devices.sim.day")

LONGEST_WAIT_S = 60.0
DAY_S = 24 * 3600

Act = Callable[[str, str, dict[str, Any]], object]


@dataclass(frozen=True)
class DayClock:
    """Hall seconds from midnight: `start_s` when `real_s` (which never jumps) was `began_s`, and
    `speed` of them in every real one. They go on counting after midnight."""

    start_s: float
    speed: float
    began_s: float
    real_s: Callable[[], float]

    def now_s(self) -> float:
        return self.start_s + (self.real_s() - self.began_s) * self.speed

    def real_until(self, at_s: float) -> float:
        """How many real seconds from now; 0 for what is past."""
        return max(0.0, (at_s - self.now_s()) / self.speed)


@dataclass(frozen=True)
class Due:
    """One event in one place of the day. `refused`: why a device would not do it."""

    at_s: float
    event: Event
    refused: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "at": clock_of(self.at_s),
            "devices": list(self.event.devices),
            "do": self.event.do,
            "with": self.event.body,
            "refused": list(self.refused),
        }


class DayRunner:
    """Each event happens once; those that lie before the beginning are passed over.

    `act(device, action, body)` does it and may raise `Refused`, which is told and changes nothing.
    """

    def __init__(self, day: Day, clock: DayClock, act: Act) -> None:
        self.day = day
        self._clock = clock
        self._act = act
        timed = (Due(_at_s(event, clock.start_s), event) for event in day.events)
        ordered = sorted(timed, key=lambda due: due.at_s)
        self._coming = [due for due in ordered if due.at_s >= clock.start_s]
        self._done: list[Due] = []
        if len(self._coming) < len(ordered):
            log.info("%d events were before the beginning", len(ordered) - len(self._coming))

    def turn(self) -> float | None:
        """Do what is due; real seconds until the next event, None when the day is over."""
        while self._coming and self._coming[0].at_s <= self._clock.now_s():
            due = self._coming.pop(0)
            self._done.append(Due(due.at_s, due.event, tuple(self._do(due))))
        return self._clock.real_until(self._coming[0].at_s) if self._coming else None

    def run(self, stop: threading.Event) -> None:
        """Until the day is over or `stop`."""
        log.info("%s: from %s", self.day.title, clock_of(self._clock.now_s()))
        while (wait_s := self.turn()) is not None:
            if stop.wait(min(wait_s, LONGEST_WAIT_S)):
                return
        log.info("%s: over", self.day.title)

    def to_json(self) -> dict[str, Any]:
        """For the bench page; may be asked by any thread."""
        return {
            "title": self.day.title,
            "now": clock_of(self._clock.now_s()),
            "speed": self._clock.speed,
            "done": [due.to_json() for due in self._done],
            "coming": [due.to_json() for due in self._coming],
        }

    def _do(self, due: Due) -> list[str]:
        event, refused = due.event, []
        for device in event.devices:
            log.info("%s %s %s %s", clock_of(due.at_s), device, event.do, event.body or "")
            try:
                self._act(device, event.do, event.body)
            except Refused as error:
                log.warning("%s would not: %s", device, error)
                refused.append(f"{device}: {error.detail}")
        return refused


def begin(
    day: Day,
    *,
    starts_s: int | None,
    speed: float | None,
    wall: Callable[[], datetime],
    real_s: Callable[[], float],
) -> DayClock:
    """The day's own beginning and speed, where the caller names none; else the real time."""
    start = starts_s if starts_s is not None else day.starts_s
    now = wall()
    since_midnight = (now.hour * 60 + now.minute) * 60 + now.second
    return DayClock(
        start_s=float(since_midnight if start is None else start),
        speed=speed or day.speed,
        began_s=real_s(),
        real_s=real_s,
    )


def clock_of(seconds: float) -> str:
    """Of a moment's seconds from midnight: "10:12:00"."""
    minutes, second = divmod(int(seconds) % DAY_S, 60)
    return time(*divmod(minutes, 60), second).isoformat()


def _at_s(event: Event, start_s: float) -> float:
    return float(event.at_s) if event.at_s is not None else start_s + (event.after_s or 0.0)
