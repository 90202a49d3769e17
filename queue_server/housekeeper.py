"""What the server does by itself: close days, tell systemd that it goes round."""

from __future__ import annotations

import logging
import threading
from datetime import date

from config.service_manager import notify_watchdog
from queue_server.parts import Parts
from queue_server.storage.errors import StorageFailed

ROUND_S = 5.0
STOP_TIMEOUT_S = 1.0

log = logging.getLogger(__name__)


class Housekeeper:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stop = threading.Event()
        self._log_emptied_on: date | None = None
        self._thread = threading.Thread(target=self._run, name="housekeeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.go_round()
            self._stop.wait(ROUND_S)

    def go_round(self) -> None:
        """Expire yesterday's tickets when the business day has turned. The watchdog is fed by a
        trip through the writer: if that hangs, systemd starts us anew."""
        try:
            self._parts.commands.close_earlier_days()
            self._parts.store.write(lambda tx: None)
            self._empty_log()
        except StorageFailed as error:
            log.warning("the data cannot be written: %s", error)
        except Exception:  # the hall must not miss its next day for a fault in this one
            log.exception("housekeeping failed")
        notify_watchdog()

    def _empty_log(self) -> None:
        """Once for each business day, after it has forgotten whose the last one's tickets were, and
        what telephones were left: nothing of it stays in the database's log."""
        today = self._parts.views.day.date_of(self._parts.clock())
        if today != self._log_emptied_on and self._parts.store.overwrite_log():
            self._log_emptied_on = today
