"""The hall at this moment, for the supervisor: its windows and who waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from queue_server.layout import Layout
from queue_server.reports.figures import clock
from queue_server.reports.waiting_now import Queued

Seats = Sequence[Row[Any]]  # of `Reader.seats`


@dataclass(frozen=True, kw_only=True)
class WindowNow:
    """`state` is the visitor's (called, serving), or `idle` without one, or the window's (paused,
    closed); `elapsed` is the time since the call or the start."""

    window: str
    state: str
    number: str | None
    clerk: str | None
    elapsed: str


@dataclass(frozen=True, kw_only=True)
class ZoneNow:
    name: str
    windows: list[WindowNow]


def zones(layout: Layout, seats: Seats, language: str, now: datetime) -> list[ZoneNow]:
    """Every configured window, where it stands in the hall."""
    by_window = {seat.window: seat for seat in seats}
    found = [
        ZoneNow(
            name=zone.name.as_dict()[language],
            windows=[
                _window(by_window[place.window], now)
                for place in layout.windows.values()
                if place.zone == zone.id and place.window in by_window
            ],
        )
        for zone in layout.hall.zones
    ]
    return [zone for zone in found if zone.windows]


def totals(layout: Layout, queues: Iterable[Queued], seats: Seats) -> dict[str, int]:
    here = [seat for seat in seats if seat.window in layout.windows]
    return {
        "waiting": sum(queue.waiting for queue in queues),
        "called": sum(seat.state == "called" for seat in here),
        "serving": sum(seat.state == "serving" for seat in here),
        "open": sum(seat.status == "open" for seat in here),
        "paused": sum(seat.status == "paused" for seat in here),
    }


def _window(seat: Row[Any], now: datetime) -> WindowNow:
    since = seat.started_at or seat.called_at
    return WindowNow(
        window=seat.window,
        state=seat.state or ("idle" if seat.status == "open" else seat.status),
        number=seat.number,
        clerk=seat.account_name or seat.account,
        elapsed=elapsed(since, now) if since else "",
    )


def elapsed(since: datetime, now: datetime) -> str:
    """How long it is since then, as people read a clock."""
    return clock(max((now - since).total_seconds(), 0.0))
