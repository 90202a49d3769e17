"""The Chinese calendar's working days, with its moved weekends: the hall's own days overrule it."""

from __future__ import annotations

import logging
from datetime import date
from functools import cache

import chinese_calendar

from config.hall import CalendarDay

log = logging.getLogger(__name__)

SATURDAY = 5


class WorkingDays:
    """The State Council tells a year's days in the autumn before; until the package that has them
    is renewed, its years end. Then Monday to Friday are taken, and the log says so once a year."""

    def __init__(self, own: list[CalendarDay]) -> None:
        self._own = {day: told.workday for told in own for day in told.days()}
        self._known: dict[date, bool] = {}  # the package needs a while for each answer
        self._holidays: dict[date, bool] = {}
        self._told: set[int] = set()

    def is_workday(self, day: date) -> bool:
        own = self._own.get(day)
        if own is not None:
            return own
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._ask(day)
        return known

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday or a day off of the hall's own: no mere weekend."""
        own = self._own.get(day)
        if own is not None:
            return not own
        known = self._holidays.get(day)
        if known is None:
            known = self._holidays[day] = _is_public_holiday(day)
        return known

    def _ask(self, day: date) -> bool:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if day.year not in self._told:
                self._told.add(day.year)
                log.warning(
                    "the Chinese calendar does not know %d: Monday to Friday are taken for"
                    " working days; write what differs into [hours].calendar",
                    day.year,
                )
            return day.weekday() < SATURDAY


def _is_public_holiday(day: date) -> bool:
    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return False
    return is_off and name is not None


@cache
def first_unknown_year(after: int) -> int:
    """The first year from `after` on of which the calendar knows nothing."""
    year = after
    while _is_known(year):
        year += 1
    return year


def _is_known(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
