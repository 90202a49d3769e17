"""Today's rotas with today's leave, and the window that is a clerk's own on this day."""

from __future__ import annotations

from datetime import datetime

from queue_server.domain.rota import Duty, Rota, duty
from queue_server.domain.seats import seats_of
from queue_server.layout import Layout
from queue_server.storage.absences import Absences
from queue_server.storage.reader import Reader

Duties = list[tuple[Rota, Duty | None]]


def duties_at(layout: Layout, reader: Reader, now: datetime) -> Duties:
    """Every rota of the hall with who is on duty then; None on a day off."""
    half = layout.half_day(now)
    absent = Absences(reader.connection, reader.hall).away(half)
    return [
        (rota, duty(rota, half.day, layout.calendar.is_workday, absent)) for rota in layout.rotas
    ]


def own_window(
    layout: Layout, reader: Reader, account: str, usual: str | None, now: datetime
) -> str | None:
    """Where a clerk sits who names no window: where they sit already, else where their rota has
    them on this day, else at the usual one."""
    sitting = [w.window for w in seats_of(account, reader.windows()) if w.window in layout.windows]
    posts = [
        post.window
        for _, found in duties_at(layout, reader, now)
        if found
        for post in found.posts
        if post.clerk == account
    ]
    return next(iter([*sitting, *posts]), usual)
