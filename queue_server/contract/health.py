"""A program's own `HealthFact`: said at every change of a device, never without one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact

_log = logging.getLogger(__name__)


class HealthBook:
    """Thread-safe. `publish` gets the whole fact; `clock` gives aware UTC datetimes."""

    def __init__(
        self, program: str, publish: Callable[[HealthFact], None], clock: Callable[[], datetime]
    ) -> None:
        self._program = program
        self._publish = publish
        self._clock = clock
        self._devices: dict[str, DeviceHealth] = {}
        self._lock = threading.Lock()

    def say(self, device: str, state: DeviceState, cause: str = "") -> None:
        """`cause` is a stable word such as `no_answer`. The same again says nothing."""
        with self._lock:
            known = self._devices.get(device)
            if known and (known.state, known.cause) == (state, cause):
                return
            self._devices[device] = DeviceHealth(state=state, since=self._clock(), cause=cause)
            self._publish(self._fact())
        level = logging.INFO if state is DeviceState.OK else logging.WARNING
        _log.log(level, "%s is %s%s", device, state, f": {cause}" if cause else "")

    def present(self) -> None:
        """Say that the program is there, before any device has spoken."""
        with self._lock:
            self._publish(self._fact())

    def _fact(self) -> HealthFact:
        return HealthFact(program=self._program, online=True, devices=dict(self._devices))
