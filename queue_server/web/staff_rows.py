"""Who sits where and who is on duty, in the words of one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.kinds import Name
from config.windows import PauseReason
from queue_server.contract import staff as s
from queue_server.contract.messages import WindowStatus
from queue_server.layout import Layout

Told = Callable[[datetime], str]  # the hall's clock, with the date on another day


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A window where somebody sits; `state` is the visitor's number, or the window's own."""

    window: str
    kind: str
    status: str
    clerk: str
    since: str
    stands_in_for: str
    on_leave: str
    number: str
    pause: str
    pause_min: int | None


@dataclass(frozen=True, kw_only=True)
class ZoneStaff:
    """`empty` are the windows where nobody sits, as people write them: "3–7, 9 (general)"."""

    name: str
    tiles: list[Tile]
    empty: list[str]


@dataclass(frozen=True, kw_only=True)
class PausesOf:
    """Minutes by the hall's reasons in their order; `other`: for words of the clerk's own."""

    clerk: str
    minutes: list[int | None]
    other: int | None
    counted: int
    uncounted: int


class StaffRows:
    """`lang` is "zh" or "en", `said` the page's texts in it."""

    def __init__(self, layout: Layout, lang: str, said: Mapping[str, Any], now: datetime) -> None:
        self._layout = layout
        self._lang = lang
        self._said = said
        self._now = now
        attendance = layout.hall.attendance
        self.pauses = self._named(attendance.pause_reasons)
        self.leave = self._named(attendance.leave)

    def told(self, at: datetime | None) -> str:
        return "" if at is None else self._layout.day.told(at, self._now)

    def zones(self, windows: Sequence[s.StaffWindow]) -> list[ZoneStaff]:
        found = []
        for zone in self._layout.hall.zones:
            here = [window for window in windows if window.zone == zone.id]
            if here:
                found.append(
                    ZoneStaff(
                        name=self._text(zone.name),
                        tiles=[self._tile(w, w.clerk) for w in here if w.clerk],
                        empty=self._empty([w for w in here if not w.clerk]),
                    )
                )
        return found

    def wanted(self, tidal: Iterable[s.TidalWindow]) -> list[str]:
        """What is to be said of each tidal window that is wanted and where nobody sits."""
        return [self._wanted(one) for one in tidal if not one.is_open]

    def when(self, absence: s.Absence) -> str:
        """Its days, or the half of its day."""
        if absence.to_date != absence.from_date:
            return f"{absence.from_date} – {absence.to_date}"
        part = self._said["part"][absence.part] if absence.part != "day" else ""
        return f"{absence.from_date} {part}".strip()

    def at_work(self, absence: s.Absence, now: s.StaffNow) -> str:
        """Where a clerk sits who is on leave today; "" for one who does not."""
        if not absence.from_date <= now.business_date <= absence.to_date:
            return ""
        theirs = (w for w in now.windows if w.clerk == absence.clerk and w.on_leave is not None)
        here = next((window.window for window in theirs), "")
        return str(self._said["came"].format(window=here)) if here else ""

    def pauses_of(self, paused: Iterable[s.PausedClerk]) -> list[PausesOf]:
        rows = []
        for one in paused:
            other = sum(one.seconds[reason] for reason in one.seconds if reason not in self.pauses)
            rows.append(
                PausesOf(
                    clerk=one.clerk.name,
                    minutes=[_minutes(one.seconds.get(reason)) for reason in self.pauses],
                    other=_minutes(other or None),
                    counted=round(one.counted_s / 60),
                    uncounted=round(one.uncounted_s / 60),
                )
            )
        return rows

    def _tile(self, window: s.StaffWindow, clerk: s.Clerk) -> Tile:
        paused = window.status is WindowStatus.PAUSED
        since = window.paused_since
        whose = window.stands_in_for
        return Tile(
            window=window.window,
            kind=self._kind(window),
            status=window.status.value,
            clerk=clerk.name,
            since=self.told(window.since),
            stands_in_for=self._said["stands_in_for"].format(name=whose.name) if whose else "",
            on_leave=self._on_leave(window),
            number=window.number or "",
            pause=self.pauses.get(window.pause_reason, window.pause_reason) if paused else "",
            pause_min=_minutes((self._now - since).total_seconds()) if since else None,
        )

    def _on_leave(self, window: s.StaffWindow) -> str:
        if window.on_leave is None:
            return ""
        reason = self.leave.get(window.on_leave, window.on_leave)
        return str(self._said["at_work"].format(reason=reason))

    def _kind(self, window: s.StaffWindow) -> str:
        word = str(self._said["kind"][window.kind])
        return f"{word} · {self._said['kind']['tidal']}" if window.tidal else word

    def _wanted(self, one: s.TidalWindow) -> str:
        if one.service is None:
            words = self._said["wanted_calendar"].format(until=self.told(one.until))
        else:
            service = self._layout.services[one.service]
            waited = (self._now - one.waiting_since) if one.waiting_since else None
            words = self._said["wanted_overload"].format(
                service=f"{service.prefix} {self._text(service.name)}",
                minutes=_minutes(waited.total_seconds()) if waited else "",
            )
        if one.suggestion:
            words += self._said["suggestion"].format(name=one.suggestion.name)
        return str(self._said["wanted"].format(window=one.window, why=words))

    def _empty(self, windows: Sequence[s.StaffWindow]) -> list[str]:
        """Those of one kind together, neighbours as a range."""
        by_kind: dict[str, list[int]] = {}
        for window in windows:
            by_kind.setdefault(self._kind(window), []).append(int(window.window))
        comma, words = self._said["comma"], self._said["range"]
        return [
            words.format(ids=comma.join(_ranges(numbers)), kind=kind)
            for kind, numbers in by_kind.items()
        ]

    def _named(self, reasons: Iterable[PauseReason]) -> dict[str, str]:
        return {reason.id: self._text(reason.name) for reason in reasons}

    def _text(self, name: Name) -> str:
        return name.as_dict()[self._lang]


def _ranges(numbers: Iterable[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def _minutes(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds / 60)
