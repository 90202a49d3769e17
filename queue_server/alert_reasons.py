"""What there is to raise an alert for at this moment, from the data alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from queue_server.alerts import AlertKind, Facts
from queue_server.domain.tidal import Wanted
from queue_server.domain.unattended import Post, Unattended, unattended
from queue_server.domain.windows import Status
from queue_server.layout import Layout
from queue_server.storage.alerts import Alerts
from queue_server.storage.attendance import Attendance
from queue_server.storage.reader import Reader
from queue_server.wanted_windows import wanted_now

Reasons = Mapping[str, Facts]  # what there should be an alert for, and what is to be said of it


def unattended_now(layout: Layout, reader: Reader, now: datetime) -> dict[str, Unattended]:
    """Windows, and clerks who sit nowhere, for whom people wait in vain."""
    minutes = layout.hall.attendance.unattended_min
    crowds = Attendance(reader, 0).crowds(layout.day.date_of(now)) if minutes else []
    if not crowds:
        return {}
    told = _told_of(reader, AlertKind.UNATTENDED_WINDOW)
    return unattended(crowds, _posts(layout, reader), told, timedelta(minutes=minutes), now)


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
        and last.get(each.window, (Status.CLOSED,))[0] is Status.CLOSED
    }


def _told_of(reader: Reader, kind: AlertKind) -> set[str]:
    return Alerts(reader.connection, reader.hall).subjects(kind)


def _posts(layout: Layout, reader: Reader) -> list[Post]:
    last = Attendance(reader, 0).last_done()
    posts = []
    for place in layout.windows.values():
        status, ticket_id, at = last.get(place.window, (Status.CLOSED, None, None))
        posts.append(
            Post(
                window=place.window,
                services=frozenset(place.services),
                status=status,
                busy=ticket_id is not None,
                last_at=at,
            )
        )
    return posts


def _facts(found: Wanted) -> Facts:
    return {
        "window": found.window,
        "why": found.why.value,
        "since": found.since.isoformat(),
        "service": found.service,
        "until": found.until.isoformat() if found.until else None,
    }
