"""What the simulated printer says, bent by its habits: held back, nonsense, or nothing at all."""

from __future__ import annotations

from devices.sim.printer_condition import Condition
from devices.sim.printer_fault import PrinterHabits

XON, XOFF = b"\x11", b"\x13"
NONSENSE = b"\x92"  # an answer but for one bit that is always zero
BABBLE = b"\x00\xff\x00"  # among it what reads as the answer to GS r
REAL_TIME = ("all", "real-time", "after-lf")
IN_ORDER = ("all", "in-order", "after-lf")


class Mouth:
    def __init__(self, habits: PrinterHabits) -> None:
        self.habits = habits
        self._automatic = False
        self._says = bytearray()
        self._held_back = bytearray()  # until the next line feed
        self._last: bytes | None = None  # the automatic status that was told last
        self._holds_up = False

    def said(self) -> bytes:
        said = bytes(self._says)
        self._says.clear()
        return said

    def real_time(self, answer: bytes) -> None:
        self._answer(answer, REAL_TIME)

    def in_order(self, answer: bytes) -> None:
        self._answer(answer, IN_ORDER)

    def switch_automatic(self, on: bool) -> None:
        self._automatic, self._last = on, None

    def tell_automatically(self, condition: Condition) -> None:
        """Automatic status, when it was switched on and something changed since it was told."""
        if not self._automatic:
            return
        status = condition.automatic()
        if status != self._last:
            self._last = status
            self._answer(status, IN_ORDER)

    def hear(self, data: bytes) -> None:
        if b"\n" in data or self.habits.tells != "after-lf":
            self._says += self._held_back
            self._held_back.clear()

    def hold_up(self, waiting: int) -> None:
        """XOFF when three quarters of the buffer are full, XON when a quarter is left in it."""
        if not self.habits.xon_xoff:
            return
        full = self.habits.buffer_bytes
        wanted = waiting * 4 > full if self._holds_up else waiting * 4 > full * 3
        if wanted != self._holds_up:
            self._holds_up = wanted
            self._says += XOFF if wanted else XON

    def fall_silent(self) -> None:
        self._says.clear()
        self._held_back.clear()
        self._automatic = self._holds_up = False

    def wake_up(self) -> None:
        if self.habits.babbles:
            self._says += BABBLE
        if self.habits.xon_xoff:
            self._says += XON

    def _answer(self, answer: bytes, who_tells: tuple[str, ...]) -> None:
        if self.habits.tells == "nonsense":
            self._says += NONSENSE * len(answer)
        elif self.habits.tells in who_tells:
            held = self.habits.tells == "after-lf"
            (self._held_back if held else self._says).extend(answer)
