"""Today's rotas with today's leave, and the window that is a clerk's own on this day."""

from __future__ import annotations

from datetime import date

from queue_server.domain.rota import Duty, Rota, duty
from queue_server.domain.seats import seats_of
from queue_server.layout import Layout
from queue_server.storage.absences import Absences
from queue_server.storage.reader import Reader

Duties = list[tuple[Rota, Duty | None]]


def duties_on(layout: Layout, reader: Reader, day: date) -> Duties:
    """Every rota of the hall with who is on duty; None on a day off."""
    absent = Absences(reader.connection, reader.hall).away(day)
    return [(rota, duty(rota, day, layout.calendar.is_workday, absent)) for rota in layout.rotas]


def own_window(
    layout: Layout, reader: Reader, account: str, usual: str | None, day: date
) -> str | None:
    """Where a clerk sits who names no window: where they sit already, else where their rota has
    them on this day, else at the usual one."""
    sitting = [w.window for w in seats_of(account, reader.windows()) if w.window in layout.windows]
    posts = [
        post.window
        for _, found in duties_on(layout, reader, day)
        if found
        for post in found.posts
        if post.clerk == account
    ]
    return next(iter([*sitting, *posts]), usual)
