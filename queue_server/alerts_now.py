"""The alerts that are open, with what is true of them at this moment: how many wait by now, who
sits at that window, and who could go there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from queue_server.alert_reasons import unattended_now
from queue_server.alerts import AlertKind
from queue_server.contract import alerts as c
from queue_server.contract.messages import WindowStatus
from queue_server.contract.staff import Clerk
from queue_server.domain.unattended import Unattended
from queue_server.duties import duties_at
from queue_server.layout import Layout
from queue_server.staff import People
from queue_server.storage.absences import Absences
from queue_server.storage.alerts import Alerts
from queue_server.storage.prepared import Row
from queue_server.storage.reader import Reader
from queue_server.wanted_windows import StandBy


def alerts_now(layout: Layout, reader: Reader, now: datetime) -> list[c.Alert]:
    rows = Alerts(reader.connection, reader.hall).open_now()
    return _Told(layout, reader, now).all(rows) if rows else []


class _Told:
    def __init__(self, layout: Layout, reader: Reader, now: datetime) -> None:
        absences = Absences(reader.connection, reader.hall)
        self._layout = layout
        self._people = People(absences.clerks())
        self._seats: Mapping[str, Row] = {
            seat.window: seat for seat in reader.seats() if seat.window in layout.windows
        }
        self._waiting: Mapping[str, Unattended] = unattended_now(layout, reader, now)
        sitting = {seat.account for seat in self._seats.values() if seat.account}
        not_free = sitting | absences.away(layout.half_day(now))
        self._stand_by = StandBy(layout, duties_at(layout, reader, now), not_free)

    def all(self, rows: list[Any]) -> list[c.Alert]:
        return [self._one(row) for row in rows]

    def _one(self, row: Any) -> c.Alert:
        seat = self._seats.get(row.subject)
        return c.Alert(
            alert_id=row.alert_id,
            kind=row.kind,
            subject=row.subject,
            facts=self._facts(row),
            raised_at=row.raised_at,
            handled_at=row.handled_at,
            handled_by=row.handled_by_name or row.handled_by,
            note=row.note,
            window_status=WindowStatus(seat.status) if seat else None,
            clerk=self._people.some(seat.account) if seat else None,
            pause_reason=seat.pause_reason if seat else "",
            suggestion=self._suggestion(row.subject),
        )

    def _facts(self, row: Any) -> dict[str, str | int | None]:
        """As they were when it was raised, but for those who came since."""
        facts: dict[str, str | int | None] = dict(row.facts)
        if row.kind == AlertKind.UNATTENDED_WINDOW and row.subject in self._waiting:
            facts["waiting"] = self._waiting[row.subject].waiting
        return facts

    def _suggestion(self, subject: str) -> Clerk | None:
        if subject not in self._layout.windows:
            return None
        return self._people.some(self._stand_by.for_window(subject))
