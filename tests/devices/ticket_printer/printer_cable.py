"""A printer at the end of a cable, in a time that only passes when somebody waits."""

from __future__ import annotations

from collections.abc import Callable

from devices.errors import LinkLost
from devices.sim.ticket_printer import PrinterSim


class Cable:
    """A transport straight into a simulated printer, with what can happen to a cable."""

    def __init__(self, sim: PrinterSim) -> None:
        self.sim = sim
        self.now = 0.0
        self.sent = bytearray()
        self.dead = False  # the printer neither hears nor speaks
        self.dies_after: int | None = None  # bytes that still reach it
        self.breaks_after: int | None = None  # bytes until somebody pulls the plug
        self.distort: Callable[[bytes], bytes] = lambda said: said
        self._waiting = b""

    def clock(self) -> float:
        return self.now

    def read(self, timeout_s: float) -> bytes:
        self._break_if_due()
        deadline = self.now + max(timeout_s, 0.0)
        due = self._let_speak()
        while not self._waiting and self.now < deadline:
            self.now = deadline if due is None else min(deadline, due)
            due = self._let_speak()
        heard, self._waiting = self._waiting, b""
        return heard

    def write(self, data: bytes) -> None:
        for byte in data:
            self._break_if_due()
            self.dead |= self.dies_after is not None and len(self.sent) >= self.dies_after
            self.sent.append(byte)
            if not self.dead:
                self._hear(self.sim.feed(bytes([byte])))

    def close(self) -> None:
        pass

    def _break_if_due(self) -> None:
        if self.breaks_after is not None and len(self.sent) >= self.breaks_after:
            raise LinkLost("somebody pulled the plug")

    def _let_speak(self) -> float | None:
        said, due = self.sim.speak(self.now)
        self._hear(said)
        return due

    def _hear(self, said: bytes) -> None:
        if said and not self.dead:
            self._waiting += self.distort(said)
