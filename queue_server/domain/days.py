"""Which days a rule is for: weekdays, or the working days of a calendar that comes in.

Whoever opens on Saturdays does not mean the Saturday of the Spring Festival. So hours and slots are
for a weekday by its name only where it is no holiday; EVERY and DAYS_OFF are for holidays, too. A
quota is for it all the same: it only ever limits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

IsWorkday = Callable[[date], bool]
IsHoliday = Callable[[date], bool]  # a holiday of the country or a day off of the hall's own

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY = "every"
WORKDAYS = "workdays"
DAYS_OFF = "days-off"


def no_holidays(_day: date) -> bool:
    return False


class Part(StrEnum):
    """How much of a day."""

    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, kw_only=True)
class HalfDay:
    """A business day's `MORNING` or `AFTERNOON`."""

    day: date
    part: Part


def falls_on(
    day: date,
    days: Collection[str],
    is_workday: IsWorkday,
    is_holiday: IsHoliday = no_holidays,
) -> bool:
    """Whether `day` is one of `days`: weekdays' names, EVERY, WORKDAYS, DAYS_OFF.

    The calendar is only asked where the answer hangs on it.
    """
    if EVERY in days:
        return True
    if WEEKDAYS[day.weekday()] in days and not is_holiday(day):
        return True
    if WORKDAYS in days:
        return DAYS_OFF in days or is_workday(day)
    return DAYS_OFF in days and not is_workday(day)
