"""The code scanner's side of a visit: what it reads is told to the session, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from config.hall import CODE_PATTERN
from devices.errors import DeviceError, LinkLost, NoAnswer, cause_of
from devices.scanner.scan import Scan
from kiosk import events as e
from kiosk.codes import understood
from kiosk.lane import Lane
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState

DEVICE = "scanner"
WAIT_S = 0.5  # for a code, before the kiosk's other wishes are heard
RETRY_EVERY_S = 1.0
LOOK_EVERY_S = 60.0  # without a scanner
TRIGGER_EVERY_S = 5.0  # scanners end a reading that finds nothing by themselves after some 5 s


class CodeScanner(Protocol):
    """What a kiosk needs of `devices.scanner.driver.Scanner`."""

    def read(self, timeout_s: float) -> Scan | None: ...

    def trigger(self) -> None: ...


class CodeReading:
    """`wanted()` says whether the screen that is shown takes codes; it may be asked from any
    thread. `trigger`: the scanner reads only when told to. `pattern`: of appointments' codes."""

    def __init__(
        self,
        scanner: CodeScanner | None,
        health: HealthBook,
        post: Callable[[e.Event], None],
        wanted: Callable[[], bool],
        *,
        trigger: bool = False,
        pattern: str = CODE_PATTERN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scanner = scanner
        self._health = health
        self._post = post
        self._wanted = wanted
        self._trigger = trigger
        self._pattern = pattern
        self._clock = clock
        self._trigger_at = 0.0
        self.lane = Lane("scanner", self._look)

    def _look(self) -> float:
        if self._scanner is None:
            return LOOK_EVERY_S
        try:
            self._read(self._scanner)
        except (LinkLost, NoAnswer) as error:
            self._report(error)
            return RETRY_EVERY_S
        return 0.0

    def _read(self, scanner: CodeScanner) -> None:
        if self._trigger and self._clock() >= self._trigger_at and self._wanted():
            scanner.trigger()
            self._trigger_at = self._clock() + TRIGGER_EVERY_S
        scan = scanner.read(WAIT_S)
        self._health.say(DEVICE, DeviceState.OK)
        if scan is not None:
            self._trigger_at = 0.0  # a reading ends with the code that it found
        if scan is not None and self._wanted():  # by the screen that is shown when it comes
            self._post(understood(scan.text, self._pattern))

    def _report(self, error: DeviceError) -> None:
        self._health.say(DEVICE, DeviceState.OFFLINE, cause_of(error))
