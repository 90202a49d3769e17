"""A transport that comes back: reopens with backoff, logs once when lost and once when back."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable

from devices.errors import LinkLost
from devices.transport import Transport

log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.2
LONGEST_RETRY_S = 5.0


class Link:
    """Is itself a `Transport`. While the port is gone, `read` and `write` raise `LinkLost` at once,
    without trying the port, until the next attempt is due: 0.2 s after the loss, doubling to 5 s.

    `open` is called again for every attempt and raises `LinkLost` when the port is not there. The
    first attempt is made at the first use, so that a program starts without its devices.

    The counters may be read from any thread: `lost_count` how often an open port was lost,
    `bytes_in` and `bytes_out`, `opened_at_s` and `last_heard_s` by `clock` (None: never).
    """

    def __init__(
        self,
        open: Callable[[], Transport],
        name: str,
        clock: Callable[[], float] = time.monotonic,
        *,
        longest_retry_s: float = LONGEST_RETRY_S,
    ) -> None:
        self._open = open
        self._name = name
        self._clock = clock
        self._longest_retry_s = longest_retry_s
        self._port: Transport | None = None
        self._next_attempt = clock()
        self._wait_s = FIRST_RETRY_S
        self._failures = 0
        self._why = "not opened yet"
        self._told = False  # the loss stands in the log
        self.lost_count = 0
        self.bytes_in = 0
        self.bytes_out = 0
        self.opened_at_s: float | None = None
        self.last_heard_s: float | None = None

    @property
    def connected(self) -> bool:
        return self._port is not None

    def read(self, timeout_s: float) -> bytes:
        port = self._ready()
        try:
            data = port.read(timeout_s)
        except LinkLost as error:
            raise self._lose(error) from error
        self._works()
        if data:
            self.bytes_in += len(data)
            self.last_heard_s = self._clock()
        return data

    def write(self, data: bytes) -> None:
        port = self._ready()
        try:
            port.write(data)
        except LinkLost as error:
            raise self._lose(error) from error
        self._works()
        self.bytes_out += len(data)

    def close(self) -> None:
        """Close the port; the next use opens it again."""
        if self._port is not None:
            self._port.close()
            self._port = None

    def reopen(self, open: Callable[[], Transport]) -> None:
        """Close the port; the next use opens it by `open`, and so does every attempt from now on.
        For a line whose speed was changed."""
        self.close()
        self._open = open
        self._next_attempt = self._clock()

    def _ready(self) -> Transport:
        if self._port is not None:
            return self._port
        if self._clock() < self._next_attempt:
            raise LinkLost(self._why)
        try:
            self._port = self._open()
        except LinkLost as error:
            self._failures += 1
            self._later(error)
            raise
        self.opened_at_s = self._clock()
        return self._port

    def _works(self) -> None:
        # Only now, not when it opened: a port that opens and fails at once must not be tried, and
        # logged, without a pause for ever.
        self._wait_s = FIRST_RETRY_S
        if self._told:
            log.info("%s: back after %d failed attempts", self._name, self._failures)
        self._told = False
        self._failures = 0

    def _lose(self, error: LinkLost) -> LinkLost:
        with contextlib.suppress(LinkLost):  # it is gone already; closing may find that out again
            self.close()
        self._port = None
        self.lost_count += 1
        self._later(error)
        return error

    def _later(self, error: LinkLost) -> None:
        self._why = str(error)
        self._next_attempt = self._clock() + self._wait_s
        self._wait_s = min(self._wait_s * 2, self._longest_retry_s)
        if not self._told:
            log.warning("%s: lost: %s", self._name, error)
            self._told = True
