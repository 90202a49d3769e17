"""Raises the alerts about windows where people wait in vain, or that are to be opened; and ends
them when that is over. Nothing is remembered: the data says it again after a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from queue_server.alerts import AlertKind, Facts, end_alert, raise_alert
from queue_server.attendant_desk import BY_SERVER
from queue_server.domain.tidal import Wanted, wanted
from queue_server.domain.unattended import Crowd, Post, longest, unattended
from queue_server.domain.windows import Status
from queue_server.hall import HallQueue
from queue_server.storage.alerts import Alerts
from queue_server.storage.attendance import Attendance
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

Reasons = Mapping[str, Facts]  # what there should be an alert for, and what is to be said of it


class AlertKeeper:
    """`go_round` does what is due at `now`; each alert is a command of its own."""

    def __init__(self, queue: HallQueue, store: Store) -> None:
        self._queue = queue
        self._store = store
        self._attendance = queue.layout.hall.attendance
        self._reasons: dict[AlertKind, Callable[[Reader, datetime], Reasons]] = {
            AlertKind.UNATTENDED_WINDOW: self._unattended,
            AlertKind.TIDAL_WINDOW: self._tidal,
        }

    def go_round(self, now: datetime) -> None:
        """Raises `StorageFailed`; then the next round does it."""
        for kind, reasons in self._reasons.items():
            with self._store.read() as reader:
                told = Alerts(reader.connection, reader.hall).subjects(kind)
                found = reasons(reader, now)
            for subject in sorted(told ^ found.keys()):
                self._store.write(partial(self._settle, kind, subject, now))

    def _settle(self, kind: AlertKind, subject: str, now: datetime, tx: Transaction) -> None:
        """It is looked once more, for somebody may have pressed since."""
        facts = self._reasons[kind](tx, now).get(subject)
        if facts is None:
            end_alert(self._queue, tx, kind, subject, BY_SERVER, now)
        else:
            raise_alert(self._queue, tx, kind, subject, facts, now)

    # --- windows where people wait in vain -----------------------------------------------------

    def _unattended(self, reader: Reader, now: datetime) -> Reasons:
        if not self._attendance.unattended_min:
            return {}
        crowds = self._crowds(reader, now)
        if not crowds:
            return {}
        told = Alerts(reader.connection, reader.hall).subjects(AlertKind.UNATTENDED_WINDOW)
        patience = timedelta(minutes=self._attendance.unattended_min)
        found = unattended(crowds, self._posts(reader), told, patience, now)
        return {
            subject: {
                "window": subject if subject in self._queue.layout.windows else None,
                "waiting": each.waiting,
                "since": each.since.isoformat(),
            }
            for subject, each in found.items()
        }

    def _crowds(self, reader: Reader, now: datetime) -> list[Crowd]:
        return Attendance(reader, 0).crowds(self._queue.day.date_of(now))

    def _posts(self, reader: Reader) -> list[Post]:
        last = Attendance(reader, 0).last_done()
        posts = []
        for place in self._queue.layout.windows.values():
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

    # --- tidal windows -------------------------------------------------------------------------

    def _tidal(self, reader: Reader, now: datetime) -> Reasons:
        """Those that have been wanted for some minutes, and where nobody sits."""
        tides = self._queue.layout.tides
        if not tides:
            return {}
        waiting = longest(self._crowds(reader, now))
        last = Attendance(reader, 0).last_done()
        patience = timedelta(minutes=self._attendance.overload_alert_min)
        found = [wanted(tide, waiting, now) for tide in tides]
        return {
            each.window: _told(each)
            for each in found
            if each
            and now - each.since >= patience
            and last.get(each.window, (Status.CLOSED,))[0] is Status.CLOSED
        }


def _told(found: Wanted) -> Facts:
    return {
        "window": found.window,
        "why": found.why.value,
        "since": found.since.isoformat(),
        "service": found.service,
        "until": found.until.isoformat() if found.until else None,
    }
