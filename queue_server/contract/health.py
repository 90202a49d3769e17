"""A program's own `HealthFact`: said at every change of a device, its numbers once a minute."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from queue_server.contract.messages import (
    DeviceHealth,
    DeviceState,
    HealthFact,
    Measure,
    PaperLevel,
)

LINK_LOST, NO_ANSWER, GARBAGE, REFUSED = COUNTERS = (
    "link_lost",
    "no_answer",
    "garbage",
    "refused",
)
# Words that tell of a question each: they count every time, the others when they begin.
EVERY_TIME = {"no_answer": NO_ANSWER, "garbled": GARBAGE}
UNCONFIRMED = "unconfirmed"  # of a display that cannot answer; it may be unplugged for all we know
UNHEARD = frozenset({UNCONFIRMED, "tells_nothing"})  # of a device that never says anything

_log = logging.getLogger(__name__)


class Line(Protocol):
    """What a device's line counts by itself; `devices.link.Link` does. Read from any thread."""

    @property
    def lost_count(self) -> int: ...

    @property
    def bytes_in(self) -> int: ...

    @property
    def bytes_out(self) -> int: ...

    @property
    def last_heard_s(self) -> float | None: ...


@dataclass
class _Device:
    state: DeviceState
    since: datetime
    cause: str = ""
    contact: datetime | None = None
    paper: PaperLevel | None = None
    counters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))
    measures: dict[str, Measure] = field(default_factory=dict)


@dataclass
class _Followed:
    line: Line
    hears_all: bool
    garbage: Callable[[], int] | None
    heard_s: float | None = None
    heard_at: datetime | None = None


class HealthBook:
    """Thread-safe. `publish` gets the whole fact; `clock` gives aware UTC datetimes, `monotonic_s`
    the seconds that the lines count in.

    Counting is two additions and no message; `refresh` publishes what was counted.
    """

    def __init__(
        self,
        program: str,
        publish: Callable[[HealthFact], None],
        clock: Callable[[], datetime],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._program = program
        self._publish = publish
        self._clock = clock
        self._monotonic_s = monotonic_s
        self._devices: dict[str, _Device] = {}
        self._lines: dict[str, _Followed] = {}
        self._said: HealthFact | None = None
        self._lock = threading.Lock()

    def follow(
        self,
        device: str,
        line: Line,
        *,
        hears_all: bool = False,
        garbage: Callable[[], int] | None = None,
    ) -> None:
        """Take the device's losses and bytes from its line. `hears_all`: whatever comes on this
        line is a contact with the device, and nothing else is (keys come when they are pressed).
        `garbage` gives how many pieces of the stream were no frame, where the driver knows.
        """
        with self._lock:
            self._lines[device] = _Followed(line, hears_all, garbage)

    def say(
        self,
        device: str,
        state: DeviceState,
        cause: str = "",
        *,
        paper: PaperLevel | None = None,
    ) -> None:
        """`cause` is a stable word such as `no_answer`. The same again is counted, not published.

        `paper` is left as it was when None.
        """
        with self._lock:
            known = self._devices.get(device)
            is_news = known is None or (known.state, known.cause) != (state, cause)
            if known is None:
                known = self._devices[device] = _Device(state, self._clock(), cause)
            elif is_news:
                known.state, known.cause, known.since = state, cause, self._clock()
            self._count(device, known, is_news)
            if paper not in (None, known.paper):
                known.paper, is_news = paper, True
            if not is_news:
                return
            self._publish_now()
        level = logging.INFO if state is DeviceState.OK else logging.WARNING
        _log.log(level, "%s is %s%s", device, state, f": {cause}" if cause else "")

    def count(self, device: str, counter: str, times: int = 1) -> None:
        """Add to one of COUNTERS; published by the next `refresh`."""
        with self._lock:
            if known := self._devices.get(device):
                known.counters[counter] += times

    def measure(self, device: str, name: str, value: float, unit: str) -> None:
        """What its program knows of a device that has spoken; published by the next `refresh`."""
        with self._lock:
            if known := self._devices.get(device):
                known.measures[name] = Measure(value=value, unit=unit)

    def present(self) -> None:
        """Say that the program is there, before any device has spoken."""
        with self._lock:
            self._publish_now()

    def refresh(self) -> None:
        """Publish what was counted and heard since; nothing if it is nothing."""
        with self._lock:
            if self._said is not None and self._fact() != self._said:
                self._publish_now()

    def devices(self) -> dict[str, DeviceHealth]:
        """How they are now, for those who stand before them."""
        with self._lock:
            return self._fact().devices

    def _count(self, device: str, known: _Device, is_news: bool) -> None:
        if known.state is not DeviceState.OFFLINE:
            if known.cause not in UNHEARD:
                known.contact = self._clock()
        elif counter := EVERY_TIME.get(known.cause):
            known.counters[counter] += 1
        elif is_news and known.cause == LINK_LOST and device not in self._lines:
            known.counters[LINK_LOST] += 1
        if is_news and known.state is DeviceState.FAULT:
            known.counters[REFUSED] += 1

    def _publish_now(self) -> None:
        self._said = self._fact()
        self._publish(self._said)

    def _fact(self) -> HealthFact:
        devices = {name: self._health(name, known) for name, known in self._devices.items()}
        return HealthFact(program=self._program, online=True, devices=devices)

    def _health(self, name: str, known: _Device) -> DeviceHealth:
        contact, counters = known.contact, dict(known.counters)
        measures = dict(known.measures)
        if followed := self._lines.get(name):
            counters[LINK_LOST] = followed.line.lost_count
            counters[GARBAGE] += followed.garbage() if followed.garbage else 0
            measures["received"] = Measure(value=followed.line.bytes_in, unit="B")
            measures["sent"] = Measure(value=followed.line.bytes_out, unit="B")
            if followed.hears_all:
                contact = self._heard_at(followed)
        return DeviceHealth(
            state=known.state,
            since=known.since,
            cause=known.cause,
            last_contact=contact,
            counters=counters,
            paper=known.paper,
            measures=measures,
        )

    def _heard_at(self, followed: _Followed) -> datetime | None:
        """Reckoned once for each hearing: two clocks never agree, and that is no news."""
        heard_s = followed.line.last_heard_s
        if heard_s is not None and heard_s != followed.heard_s:
            ago_s = max(0.0, self._monotonic_s() - heard_s)
            followed.heard_s = heard_s
            followed.heard_at = self._clock() - timedelta(seconds=ago_s)
        return followed.heard_at
