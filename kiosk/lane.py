"""A worker thread for one machine at the kiosk: jobs in order, and a look at it in between."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence

Job = Callable[[], None]

FAULT_PAUSE_S = 1.0  # after a fault of our own: never a busy loop

_log = logging.getLogger(__name__)


def stop_all(
    lanes: Sequence[Lane], within_s: float, clock: Callable[[], float] = time.monotonic
) -> None:
    """Ends them, `within_s` for all together: one that waits for a device is left behind."""
    until_s = clock() + within_s
    for lane in lanes:
        lane.stop()
    for lane in lanes:
        lane.join(max(until_s - clock(), 0.0))


class Lane:
    """`look` is called when no job is waiting and gives the seconds until it wants to be again."""

    def __init__(self, name: str, look: Callable[[], float]) -> None:
        self._look = look
        self._jobs: queue.Queue[tuple[Job, bool] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def do(self, job: Job, *, then_look: bool = False) -> None:
        self._jobs.put((job, then_look))

    def stop(self) -> None:
        """Ask it to end after the job in hand; `join` waits."""
        self._jobs.put(None)

    def join(self, timeout_s: float) -> None:
        if self._thread.ident is not None:  # it may never have begun
            self._thread.join(timeout_s)

    def _run(self) -> None:
        pause_s = 0.0
        while True:
            try:
                entry = self._jobs.get(timeout=pause_s) if pause_s > 0 else self._jobs.get_nowait()
            except queue.Empty:
                pause_s = self._guarded_look()
                continue
            if entry is None:
                return
            job, then_look = entry
            self._guarded(job)
            pause_s = 0.0 if then_look else pause_s

    def _guarded(self, job: Job) -> None:
        try:
            job()
        except Exception:
            _log.exception("%s: a job failed", self._thread.name)

    def _guarded_look(self) -> float:
        try:
            return self._look()
        except Exception:
            _log.exception("%s: a look failed", self._thread.name)
            return FAULT_PAUSE_S
