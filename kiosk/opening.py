"""Whether the hall gives numbers now, and when again. Pure.

The server knows. While it is away the hours of the hall's file stand; closures of the day and
quotas, which only the server knows, are then found out by trying.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from config.hall import Hall, Hours
from config.machines import Kiosk
from config.times import OpenTime
from kiosk.means import APPOINTMENT, reads_codes, ways_in
from kiosk.workdays import Calendar
from queue_server.contract.messages import HallInfo

LOOK_AHEAD_DAYS = 62  # for the next opening; as far as the server looks
MIDNIGHT = "00:00"
OUTSIDE_HOURS = "outside_hours"
CALENDARS = ("workdays", "days-off")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Opening:
    is_open: bool = True
    opens_at: datetime | None = None  # aware; None while open, or when nobody knows
    why: Mapping[str, str] = field(default_factory=dict)  # a day off, in the hall's words


OPEN = Opening()


def opening(
    hall: HallInfo, hours: Hours, now: datetime, calendar: Calendar, *, server: bool
) -> Opening:
    """`now` is aware and in the hall's time zone."""
    if not server:
        return by_file(hours, now, calendar)
    if hall.is_open:
        return OPEN
    return Opening(is_open=False, opens_at=hall.opens_at, why=_told_why(hall))


def _told_why(hall: HallInfo) -> Mapping[str, str]:
    """A day off is that of every service, so whichever says something of it says it for all."""
    told = (x.taking.reason for x in hall.services if x.taking.code == OUTSIDE_HOURS)
    return next((reason for reason in told if reason), {})


def by_file(hours: Hours, now: datetime, calendar: Calendar) -> Opening:
    """What these hours say; `now` is aware and in the hall's time zone."""
    if not hours.open:
        return OPEN
    days = (now.date() + timedelta(days=more) for more in range(LOOK_AHEAD_DAYS))
    stretches = (x for day in days for x in sorted(_of_day(hours, day, now, calendar)))
    coming = next((x for x in stretches if x[1] > now), None)
    if coming is not None and coming[0] <= now:
        return OPEN
    return Opening(is_open=False, opens_at=coming and coming[0], why=_why_of(hours, now.date()))


def _why_of(hours: Hours, day: date) -> Mapping[str, str]:
    for off in hours.calendar:
        if off.why and not off.workday and day in off.days():
            return off.why.as_dict()
    return {}


def _of_day(
    hours: Hours, day: date, now: datetime, calendar: Calendar
) -> Iterator[tuple[datetime, datetime]]:
    """From when to when numbers are given on `day`."""
    for stretch in hours.open:
        opens, closes = _ends(stretch, day, now)
        last = closes - timedelta(minutes=hours.last_number_min)
        if _falls_on(day, stretch.days, calendar) and opens < last:
            yield opens, last


def _falls_on(day: date, days: Sequence[str], calendar: Calendar) -> bool:
    """As the server has it: a weekday's name is for no holiday. The calendar is only asked where
    the answer hangs on it."""
    if "every" in days:
        return True
    if WEEKDAYS[day.weekday()] in days and not calendar.is_holiday(day):
        return True
    return any(
        kind in days and calendar.is_workday(day) is (kind == "workdays") for kind in CALENDARS
    )


def _ends(stretch: OpenTime, day: date, now: datetime) -> tuple[datetime, datetime]:
    """A stretch that closes at midnight reaches to the day's end."""
    closing = day + timedelta(days=1) if stretch.closes == MIDNIGHT else day
    return (
        datetime.combine(day, time.fromisoformat(stretch.opens), now.tzinfo),
        datetime.combine(closing, time.fromisoformat(stretch.closes), now.tzinfo),
    )


def hours_of(hall: Hall) -> Hours:
    """The hall's, and of each service that has hours of its own those: it is open while any is.
    As the server has it."""
    here = [service.hours or hall.hours.open for service in hall.services if not service.elsewhere]
    always = not all(here)
    stretches = [] if always else [stretch for times in here for stretch in times]
    return replace(hall.hours, open=stretches)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What the first screen still offers while no numbers are given."""

    guides: bool = False
    tickets: bool = False  # a slip held up is looked up
    phone: bool = False
    appointment: bool = False  # whoever has one gets a number at any time


def beside(kiosk: Kiosk, *, guides: bool, phone: bool) -> Beside:
    """Guides help at any hour. In a 24-hour area nobody of the staff is near: there the rest stays
    in sight as well."""
    always = kiosk.profile == "24h"
    return Beside(
        guides=guides,
        tickets=always and reads_codes(kiosk),
        phone=always and phone,
        appointment=APPOINTMENT in ways_in(kiosk),
    )
