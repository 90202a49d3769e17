"""Sit on a wire: listen alone, or stand between a program and its device and pass everything on."""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.sim.wires import Wire
from devices.tap import DEVICE, HOST, LINE, Frame, Tap
from devices.transport import Transport

LULL_S = 0.25  # no sender pauses that long within a frame
TURN_S = 0.02  # how long one side is listened to before the other; adds at most this to an answer

Tell = Callable[[Frame], None]


class Overhearing:
    """Runs in the caller's thread until `stop`. Raises `LinkLost` when the device's port goes."""

    def __init__(self, tap: Tap, tell: Tell, clock: Callable[[], float]) -> None:
        self._tap = tap
        self._tell = tell
        self._clock = clock
        self._start = clock()
        self._heard_at: float | None = None

    def listen(self, port: Transport, stop: threading.Event) -> None:
        """Only listen: on a bus with an adapter of its own, or on a device that speaks unasked."""
        try:
            while not stop.is_set():
                self._hear(LINE, port.read(LULL_S))
        finally:
            self._fall_silent(self._clock())

    def relay(self, port: Transport, program: Wire, stop: threading.Event) -> None:
        """`program` is the place where the device's program now finds its device."""
        program.open()
        try:
            while not stop.is_set():
                said = program.read(TURN_S)
                if said:
                    port.write(said)
                self._hear(HOST, said)
                answered = port.read(TURN_S)
                if answered:
                    program.write(answered)
                self._hear(DEVICE, answered)
        finally:
            program.close()
            self._fall_silent(self._clock())

    def _hear(self, source: str, data: bytes) -> None:
        now = self._clock()
        if data:
            self._heard_at = now
            self._tell_all(self._tap.hear(source, data, now - self._start))
        elif self._heard_at is not None and now - self._heard_at >= LULL_S:
            self._fall_silent(now)

    def _fall_silent(self, now: float) -> None:
        """What is not whole by now never will be, also when it is the port that goes."""
        self._heard_at = None
        self._tell_all(self._tap.silence(now - self._start))

    def _tell_all(self, frames: list[Frame]) -> None:
        for frame in frames:
            self._tell(frame)
