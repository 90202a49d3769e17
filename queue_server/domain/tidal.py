"""Windows that are opened when the hall needs them (潮汐窗口): is one wanted now, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.opening import OpeningHours


class Why(StrEnum):
    CALENDAR = "calendar"
    OVERLOAD = "overload"


@dataclass(frozen=True, kw_only=True)
class Tide:
    """One tidal window. `times` without stretches: never by the calendar; `patience`: while
    somebody waits longer for one of `services`, None for never."""

    window: str
    services: tuple[str, ...]
    times: OpeningHours
    patience: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`since`: the instant from which on it is wanted. By the calendar it is until `until`; at an
    overload `service` is the one for which somebody waits longest, `waited` how long by now."""

    window: str
    why: Why
    since: datetime
    until: datetime | None = None
    service: str | None = None
    waited: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Called:
    """One who waited for `service` from `since` on and was called at `until`."""

    service: str
    since: datetime
    until: datetime


def wanted(tide: Tide, longest: Mapping[str, datetime], now: datetime) -> Wanted | None:
    """Whether this window should be open at this instant, None when it need not be.

    `longest`: {service: since when the first of those who wait for it has been waiting}.
    """
    return _by_calendar(tide, now) or _by_overload(tide, longest, now)


def late_since(tide: Tide, found: Wanted, called: Iterable[Called]) -> Wanted:
    """With the instant from which on somebody has waited too long all the time: those too who were
    called since then. Who waits now tells only of the last of them, and a queue that moves on late
    would never be an overload."""
    if found.why is not Why.OVERLOAD or tide.patience is None:
        return found
    since = found.since
    mine = [one for one in called if one.service in tide.services]
    for one in sorted(mine, key=lambda one: one.until, reverse=True):
        if one.until < since:
            break
        since = min(since, one.since + tide.patience)
    return replace(found, since=since)


def _by_calendar(tide: Tide, now: datetime) -> Wanted | None:
    times = tide.times
    if not times.stretches:
        return None
    for start, end in times.of(times.day.local(now).date()):
        if start <= now < end:
            return Wanted(window=tide.window, why=Why.CALENDAR, since=start, until=end)
    return None


def _by_overload(tide: Tide, longest: Mapping[str, datetime], now: datetime) -> Wanted | None:
    if tide.patience is None:
        return None
    waiting = [(longest[service], service) for service in tide.services if service in longest]
    since, service = min(waiting, default=(now, ""))
    if now - since <= tide.patience:
        return None
    return Wanted(
        window=tide.window,
        why=Why.OVERLOAD,
        since=since + tide.patience,
        service=service,
        waited=now - since,
    )
