"""Which days a rule is for: weekdays, or the working days of a calendar that comes in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

IsWorkday = Callable[[date], bool]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY = "every"
WORKDAYS = "workdays"
DAYS_OFF = "days-off"


def falls_on(day: date, days: Collection[str], is_workday: IsWorkday) -> bool:
    """Whether `day` is one of `days`: weekdays' names, EVERY, WORKDAYS, DAYS_OFF.

    The calendar is only asked where the answer hangs on it.
    """
    if EVERY in days or WEEKDAYS[day.weekday()] in days:
        return True
    if WORKDAYS in days:
        return DAYS_OFF in days or is_workday(day)
    return DAYS_OFF in days and not is_workday(day)
