"""Working days as a kiosk knows them by itself: the hall's own days, then the Chinese calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from config.hall import CalendarDay

SATURDAY = 5
KNOWN_DAYS = 64


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """`is_holiday`: a public holiday or a day off of the hall's own, no mere weekend."""

    is_workday: Callable[[date], bool]
    is_holiday: Callable[[date], bool]


ANY_DAY = Calendar(is_workday=lambda day: True, is_holiday=lambda day: False)


def calendar_of(own: Sequence[CalendarDay]) -> Calendar:
    """The answers are kept: the calendar needs a while for each."""
    overruled = {day: told.workday for told in own for day in told.days()}

    @lru_cache(maxsize=KNOWN_DAYS)
    def is_workday(day: date) -> bool:
        found = overruled.get(day)
        return _by_calendar(day) if found is None else found

    @lru_cache(maxsize=KNOWN_DAYS)
    def is_holiday(day: date) -> bool:
        found = overruled.get(day)
        return _is_public_holiday(day) if found is None else not found

    return Calendar(is_workday=is_workday, is_holiday=is_holiday)


def _by_calendar(day: date) -> bool:
    import chinese_calendar  # late: only a kiosk that is cut off, or has no server yet, asks

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year that the State Council has not told yet
        return day.weekday() < SATURDAY


def _is_public_holiday(day: date) -> bool:
    import chinese_calendar  # as above

    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return False
    return is_off and name is not None
