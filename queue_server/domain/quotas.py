"""How many numbers of a service are given between two times of a business day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.days import IsWorkday, falls_on

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Two instants; the end is not included."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, kw_only=True)
class Quota:
    """At most `numbers` from `starts` to `ends`, local times of a business day that is one of
    `days`. Without `ends`, to the end of that day; what lies before its cut-over begins there."""

    day: BusinessDay
    is_workday: IsWorkday
    numbers: int
    starts: time
    ends: time | None
    days: frozenset[str]

    def span(self, business_date: date) -> Span | None:
        """When it holds on this business date; None when it does not."""
        if not falls_on(business_date, self.days, self.is_workday):
            return None
        begins = self.day.starts_at(business_date)
        over = self.day.starts_at(business_date + _A_DAY)
        start = max(begins, self.day.instant(business_date, self.starts))
        end = over if self.ends is None else self.day.instant(business_date, self.ends)
        return Span(start=start, end=min(end, over)) if start < end else None

    def span_at(self, now: datetime) -> Span | None:
        """The span that `now` lies in."""
        span = self.span(self.day.date_of(now))
        return span if span and span.holds(now) else None
