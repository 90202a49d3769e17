"""Where the calendar ends: a year of which nobody has told yet which days are worked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from config.hall import Hall
from config.kinds import Day
from queue_server.working_days import first_unknown_year

NOTED_BEFORE = timedelta(days=90)  # to whoever checks the file
TOLD_BEFORE = timedelta(days=31)  # to the supervisors; the State Council tells it in November
BY_WORKING_DAYS = frozenset({"workdays", "days-off"})
ANY_DAY = "every"

log = logging.getLogger(__name__)


def untold_year(hall: Hall, today: date, before: timedelta = TOLD_BEFORE) -> int | None:
    """The year that the calendar does not know, if it begins within `before` (or has begun), and
    the hall needs it; None once the hall's file has days of that year."""
    year = first_unknown_year(today.year)
    if date(year, 1, 1) - today > before or not needs_calendar(hall):
        return None
    return None if own_days_of(hall, year) else year


def log_untold_year(hall: Hall, today: date) -> None:
    """For whoever looks into the log of a start; supervisors are told on their page."""
    year = untold_year(hall, today)
    if year is not None:
        log.warning(
            "nobody has told yet which days of %d are worked: renew the package chinesecalendar, or"
            " write what differs from Monday to Friday into [hours].calendar, and restart",
            year,
        )


def own_days_of(hall: Hall, year: int) -> int:
    """How many days of it stand in `[hours].calendar`."""
    return sum(day.year == year for told in hall.hours.calendar for day in told.days())


def needs_calendar(hall: Hall) -> bool:
    """Whether working days or holidays change what this hall does."""
    if any(ANY_DAY not in days for days in _open_days(hall)):
        return True
    quotas = (quota for service in hall.services for quota in service.quotas)
    return bool(hall.rotas) or any(BY_WORKING_DAYS.intersection(q.days) for q in quotas)


def _open_days(hall: Hall) -> Iterator[list[Day]]:
    """The days of everything that is open or bookable at certain times."""
    yield from (stretch.days for stretch in hall.hours.open)
    for service in hall.services:
        yield from (stretch.days for stretch in service.hours)
        yield from (slot.days for slot in service.slots)
    for windows in hall.windows:
        yield from (stretch.days for stretch in (windows.tidal.open if windows.tidal else ()))
