"""A receipt printer as a real peer: it hears ESC/POS bytes, prints on a roll that ends, answers.

Real-time status commands are answered when they arrive, whatever the printer is doing; everything
else waits in the receive buffer and is carried out in order while the printer is online.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field

import msgspec

from devices.sim.device import Action, Nothing, State
from devices.sim.escpos import Done, Interpreter
from devices.sim.paper import DOTS_PER_MM, LONGEST_SLIP_DOTS, Paper
from devices.sim.printer_condition import Condition
from devices.sim.printer_fault import (
    HABITS,
    LARGEST_BUFFER_BYTES,
    ROLL_MM,
    PrinterFault,
    PrinterHabits,
)
from devices.sim.printer_mouth import Mouth

NEARLY_EMPTY_MM = 2_000.0  # what a fault of `near_end` leaves on the roll
SLIPS_KEPT = 100
BOOT_S = 1.5  # deaf and dumb after it was switched on
MAKER, MODEL = b"HALLQUEUE", b"SIMULATOR"  # what GS I tells
_REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")


@dataclass(frozen=True)
class SlipRecord:
    """One piece of paper. `cut` is false for a piece torn off by hand."""

    number: int  # counts from 1 since the printer was switched on
    raw: bytes
    png: bytes
    text: list[str] = field(default_factory=list)
    qr: list[str] = field(default_factory=list)
    cut: bool = True


class PrinterSim:
    """`speed_mm_s` 0 prints at once; else paper moves as `speak` is told that time passes."""

    def __init__(
        self,
        paper_mm: int = 80,
        speed_mm_s: float = 0.0,
        habits: PrinterHabits = PrinterHabits(),  # noqa: B008 - frozen
    ) -> None:
        self.paper_mm = paper_mm
        self.drawer_kicks = 0
        self.actions = {
            "fault": Action(PrinterFault, self._fault),
            "tear": Action(Nothing, lambda _wish: self._tear()),
        }
        self._speed = speed_mm_s
        self._habits = habits
        self._is = Condition()
        self._mouth = Mouth(habits)
        self._interpreter = Interpreter(Paper(paper_mm), font=habits.font)
        self._slips: deque[SlipRecord] = deque(maxlen=SLIPS_KEPT)
        self._printed = 0
        self._buffer = bytearray()  # received, not yet carried out
        self._received = bytearray()  # of the slip in the machine and of what waits behind it
        self._tail = b""  # the last bytes that may begin a real-time command
        self._in_command = False  # what is in the buffer is a command that is not yet whole
        self._off = False
        self._boots_until: float | None = None
        self._put_off: list[tuple[int, PrinterFault]] = []  # bytes still to come, and what then
        self._only_talk = True  # nothing but status commands since the last piece of paper
        self._now = self._busy_until = 0.0

    # --- the wire ---

    def feed(self, data: bytes) -> bytes:
        while self._put_off and self._put_off[0][0] <= len(data):
            at, wish = self._put_off.pop(0)
            self._hear(data[:at])
            data = data[at:]
            self._fault(wish)
        self._hear(data)
        return self._mouth.said()

    def lull(self) -> bytes:
        return b""  # a printer waits for the rest of a command for ever

    def speak(self, now: float) -> tuple[bytes, float | None]:
        self._now = now
        if self._boots_until is not None and now >= self._boots_until:
            self._boots_until = None
            self._mouth.wake_up()
        self._run()
        due = [self._boots_until] if self._boots_until is not None else []
        if self._buffer and self._busy_until > now:
            due.append(self._busy_until)
        return self._mouth.said(), min(due, default=None)

    def _hear(self, data: bytes) -> None:
        self._put_off = [(left - len(data), wish) for left, wish in self._put_off]
        if self._deaf:
            return
        self._answer_real_time(data)
        fits = data[: max(0, self._habits.buffer_bytes - self._waiting)]
        self._buffer += fits  # the rest is lost
        self._received += fits
        self._mouth.hear(data)
        self._run()
        del self._received[: max(0, len(self._received) - 2 * LARGEST_BUFFER_BYTES)]

    @property
    def _deaf(self) -> bool:
        return self._off or self._boots_until is not None

    # --- what a person sees and does ---

    @property
    def slips(self) -> list[SlipRecord]:
        """The last pieces of paper, oldest first."""
        return list(self._slips)

    @property
    def paper(self) -> str:
        return self._is.paper

    @property
    def online(self) -> bool:
        return self._is.online and not self._deaf

    def state(self) -> State:
        broken = self._is
        return {
            "paper_mm": self.paper_mm,
            "paper": broken.paper,
            "paper_left_mm": round(broken.paper_left_mm),
            "cover": "open" if broken.cover_open else "closed",
            "cutter": "error"
            if broken.cutter_error
            else "jammed"
            if broken.cutter_jammed
            else "ok",
            "error": broken.error,
            "drawer_pin": "high" if broken.drawer_high else "low",
            "power": "off" if self._off else "booting" if self._boots_until else "on",
            "fails_in_bytes": self._put_off[0][0] if self._put_off else None,
            "online": self.online,
            "printing": bool(self._buffer) and self.online,
            "waiting_bytes": len(self._buffer),
            "started_mm": round(self._interpreter.paper.length / DOTS_PER_MM),
            "slips": self._printed,
            "drawer_kicks": self.drawer_kicks,
            "beeps": self._interpreter.beeps,
            "unknown_commands": self._interpreter.unknown,
            "last_slip": self._slips[-1].text if self._slips else [],
            **{name: getattr(self._habits, name) for name in HABITS},
        }

    def fault(self, **changes: object) -> None:
        """`PrinterFault` by keyword; what the printer says of it comes with the next `speak`."""
        self._fault(msgspec.convert(changes, PrinterFault))

    def _fault(self, wish: PrinterFault) -> None:
        if wish.after_bytes:
            later = msgspec.structs.replace(wish, after_bytes=None)
            self._put_off = sorted([*self._put_off, (wish.after_bytes, later)], key=lambda p: p[0])
            return
        self._change_habits(wish)
        self._change_machine(wish)
        if wish.power is not None:
            self._switch(wish.power)
        self._mouth.tell_automatically(self._is)
        self._run()

    def _change_habits(self, wish: PrinterFault) -> None:
        changed = {name: getattr(wish, name) for name in HABITS}
        changed = {name: value for name, value in changed.items() if value is not None}
        if changed:
            self._habits = msgspec.structs.replace(self._habits, **changed)
            self._mouth.habits = self._habits
            self._interpreter.font = self._habits.font

    def _change_machine(self, wish: PrinterFault) -> None:
        if wish.paper is not None:
            self._change_roll({"ok": ROLL_MM, "near_end": NEARLY_EMPTY_MM, "out": 0.0}[wish.paper])
        if wish.paper_left_mm is not None:
            self._change_roll(wish.paper_left_mm)
        if wish.cover is not None:
            self._is.cover_open = wish.cover == "open"
        if wish.cutter is not None:
            self._is.cutter_jammed = wish.cutter == "jammed"
            self._is.cutter_error = False
        if wish.error is not None:
            self._is.error = wish.error
        if wish.drawer_pin is not None:
            self._is.drawer_high = wish.drawer_pin == "high"

    def _change_roll(self, left_mm: float) -> None:
        if self._is.paper == "out" and left_mm > 0 and self._interpreter.paper.length:
            self._slip_done(cut=False)  # the end of the old roll is taken out by hand
        self._is.paper_left_mm = left_mm

    def _switch(self, power: str) -> None:
        """What was received is gone, what is on the paper stays there."""
        if power == "on" and not self._deaf:
            return
        self._off = power == "off"
        self._boots_until = None if self._off else self._now + BOOT_S
        self._buffer.clear()
        self._received.clear()
        self._tail = b""
        self._interpreter.restart()
        self._mouth.fall_silent()

    def _tear(self) -> None:
        if self._interpreter.paper.length:
            self._slip_done(cut=False)

    # --- printing ---

    def _run(self) -> None:
        self._in_command = False
        while self._buffer and self.online and self._busy_until <= self._now:
            done = self._interpreter.step(self._buffer)
            if done is None:
                self._in_command = True
                break
            self._after(done)
        self._mouth.hold_up(self._waiting)

    @property
    def _waiting(self) -> int:
        """Bytes that fill the receive buffer: a picture is taken out of it as it comes in."""
        return 0 if self._in_command else len(self._buffer)

    def _after(self, done: Done) -> None:
        self._only_talk &= done.talk
        self._move(done.moved)
        self.drawer_kicks += done.drawer
        if done.ask is not None:
            self._mouth.in_order(bytes([self._is.in_order(done.ask)]))
        if done.mark is not None:
            self._mouth.in_order(b"\x37\x22" + done.mark + b"\x00")
        if done.identity is not None:
            self._mouth.in_order(_identity(done.identity))
        if done.automatic is not None:
            self._mouth.switch_automatic(done.automatic != 0)
            self._mouth.tell_automatically(self._is)
        if done.cut or self._interpreter.paper.length > LONGEST_SLIP_DOTS:
            self._cut()
        if self._only_talk:
            del self._received[: len(self._received) - len(self._buffer)]  # no part of a slip

    def _move(self, dots: int) -> None:
        if not dots:
            return
        moved_mm = dots / DOTS_PER_MM
        before = self._is.paper
        self._is.paper_left_mm = max(0.0, self._is.paper_left_mm - moved_mm)
        if self._speed:
            self._busy_until = max(self._busy_until, self._now) + moved_mm / self._speed
        if self._is.paper != before:
            self._mouth.tell_automatically(self._is)

    def _cut(self) -> None:
        if not self._habits.has_cutter:
            return
        if self._is.cutter_jammed:
            self._is.cutter_error = True
            self._mouth.tell_automatically(self._is)
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

    def _answer_real_time(self, data: bytes) -> None:
        window = self._tail + data
        end = 0
        for match in _REAL_TIME.finditer(window):
            self._mouth.real_time(bytes([self._is.real_time(match[1][0])]))
            end = match.end()
        rest = window[end:]
        self._tail = next((t for t in (b"\x10\x04", b"\x10") if rest.endswith(t)), b"")


def _identity(query: int) -> bytes:
    """`GS I n`: 66 the maker, 67 the model; a byte for what is asked by the small numbers."""
    names = {66: MAKER, 67: MODEL}
    return b"_" + names[query] + b"\x00" if query in names else b"\x02"
