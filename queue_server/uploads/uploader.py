"""A thread for each target: a platform that is slow or silent keeps nobody else waiting."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from random import Random

from config.hall import Hall
from queue_server.layout import Layout
from queue_server.storage.errors import StorageFailed
from queue_server.storage.store import Store
from queue_server.uploads.target import TargetRun
from queue_server.uploads.webhook import Webhook

STOP_TIMEOUT_S = 1.0  # the server has 2 s for all that it ends

log = logging.getLogger(__name__)


class Uploader:
    """`clock` gives aware UTC. Nothing runs before `start`; `go_round` is one round of all."""

    def __init__(
        self,
        hall: Hall,
        layout: Layout,
        store: Store,
        clock: Callable[[], datetime],
        random: Random | None = None,
    ) -> None:
        self._clock = clock
        self._stop = threading.Event()
        random = random or Random()  # noqa: S311  # spreads tries, keeps no secret
        self.runs = {
            target.id: TargetRun(
                target,
                layout,
                store,
                post=Webhook(target.url, target.answer) if target.url else None,
                random=random,
                stopping=self._stop.is_set,
            )
            for target in hall.uploads
        }
        self._wakes = {target: threading.Event() for target in self.runs}
        self._threads = [
            threading.Thread(target=self._run, args=(run,), name=f"upload-{name}", daemon=True)
            for name, run in self.runs.items()
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """A POST that is under way is not waited for: the same is sent after the next start."""
        self._stop.set()
        self.wake()
        until = time.monotonic() + STOP_TIMEOUT_S
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def wake(self) -> None:
        """Look now."""
        for wake in self._wakes.values():
            wake.set()

    def go_round(self) -> None:
        for run in self.runs.values():
            self._once(run)

    def _run(self, run: TargetRun) -> None:
        wake = self._wakes[run.target.id]
        while True:
            wake.clear()
            if self._stop.is_set():  # looked at after `clear`, which may have swallowed its word
                return
            self._once(run)
            wake.wait(run.target.every_s)

    def _once(self, run: TargetRun) -> None:
        try:
            run.go_round(self._clock())
        except StorageFailed as error:
            if not self._stop.is_set():
                log.warning("%s: the data cannot be written: %s", run.target.id, error)
        except Exception as error:  # the next round may go well, and other targets go on
            run.trouble = str(error)
            log.exception("%s: sending ratings failed", run.target.id)
