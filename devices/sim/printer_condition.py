"""How the simulated printer is, and the status bytes that tell it: bits as in Epson's reference."""

from __future__ import annotations

from dataclasses import dataclass

from devices.sim.printer_fault import ROLL_MM, ErrorState, PaperState

NEAR_END_MM = 3_000.0
ERROR_BITS: dict[ErrorState, int] = {
    "none": 0x00,
    "mechanical": 0x04,
    "broken": 0x20,
    "overheated": 0x40,
}


@dataclass
class Condition:
    paper_left_mm: float = ROLL_MM
    cover_open: bool = False
    cutter_jammed: bool = False  # the next cut will fail
    cutter_error: bool = False  # a cut has failed
    error: ErrorState = "none"
    drawer_high: bool = False

    @property
    def paper(self) -> PaperState:
        if self.paper_left_mm <= 0:
            return "out"
        return "near_end" if self.paper_left_mm < NEAR_END_MM else "ok"

    @property
    def online(self) -> bool:
        return not (self.cover_open or self._errors or self.paper == "out")

    @property
    def _errors(self) -> int:
        return 0x08 * self.cutter_error | ERROR_BITS[self.error]

    def real_time(self, query: int) -> int:
        """The answer to `DLE EOT query`, 1 to 4."""
        low, out = self.paper != "ok", self.paper == "out"
        return (
            0x12
            | {
                1: 0x04 * self.drawer_high | 0x08 * (not self.online),
                2: 0x04 * self.cover_open | 0x20 * out | 0x40 * bool(self._errors),
                3: self._errors,
                4: 0x0C * low | 0x60 * out,
            }[query]
        )

    def in_order(self, query: int) -> int:
        """The answer to `GS r query`: 1 and 49 paper, 2 and 50 the drawer."""
        if query in (1, 49):
            return 0x03 * (self.paper != "ok") | 0x0C * (self.paper == "out")
        return 0x01 * self.drawer_high

    def automatic(self) -> bytes:
        first = 0x10 | 0x04 * self.drawer_high | 0x08 * (not self.online) | 0x20 * self.cover_open
        return bytes([first, self._errors, self.in_order(1), 0x00])
