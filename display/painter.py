"""One thread per device: it paints what changed, at once, and no device waits for another.

A painter sleeps on a condition until a fact, the time or a retry gives it something to paint.
"""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from devices.errors import DeviceError, DeviceRefused, cause_of
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, WindowFact

RETRY_S = 0.5  # the link itself backs off; asking it costs nothing
ROUND_AT_LEAST_EVERY_S = 2.0

_log = logging.getLogger(__name__)

Job = Callable[[], None]


class Painter(ABC, threading.Thread):
    """Takes facts on any thread, speaks to its device on its own."""

    def __init__(self, name: str) -> None:
        super().__init__(name=f"paint-{name}", daemon=True)
        self._changed = threading.Condition()
        self._stopped = False
        self.went_round_at = time.monotonic()

    def run(self) -> None:
        while (job := self._next_job()) is not None:
            job()

    def stop(self) -> None:
        """No painting from now on; what stands on the device stays."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    @abstractmethod
    def take(self, fact: WindowFact, fresh: bool) -> None:
        """A fact newer than all before it at its window; `fresh`: it is a call to announce."""

    @abstractmethod
    def source(self, is_there: bool) -> None:
        """Broker or server went away, or both are back."""

    @abstractmethod
    def _find_job(self) -> Job | float:
        """What to do now, or for how many seconds nothing. Called with the condition held."""

    def _next_job(self) -> Job | None:
        with self._changed:
            while not self._stopped:
                self.went_round_at = time.monotonic()
                found = self._find_job()
                if callable(found):
                    return found
                self._changed.wait(min(max(found, 0.0), ROUND_AT_LEAST_EVERY_S))
        return None


def tell_fault(health: HealthBook, device: str, error: DeviceError) -> None:
    """Put an error of the driver into the program's health, by what it means."""
    refused = isinstance(error, DeviceRefused)
    health.say(device, DeviceState.FAULT if refused else DeviceState.OFFLINE, cause_of(error))
    _log.debug("%s: %s", device, error)
