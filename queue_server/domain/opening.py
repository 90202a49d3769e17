"""When numbers are given: stretches of the hall's clock on certain calendar days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.days import IsHoliday, IsWorkday, falls_on, no_holidays

MIDNIGHT = time(0)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Local times; `closes` is not included, and midnight is that at the day's end."""

    opens: time
    closes: time
    days: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class OpeningHours:
    """Without stretches numbers are given at any time. `last_number` is how long before the end of
    a stretch the last one is given; `days_off` says why some days are none, by language."""

    day: BusinessDay
    is_workday: IsWorkday
    is_holiday: IsHoliday = no_holidays
    stretches: tuple[Stretch, ...] = ()
    last_number: timedelta = timedelta(0)
    days_off: Mapping[date, Mapping[str, str]] = field(default_factory=dict)

    def why_not(self, now: datetime) -> Mapping[str, str]:
        """What somebody wrote about this day; mostly nothing."""
        return self.days_off.get(self.day.local(now).date(), {})

    def are_on(self, now: datetime) -> bool:
        """Whether numbers are given at this instant."""
        if not self.stretches:
            return True
        today = self.day.local(now).date()
        return any(start <= now < end for start, end in self.of(today))

    def of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The instants between which numbers are given on a calendar day; the end is not
        included. What a clock change or `last_number` leaves empty is left out."""
        for stretch in self.stretches:
            if not falls_on(day, stretch.days, self.is_workday, self.is_holiday):
                continue
            start = self.day.instant(day, stretch.opens)
            past_midnight = stretch.closes == MIDNIGHT
            end = self.day.instant(day + _A_DAY if past_midnight else day, stretch.closes)
            if start < end - self.last_number:
                yield start, end - self.last_number
