"""What there is to raise an alert for at this moment, from the data alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from queue_server.alerts import AlertKind, Facts
from queue_server.attendant_desk import BY_SERVER
from queue_server.domain.events import Kind
from queue_server.domain.tidal import Wanted
from queue_server.domain.unattended import Crowd, Post, Unattended, unattended
from queue_server.domain.windows import Status
from queue_server.layout import Layout
from queue_server.storage.alerts import Alerts
from queue_server.storage.attendance import Attendance, LastDone
from queue_server.storage.reader import Reader
from queue_server.wanted_windows import wanted_now

Reasons = Mapping[str, Facts]  # what there should be an alert for, and what is to be said of it


def unattended_now(layout: Layout, reader: Reader, now: datetime) -> dict[str, Unattended]:
    """Windows, and clerks who sit nowhere, for whom people wait in vain."""
    minutes = layout.hall.attendance.unattended_min
    if not minutes:
        return {}
    attendance = Attendance(reader, 0)
    last = attendance.last_done()
    crowds = [*attendance.crowds(layout.day.date_of(now)), *_not_received(last)]
    if not crowds:
        return {}
    told = _told_of(reader, AlertKind.UNATTENDED_WINDOW)
    return unattended(crowds, _posts(layout, last), told, timedelta(minutes=minutes), now)


def unattended_reasons(layout: Layout, reader: Reader, now: datetime) -> Reasons:
    return {
        subject: {
            "window": subject if subject in layout.windows else None,
            "waiting": each.waiting,
            "since": each.since.isoformat(),
        }
        for subject, each in unattended_now(layout, reader, now).items()
    }


def tidal_reasons(layout: Layout, reader: Reader, now: datetime) -> Reasons:
    """Tidal windows that have been wanted for some minutes, and where nobody sits. What is told of
    stays so for as long as it is wanted at all: the next in a long line has waited less."""
    found = wanted_now(layout, reader, now)
    if not found:
        return {}
    told = _told_of(reader, AlertKind.TIDAL_WINDOW)
    last = Attendance(reader, 0).last_done()
    patience = timedelta(minutes=layout.hall.attendance.overload_alert_min)
    return {
        each.window: _facts(each)
        for each in found
        if (each.window in told or now - each.since >= patience)
        and last.get(each.window, LastDone()).status is Status.CLOSED
    }


def _told_of(reader: Reader, kind: AlertKind) -> set[str]:
    return Alerts(reader.connection, reader.hall).subjects(kind)


def _posts(layout: Layout, done: Mapping[str, LastDone]) -> list[Post]:
    posts = []
    for place in layout.windows.values():
        last = done.get(place.window, LastDone())
        posts.append(
            Post(
                window=place.window,
                services=frozenset(place.services),
                status=last.status,
                busy=last.ticket_id is not None and not _is_called_in_vain(last),
                last_at=last.at,
            )
        )
    return posts


def _is_called_in_vain(last: LastDone) -> bool:
    """The hall itself had to call the visitor again, and nobody has pressed anything since: whoever
    sits there would have said that they came, or did not."""
    is_recall = last.by == BY_SERVER and last.kind == Kind.TICKET_RECALLED
    return is_recall and last.ticket_id is not None


def _not_received(done: Mapping[str, LastDone]) -> list[Crowd]:
    """Those who were called and, for all that is known, stand before an empty chair: they wait for
    that window, whichever service it is."""
    return [
        Crowd(service="", waiting=1, since=last.at, target_window=window)
        for window, last in done.items()
        if last.at is not None and _is_called_in_vain(last)
    ]


def _facts(found: Wanted) -> Facts:
    return {
        "window": found.window,
        "why": found.why.value,
        "since": found.since.isoformat(),
        "service": found.service,
        "until": found.until.isoformat() if found.until else None,
    }
