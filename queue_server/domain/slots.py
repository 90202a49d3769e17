"""The times of day for which a service takes appointments, and how many places each has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.days import IsHoliday, IsWorkday, falls_on, no_holidays


@dataclass(frozen=True, kw_only=True)
class SlotTimes:
    """From `starts` on a slot every `minutes`, as many as end by `ends`; local times of day."""

    starts: time
    ends: time
    minutes: int
    places: int
    days: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One slot of one day; `ends_at` is not included."""

    starts_at: datetime
    ends_at: datetime
    places: int


def slots_on(
    day: date,
    table: Iterable[SlotTimes],
    clock: BusinessDay,
    is_workday: IsWorkday,
    is_holiday: IsHoliday = no_holidays,
) -> list[Slot]:
    """The slots of a day in their order, in UTC. Where two would overlap, the one that stands
    first in the table is meant: so a special day is written before the usual ones."""
    found: list[Slot] = []
    for times in table:
        if not falls_on(day, times.days, is_workday, is_holiday):
            continue
        for slot in _slots_of(day, times, clock):
            if all(slot.ends_at <= o.starts_at or slot.starts_at >= o.ends_at for o in found):
                found.append(slot)
    return sorted(found, key=lambda slot: slot.starts_at)


def slot_at(slots: Iterable[Slot], moment: datetime) -> Slot | None:
    """The slot in which `moment` lies."""
    return next((slot for slot in slots if slot.starts_at <= moment < slot.ends_at), None)


def _slots_of(day: date, times: SlotTimes, clock: BusinessDay) -> Iterable[Slot]:
    length = timedelta(minutes=times.minutes)
    at, end = datetime.combine(day, times.starts), datetime.combine(day, times.ends)
    while at + length <= end:
        yield Slot(
            starts_at=clock.instant(day, at.time()),
            ends_at=clock.instant(day, (at + length).time()),
            places=times.places,
        )
        at += length
