"""Which tidal windows are wanted now, and who could sit down there: for the page and the alerts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from queue_server.domain.tidal import Wanted, Why, late_since, wanted
from queue_server.domain.unattended import longest
from queue_server.duties import Duties
from queue_server.layout import Layout
from queue_server.storage.attendance import Attendance
from queue_server.storage.reader import Reader

LOOKED_BACK = timedelta(hours=2)  # an overload that lasts longer is told as one of two hours


def wanted_now(layout: Layout, reader: Reader, now: datetime) -> list[Wanted]:
    """Every tidal window that should be open at this instant, also those that are."""
    if not layout.tides:
        return []
    asked = Attendance(reader, 0)
    waiting = longest(asked.crowds(layout.day.date_of(now)))
    found = [(tide, one) for tide in layout.tides if (one := wanted(tide, waiting, now))]
    if all(one.why is Why.CALENDAR for _, one in found):
        return [one for _, one in found]
    called = asked.called(layout.day.date_of(now), now - LOOKED_BACK)
    return [late_since(tide, one, called) for tide, one in found]


class StandBy:
    """Who could sit down where: who stands by for that window first, then who stands by for others,
    then its own stand-ins. `not_free` sit somewhere or are away; nobody is named twice."""

    def __init__(self, layout: Layout, duties: Duties, not_free: Iterable[str]) -> None:
        self._layout = layout
        self._duties = duties
        self._not_free = set(not_free)

    def for_window(self, window: str) -> str | None:
        found = next((one for one in self._row(window) if one not in self._not_free), None)
        if found is not None:
            self._not_free.add(found)
        return found

    def _row(self, window: str) -> list[str]:
        on_duty = [(window in rota.windows, duty) for rota, duty in self._duties if duty]
        nearest = sorted(on_duty, key=lambda each: not each[0])
        roles = self._layout.place(window).roles
        row = [clerk for _, duty in nearest for clerk in duty.stand_by]
        return [*row, *roles.staff, *roles.stand_ins]
