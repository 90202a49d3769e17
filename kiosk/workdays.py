"""Working days as a kiosk knows them by itself: the hall's own days, then the Chinese calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from config.hall import CalendarDay

SATURDAY = 5
KNOWN_DAYS = 64


def workdays(own: Sequence[CalendarDay]) -> Callable[[date], bool]:
    """The answers are kept: the calendar needs a while for each."""
    overruled = {date.fromisoformat(day.date): day.workday for day in own}

    @lru_cache(maxsize=KNOWN_DAYS)
    def is_workday(day: date) -> bool:
        found = overruled.get(day)
        return _by_calendar(day) if found is None else found

    return is_workday


def _by_calendar(day: date) -> bool:
    import chinese_calendar  # late: only a kiosk that is cut off, or has no server yet, asks

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year that the State Council has not told yet
        return day.weekday() < SATURDAY
