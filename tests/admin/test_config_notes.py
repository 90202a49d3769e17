"""What `hallctl check-config` says of a good file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.hall import (
    CalendarDay,
    Hours,
    Quota,
)
from config.loader import DEMO, load
from config.times import OpenTime
from queue_server.admin.config_notes import notes
from queue_server.working_days import first_unknown_year

HALL = load(DEMO, {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"})
OFFICE = OpenTime(opens="08:30", closes="17:00")
UNKNOWN = first_unknown_year(2024)
NEW_YEAR = CalendarDay(date=f"{UNKNOWN}-01-01", workday=False)
AUTUMN = date(UNKNOWN - 1, 11, 20)
SPRING = date(UNKNOWN - 1, 3, 1)


@pytest.mark.parametrize("today", [AUTUMN, date(UNKNOWN, 1, 1), date(UNKNOWN + 1, 6, 1)])
def test_the_end_of_the_calendar_is_told_in_time(today: date) -> None:
    hall = replace(HALL, hours=Hours(open=[OFFICE], calendar=[NEW_YEAR]))
    (note,) = notes(hall, today)
    assert f"from {max(UNKNOWN, today.year)} on" in note
    assert "but for" in note


def test_nothing_is_told_where_the_calendar_is_known_or_not_asked() -> None:
    assert list(notes(replace(HALL, hours=Hours(open=[OFFICE])), SPRING)) == []
    every_day = Hours(open=[replace(OFFICE, days=["every"])])
    plain = replace(
        HALL,
        services=[replace(s, slots=[]) for s in HALL.services],
        windows=[replace(w, tidal=None) for w in HALL.windows],
        rotas=[],
    )
    assert list(notes(replace(plain, hours=every_day), AUTUMN)) == []
    first, *rest = plain.services
    by_workdays = replace(first, quotas=[Quota(numbers=9, days=["workdays"])])
    assert len(list(notes(replace(plain, services=[by_workdays, *rest]), AUTUMN))) == 1
