"""Supervisors are told in time that nobody has told yet which days of the next year are worked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_hall import small_hall

from config.hall import CalendarDay, Hall, Hours, Quota
from config.times import OpenTime
from config.windows import Tidal
from queue_server.calendar_end import log_untold_year, needs_calendar, untold_year
from queue_server.layout import Layout
from queue_server.web.alert_rows import standing_rows
from queue_server.working_days import first_unknown_year

UNKNOWN = first_unknown_year(2024)
IN_DECEMBER = date(UNKNOWN - 1, 12, 1)
OFFICE = OpenTime(opens="08:30", closes="17:00")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return replace(small_hall(tmp_path), hours=Hours(open=[OFFICE]))


def with_days(hall: Hall, *days: str) -> Hall:
    own = [CalendarDay(date=day, workday=False) for day in days]
    return replace(hall, hours=replace(hall.hours, calendar=own))


def test_the_year_is_told_from_december_on_until_somebody_writes_its_days(hall: Hall) -> None:
    assert untold_year(hall, date(UNKNOWN - 1, 11, 30)) is None
    assert untold_year(hall, IN_DECEMBER) == UNKNOWN
    assert untold_year(hall, date(UNKNOWN, 6, 1)) == UNKNOWN
    assert untold_year(with_days(hall, f"{UNKNOWN - 1}-12-31"), IN_DECEMBER) == UNKNOWN
    assert untold_year(with_days(hall, f"{UNKNOWN}-01-01"), IN_DECEMBER) is None
    turn = CalendarDay(date=f"{UNKNOWN - 1}-12-31", to_date=f"{UNKNOWN}-01-03", workday=False)
    over = replace(hall, hours=replace(hall.hours, calendar=[turn]))
    assert untold_year(over, IN_DECEMBER) is None


def test_only_a_hall_that_asks_the_calendar_is_told(hall: Hall) -> None:
    every = replace(OFFICE, days=["every"])
    always = replace(hall, hours=Hours(open=[every]))
    assert not needs_calendar(always)
    assert needs_calendar(replace(hall, hours=Hours(open=[every, replace(OFFICE, days=["sat"])])))
    first, *rest = always.services
    quota = replace(first, quotas=[Quota(numbers=9, days=["days-off"])])
    assert needs_calendar(replace(always, services=[quota, *rest]))
    window, *others = always.windows
    tidal = replace(window, tidal=Tidal(open=[OFFICE]))
    assert needs_calendar(replace(always, windows=[tidal, *others]))


def test_the_log_of_a_start_says_it_too(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    log_untold_year(hall, date(UNKNOWN - 1, 6, 1))
    assert caplog.text == ""
    log_untold_year(hall, IN_DECEMBER)
    assert f"days of {UNKNOWN} are worked" in caplog.text


@pytest.mark.parametrize(("language", "words"), [("zh", "放假和调休"), ("en", "public holidays")])
def test_the_halls_page_says_what_to_do(hall: Hall, language: str, words: str) -> None:
    layout = Layout(hall)
    (row,) = standing_rows(layout, language, IN_DECEMBER)
    assert str(UNKNOWN) in row.what
    assert words in row.what
    assert "chinesecalendar" in row.todo
    assert standing_rows(layout, language, date(UNKNOWN - 1, 6, 1)) == []
