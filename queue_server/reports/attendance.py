"""PURE: who sat where on one day, for whom, and the breaks, from the events of the windows.

What it cannot know: the reason of a break that began before the day, and a sitting that neither
began nor ended nor paused on it (of today's the windows themselves tell: `carried`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from queue_server.domain.events import Kind


@dataclass(frozen=True, kw_only=True)
class SeatEvent:
    """`account` sits there after the event, or did so before a `window_closed`; on an earlier day
    only, when that came with `day_over`."""

    kind: Kind
    at: datetime
    window: str
    account: str | None
    took_over: str | None = None
    stands_in_for: str | None = None
    listed: bool = False
    reason: str = ""
    day_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """`until` None: still. `listed`: this stand-in was named beforehand."""

    window: str
    clerk: str
    since: datetime
    until: datetime | None = None
    stands_in_for: str | None = None
    listed: bool = False


@dataclass(frozen=True, kw_only=True)
class Pause:
    """`reason`: the id of one of the hall's, or words of the clerk's own."""

    window: str
    clerk: str
    reason: str
    since: datetime
    until: datetime | None = None

    def seconds(self, now: datetime) -> float:
        return max(((self.until or now) - self.since).total_seconds(), 0.0)


@dataclass
class Attendance:
    sittings: list[Sitting] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)


def attendance(
    events: Iterable[SeatEvent], begins: datetime, carried: Iterable[Sitting] = ()
) -> Attendance:
    """`events` of one business day that `begins` then, in their order. `carried` are those who sit
    now: it counts where the events know of nobody."""
    found = Attendance()
    seats: dict[str, _Seat] = {}
    for event in events:
        seats.setdefault(event.window, _Seat(found, begins)).note(event)
    for seat in seats.values():
        seat.keep()
    for sitting in carried:
        if sitting.window not in seats:
            found.sittings.append(replace(sitting, since=max(sitting.since, begins)))
    found.sittings.sort(key=lambda s: (s.since, s.window))
    found.pauses.sort(key=lambda p: (p.since, p.window))
    return found


class _Seat:
    """One window while its events go by."""

    def __init__(self, found: Attendance, begins: datetime) -> None:
        self._found = found
        self._begins = begins
        self._first = True
        self._sitting: Sitting | None = None
        self._pause: Pause | None = None

    def note(self, event: SeatEvent) -> None:
        if self._first:
            self._first = False
            self._sitting = self._from_before(event)
        if event.kind is Kind.WINDOW_OPENED:
            self._end_sitting(event.at)
            self._sitting = _sitting(event, event.at, event.account)
        elif event.kind is Kind.WINDOW_PAUSED:
            self._end_pause(event.at)
            self._pause = _pause(event)
        elif event.kind is Kind.WINDOW_RESUMED:
            self._end_pause(event.at)
        elif event.kind is Kind.WINDOW_CLOSED:
            self._end_sitting(event.at)

    def keep(self) -> None:
        """What lasts."""
        self._found.sittings += [self._sitting] if self._sitting else []
        self._found.pauses += [self._pause] if self._pause else []

    def _from_before(self, event: SeatEvent) -> Sitting | None:
        """Who sat there when the day began, as its first event tells."""
        if event.day_over:
            return None
        if event.kind is Kind.WINDOW_OPENED:
            return _sitting(replace(event, stands_in_for=None), self._begins, event.took_over)
        return _sitting(event, self._begins, event.account)

    def _end_sitting(self, at: datetime) -> None:
        self._end_pause(at)
        if self._sitting:
            self._found.sittings.append(replace(self._sitting, until=max(at, self._sitting.since)))
        self._sitting = None

    def _end_pause(self, at: datetime) -> None:
        if self._pause:
            self._found.pauses.append(replace(self._pause, until=max(at, self._pause.since)))
        self._pause = None


def _sitting(event: SeatEvent, since: datetime, clerk: str | None) -> Sitting | None:
    if clerk is None:
        return None
    return Sitting(
        window=event.window,
        clerk=clerk,
        since=since,
        stands_in_for=event.stands_in_for,
        listed=event.listed,
    )


def _pause(event: SeatEvent) -> Pause | None:
    if event.account is None:
        return None
    return Pause(window=event.window, clerk=event.account, reason=event.reason, since=event.at)
