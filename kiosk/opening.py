"""Whether the hall gives numbers now, and when again. Pure.

The server knows. While it is away the hours of the hall's file stand; closures of the day and
quotas, which only the server knows, are then found out by trying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.hall import (
    Hours,
)
from config.machines import Kiosk
from config.times import OpenTime
from kiosk.means import reads_codes
from queue_server.contract.messages import HallInfo

LOOK_AHEAD_DAYS = 14  # for the next opening: longer than any of China's holidays
MIDNIGHT = "00:00"
CALENDARS = ("workdays", "days-off")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Opening:
    is_open: bool = True
    opens_at: datetime | None = None  # aware; None while open, or when nobody knows


OPEN = Opening()


def opening(
    hall: HallInfo, hours: Hours, now: datetime, is_workday: Callable[[date], bool], *, server: bool
) -> Opening:
    """`now` is aware and in the hall's time zone."""
    if server:
        return Opening(is_open=hall.is_open, opens_at=None if hall.is_open else hall.opens_at)
    return _by_file(hours, now, is_workday)


def _by_file(hours: Hours, now: datetime, is_workday: Callable[[date], bool]) -> Opening:
    if not hours.open:
        return OPEN
    days = [now.date() + timedelta(days=more) for more in range(LOOK_AHEAD_DAYS)]
    stretches = sorted(x for day in days for x in _of_day(hours, day, now, is_workday))
    coming = next((x for x in stretches if x[1] > now), None)
    if coming is None:
        return Opening(is_open=False)
    opens, _ = coming
    return OPEN if opens <= now else Opening(is_open=False, opens_at=opens)


def _of_day(
    hours: Hours, day: date, now: datetime, is_workday: Callable[[date], bool]
) -> Iterator[tuple[datetime, datetime]]:
    """From when to when numbers are given on `day`."""
    for stretch in hours.open:
        opens, closes = _ends(stretch, day, now)
        last = closes - timedelta(minutes=hours.last_number_min)
        if _falls_on(day, stretch.days, is_workday) and opens < last:
            yield opens, last


def _falls_on(day: date, days: Sequence[str], is_workday: Callable[[date], bool]) -> bool:
    """The calendar is only asked where the answer hangs on it."""
    if "every" in days or WEEKDAYS[day.weekday()] in days:
        return True
    return any(kind in days and is_workday(day) is (kind == "workdays") for kind in CALENDARS)


def _ends(stretch: OpenTime, day: date, now: datetime) -> tuple[datetime, datetime]:
    """A stretch that closes at midnight reaches to the day's end."""
    closing = day + timedelta(days=1) if stretch.closes == MIDNIGHT else day
    return (
        datetime.combine(day, time.fromisoformat(stretch.opens), now.tzinfo),
        datetime.combine(closing, time.fromisoformat(stretch.closes), now.tzinfo),
    )


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What the first screen still offers while no numbers are given."""

    guides: bool = False
    tickets: bool = False  # a slip held up is looked up
    phone: bool = False


def beside(kiosk: Kiosk, *, guides: bool, phone: bool) -> Beside:
    """Guides help at any hour. In a 24-hour area nobody of the staff is near: there the rest stays
    in sight as well."""
    always = kiosk.profile == "24h"
    return Beside(guides=guides, tickets=always and reads_codes(kiosk), phone=always and phone)
