"""What is no mistake in a hall's file but worth a look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from config.hall import Hall
from queue_server.calendar_end import NOTED_BEFORE, needs_calendar, own_days_of
from queue_server.working_days import first_unknown_year


def notes(hall: Hall, today: date) -> Iterator[str]:
    """Sentences for whoever keeps the file."""
    if not needs_calendar(hall):
        return
    unknown = first_unknown_year(today.year)
    if date(unknown, 1, 1) - today <= NOTED_BEFORE:
        told = own_days_of(hall, unknown)
        yield (
            f"the Chinese calendar is known to the end of {unknown - 1}; from {unknown} on Monday"
            f" to Friday are taken for working days but for {told} days in [hours].calendar, until"
            " the package chinesecalendar is renewed"
        )
