"""Reads the seats of one business day by the index that holds only their events."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select

from queue_server.domain.events import Kind
from queue_server.reports.attendance import SeatEvent
from queue_server.storage import tables as t

# Spelt as in the index, and BETWEEN: only then does SQLite see that the index fits.
_SEATS: ColumnElement[bool] = literal_column(
    "event.kind IN ('window_opened','window_closed','window_paused','window_resumed')"
)
_OF_DAY = select(*[t.event.c[name] for name in ("seq", "kind", "at", "window", "data")]).where(
    t.event.c.hall == bindparam("hall"),
    t.event.c.business_date.between(bindparam("day"), bindparam("day")),
    _SEATS,
)


def read_seats(connection: Connection, hall: str, day: date) -> list[SeatEvent]:
    """In their order; put so here: for ORDER BY seq SQLite would walk through all events."""
    rows = connection.execute(_OF_DAY, {"hall": hall, "day": day})
    return [
        SeatEvent(
            kind=Kind(row.kind),
            at=row.at,
            window=row.window,
            account=row.data.get("account"),
            took_over=row.data.get("took_over"),
            stands_in_for=row.data.get("stands_in_for"),
            listed=bool(row.data.get("listed")),
            reason=row.data.get("reason") or "",
            day_over=bool(row.data.get("day_over")),
        )
        for row in sorted(rows, key=lambda row: int(row.seq))
    ]
