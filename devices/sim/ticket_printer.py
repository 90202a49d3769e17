"""A receipt printer as a real peer: it hears ESC/POS bytes, prints on a roll that ends, answers.

Real-time status commands are answered when they arrive, whatever the printer is doing; everything
else waits in the receive buffer and is carried out in order while the printer is online.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from devices.sim.device import Action, State
from devices.sim.escpos import Done, Interpreter
from devices.sim.paper import DOTS_PER_MM, LONGEST_SLIP_DOTS, Paper

ROLL_MM = 80_000.0
NEAR_END_MM = 3_000.0
NEARLY_EMPTY_MM = 2_000.0  # what a fault of `near_end` leaves on the roll
SLIPS_KEPT = 100
RECEIVE_BUFFER_BYTES = 1 << 18
_REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")

PaperState = Literal["ok", "near_end", "out"]


class PrinterFault(msgspec.Struct, forbid_unknown_fields=True):
    """What a person or bad luck does to the printer; what is absent stays as it is.

    `paper`: `ok` loads a new roll, `near_end` leaves 2 m on it, `out` nothing. `paper_left_mm` lets
    it end in the middle of a slip. `cutter` `jammed` lets the next cut fail.
    """

    paper: PaperState | None = None
    paper_left_mm: Annotated[float, Meta(ge=0, le=ROLL_MM)] | None = None
    cover: Literal["open", "closed"] | None = None
    cutter: Literal["ok", "jammed"] | None = None


@dataclass(frozen=True)
class SlipRecord:
    """One piece of paper. `cut` is false for a piece torn off by hand when a roll was changed."""

    number: int  # counts from 1 since the printer was switched on
    raw: bytes
    png: bytes
    text: list[str] = field(default_factory=list)
    qr: list[str] = field(default_factory=list)
    cut: bool = True


class PrinterSim:
    """`speed_mm_s` 0 prints at once; else paper moves as `speak` is told that time passes."""

    def __init__(self, paper_mm: int = 80, speed_mm_s: float = 0.0) -> None:
        self.paper_mm = paper_mm
        self.drawer_kicks = 0
        self.actions = {"fault": Action(PrinterFault, self._fault)}
        self._speed = speed_mm_s
        self._interpreter = Interpreter(Paper(paper_mm))
        self._slips: deque[SlipRecord] = deque(maxlen=SLIPS_KEPT)
        self._printed = 0
        self._buffer = bytearray()  # received, not yet carried out
        self._received = bytearray()  # of the slip in the machine and of what waits behind it
        self._tail = b""  # the last bytes that may begin a real-time command
        self._says = bytearray()
        self._paper_left_mm = ROLL_MM
        self._cover_open = self._cutter_jammed = self._cutter_error = False
        self._automatic = False
        self._only_talk = True  # nothing but status commands since the last piece of paper
        self._now = self._busy_until = 0.0

    # --- the wire ---

    def feed(self, data: bytes) -> bytes:
        self._answer_real_time(data)
        self._buffer += data
        self._received += data
        self._run()
        self._forget_excess()
        return self._said()

    def lull(self) -> bytes:
        return b""  # a printer waits for the rest of a command for ever

    def speak(self, now: float) -> tuple[bytes, float | None]:
        self._now = now
        self._run()
        due = self._busy_until if self._buffer and self._busy_until > now else None
        return self._said(), due

    def _said(self) -> bytes:
        said = bytes(self._says)
        self._says.clear()
        return said

    # --- what a person sees and does ---

    @property
    def slips(self) -> list[SlipRecord]:
        """The last pieces of paper, oldest first."""
        return list(self._slips)

    @property
    def paper(self) -> PaperState:
        if self._paper_left_mm <= 0:
            return "out"
        return "near_end" if self._paper_left_mm < NEAR_END_MM else "ok"

    @property
    def online(self) -> bool:
        return not (self._cover_open or self._cutter_error or self.paper == "out")

    def state(self) -> State:
        return {
            "paper_mm": self.paper_mm,
            "paper": self.paper,
            "paper_left_mm": round(self._paper_left_mm),
            "cover": "open" if self._cover_open else "closed",
            "cutter": "error" if self._cutter_error else "jammed" if self._cutter_jammed else "ok",
            "online": self.online,
            "printing": bool(self._buffer) and self.online,
            "waiting_bytes": len(self._buffer),
            "slips": self._printed,
            "drawer_kicks": self.drawer_kicks,
            "unknown_commands": self._interpreter.unknown,
            "last_slip": self._slips[-1].text if self._slips else [],
        }

    def fault(self, **changes: object) -> None:
        """`PrinterFault` by keyword; what the printer says of it comes with the next `speak`."""
        self._fault(msgspec.convert(changes, PrinterFault))

    def _fault(self, wish: PrinterFault) -> None:
        if wish.paper is not None:
            self._change_roll({"ok": ROLL_MM, "near_end": NEARLY_EMPTY_MM, "out": 0.0}[wish.paper])
        if wish.paper_left_mm is not None:
            self._change_roll(wish.paper_left_mm)
        if wish.cover is not None:
            self._cover_open = wish.cover == "open"
        if wish.cutter is not None:
            self._cutter_jammed = wish.cutter == "jammed"
            self._cutter_error = False
        self._tell_automatically()
        self._run()

    def _change_roll(self, left_mm: float) -> None:
        if self.paper == "out" and left_mm > 0 and self._interpreter.paper.length:
            self._slip_done(cut=False)  # the end of the old roll is taken out by hand
        self._paper_left_mm = left_mm

    # --- printing ---

    def _run(self) -> None:
        while self._buffer and self.online and self._busy_until <= self._now:
            done = self._interpreter.step(self._buffer)
            if done is None:
                return
            self._after(done)

    def _after(self, done: Done) -> None:
        self._only_talk &= done.talk
        self._move(done.moved)
        self.drawer_kicks += done.drawer
        if done.ask is not None:
            self._says.append(self._in_order_status(done.ask))
        if done.automatic is not None:
            self._automatic = done.automatic != 0
            self._tell_automatically()
        if done.cut or self._interpreter.paper.length > LONGEST_SLIP_DOTS:
            self._cut()
        if self._only_talk:
            del self._received[: len(self._received) - len(self._buffer)]  # no part of a slip

    def _move(self, dots: int) -> None:
        if not dots:
            return
        moved_mm = dots / DOTS_PER_MM
        before = self.paper
        self._paper_left_mm = max(0.0, self._paper_left_mm - moved_mm)
        if self._speed:
            self._busy_until = max(self._busy_until, self._now) + moved_mm / self._speed
        if self.paper != before:
            self._tell_automatically()

    def _cut(self) -> None:
        if self._cutter_jammed:
            self._cutter_error = True
            self._tell_automatically()
            return
        if self._interpreter.paper.length:
            self._slip_done(cut=True)

    def _slip_done(self, *, cut: bool) -> None:
        carried_out = len(self._received) - len(self._buffer)
        raw = bytes(self._received[:carried_out])
        del self._received[:carried_out]
        self._only_talk = True
        paper = self._interpreter.paper
        png = paper.cut() if cut else paper.tear_off()
        text, qr = self._interpreter.read()
        self._printed += 1
        self._slips.append(SlipRecord(self._printed, raw, png, text, qr, cut))

    def _forget_excess(self) -> None:
        """A full receive buffer takes no more; a real line would be held up instead."""
        del self._buffer[RECEIVE_BUFFER_BYTES:]
        del self._received[: max(0, len(self._received) - 2 * RECEIVE_BUFFER_BYTES)]

    # --- status: bits as in Epson's command reference ---

    def _answer_real_time(self, data: bytes) -> None:
        window = self._tail + data
        end = 0
        for match in _REAL_TIME.finditer(window):
            self._says.append(self._real_time_status(match[1][0]))
            end = match.end()
        rest = window[end:]
        self._tail = next((t for t in (b"\x10\x04", b"\x10") if rest.endswith(t)), b"")

    def _real_time_status(self, query: int) -> int:
        paper = self.paper
        stopped = not self.online
        bits = {
            1: 0x08 * stopped,
            2: 0x04 * self._cover_open | 0x20 * (paper == "out") | 0x40 * self._cutter_error,
            3: 0x08 * self._cutter_error,
            4: 0x0C * (paper != "ok") | 0x60 * (paper == "out"),
        }
        return 0x12 | bits[query]

    def _in_order_status(self, query: int) -> int:
        if query not in (1, 49):
            return 0x00
        return 0x03 * (self.paper != "ok") | 0x0C * (self.paper == "out")

    def _tell_automatically(self) -> None:
        if self._automatic:
            first = 0x10 | 0x08 * (not self.online) | 0x20 * self._cover_open
            paper = 0x03 * (self.paper != "ok") | 0x0C * (self.paper == "out")
            self._says += bytes([first, 0x08 * self._cutter_error, paper, 0x00])
