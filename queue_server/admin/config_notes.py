"""What is no mistake in a hall's file but worth a look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from config.hall import Hall
from queue_server.working_days import first_unknown_year

TOLD_BEFORE = timedelta(days=90)  # a year's days are made known in the autumn before
BY_THE_CALENDAR = {"workdays", "days-off"}


def notes(hall: Hall, today: date) -> Iterator[str]:
    """Sentences for whoever keeps the file."""
    if not _needs_calendar(hall):
        return
    unknown = first_unknown_year(today.year)
    if date(unknown, 1, 1) - today <= TOLD_BEFORE:
        told = sum(day.date >= f"{unknown}-01-01" for day in hall.hours.calendar)
        yield (
            f"the Chinese calendar is known to the end of {unknown - 1}; from {unknown} on Monday"
            f" to Friday are taken for working days but for {told} days in [hours].calendar, until"
            " the package chinesecalendar is renewed"
        )


def _needs_calendar(hall: Hall) -> bool:
    days = [stretch.days for stretch in hall.hours.open]
    for service in hall.services:
        days += [stretch.days for stretch in service.hours]
        days += [quota.days for quota in service.quotas]
        days += [slot.days for slot in service.slots]
    return any(BY_THE_CALENDAR.intersection(each) for each in days)
