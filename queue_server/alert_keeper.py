"""Raises the alerts about windows where people wait in vain, or that are to be opened; and ends
them when that is over. Nothing is remembered: the data says it again after a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from queue_server.alert_reasons import Reasons, tidal_reasons, unattended_reasons
from queue_server.alerts import AlertKind, end_alert, raise_alert
from queue_server.attendant_desk import BY_SERVER
from queue_server.hall import HallQueue
from queue_server.layout import Layout
from queue_server.storage.alerts import Alerts
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

_REASONS: dict[AlertKind, Callable[[Layout, Reader, datetime], Reasons]] = {
    AlertKind.UNATTENDED_WINDOW: unattended_reasons,
    AlertKind.TIDAL_WINDOW: tidal_reasons,
}


class AlertKeeper:
    """`go_round` does what is due at `now`; each alert is a command of its own."""

    def __init__(self, queue: HallQueue, store: Store) -> None:
        self._queue = queue
        self._store = store

    def go_round(self, now: datetime) -> None:
        """Raises `StorageFailed`; then the next round does it."""
        for kind, reasons in _REASONS.items():
            with self._store.read() as reader:
                told = Alerts(reader.connection, reader.hall).subjects(kind)
                found = reasons(self._queue.layout, reader, now)
            for subject in sorted(told ^ found.keys()):
                self._store.write(partial(self._settle, kind, subject, now))

    def _settle(self, kind: AlertKind, subject: str, now: datetime, tx: Transaction) -> None:
        """It is looked once more, for somebody may have pressed since."""
        facts = _REASONS[kind](self._queue.layout, tx, now).get(subject)
        if facts is None:
            end_alert(self._queue, tx, kind, subject, BY_SERVER, now)
        else:
            raise_alert(self._queue, tx, kind, subject, facts, now)
