"""Hours, quotas and offers of a service in few words, for tests of the rules alone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.opening import OpeningHours, Stretch
from queue_server.domain.quotas import Quota
from queue_server.domain.taking import Closure, Offer

SHANGHAI = BusinessDay("Asia/Shanghai", "04:00")
BERLIN = BusinessDay("Europe/Berlin", "00:00")
MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)
WHY = {"zh": "系统升级", "en": "System upgrade"}


def weekdays_only(day: date) -> bool:
    return day.weekday() < 5


def clock(text: str, day: date = MONDAY, hall: BusinessDay = SHANGHAI) -> datetime:
    return hall.instant(day, time.fromisoformat(text))


def stretch(text: str, *days: str) -> Stretch:
    opens, _, closes = text.partition("-")
    return Stretch(
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        days=frozenset(days or ("workdays",)),
    )


def hours(*stretches: Stretch, last_min: int = 0, day: BusinessDay = SHANGHAI) -> OpeningHours:
    return OpeningHours(
        day=day,
        is_workday=weekdays_only,
        stretches=stretches,
        last_number=timedelta(minutes=last_min),
    )


OFFICE = (stretch("08:30-12:00"), stretch("13:30-17:00"))


def quota(numbers: int, starts: str = "00:00", ends: str | None = None, *days: str) -> Quota:
    return Quota(
        day=SHANGHAI,
        is_workday=weekdays_only,
        numbers=numbers,
        starts=time.fromisoformat(starts),
        ends=None if ends is None else time.fromisoformat(ends),
        days=frozenset(days or ("every",)),
    )


def offer(
    *quotas: Quota,
    open_at: OpeningHours | None = None,
    closures: tuple[Closure, ...] = (),
    elsewhere: str | None = None,
) -> Offer:
    return Offer(
        day=SHANGHAI,
        hours=open_at or hours(),
        quotas=quotas,
        closures=closures,
        elsewhere=elsewhere,
    )
