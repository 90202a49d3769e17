"""Ends the sittings of earlier days: who went home without logging out sits there no more.

Else the kiosk would send the first visitor of the morning straight to an empty chair.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from queue_server.attendant_desk import BY_SERVER
from queue_server.domain.events import Kind
from queue_server.domain.seats import sits_at
from queue_server.domain.windows import Window
from queue_server.hall import HallQueue
from queue_server.storage.attendance import Attendance, LastDone
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction


class ForgottenSeats:
    """`is_attended` tells whether a browser that is logged in at a window was heard of lately: who
    works through the night goes on. `go_round` does what is due at `now`."""

    def __init__(
        self, queue: HallQueue, store: Store, is_attended: Callable[[Reader, str], bool]
    ) -> None:
        self._queue = queue
        self._store = store
        self._is_attended = is_attended

    def go_round(self, now: datetime) -> None:
        """Raises `StorageFailed`; then the next round does it."""
        with self._store.read() as reader:
            forgotten = self._forgotten(reader, now)
        for window in forgotten:
            self._store.write(partial(self._stand_up, window, now))

    def _stand_up(self, window: str, now: datetime, tx: Transaction) -> None:
        """It is looked once more: the clerk may have come meanwhile."""
        if window in self._forgotten(tx, now):
            self._queue.at(tx, window, BY_SERVER, now).log_out(day_over=True)

    def _forgotten(self, reader: Reader, now: datetime) -> list[str]:
        """Where somebody sits since an earlier day, did nothing on this one, and is not there."""
        begins = self._queue.day.starts_at(self._queue.day.date_of(now))
        old = [window for window in reader.windows() if self._is_of_before(window, begins)]
        last = Attendance(reader, 0).last_done() if old else {}
        return [
            window.window
            for window in old
            if not _did_something(last[window.window], begins)
            and not self._is_attended(reader, window.window)
        ]

    def _is_of_before(self, window: Window, begins: datetime) -> bool:
        known = window.window in self._queue.layout.windows
        sits = sits_at(window) is not None and window.ticket_id is None
        return known and sits and not _is_since(window.since, begins)


def _did_something(last: LastDone, begins: datetime) -> bool:
    """That the visitor's day is over is nothing that a clerk did."""
    return last.kind != Kind.TICKET_EXPIRED and _is_since(last.at, begins)


def _is_since(at: datetime | None, begins: datetime) -> bool:
    return at is not None and at >= begins
