"""Key events of a scanner that poses as a USB keyboard -> codes. Pure.

Events are Linux `struct input_event` (linux/input.h, linux/input-event-codes.h). The scanner types
on a keyboard of US layout; Enter, keypad Enter, Ctrl-M, Ctrl-J or silence end a code. What no key
of that layout can type (Chinese, above all) never arrives this way.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from devices.framing import Garbage
from devices.scanner.codec import Scanned
from devices.scanner.scan import LONGEST_BYTES

EVENT = struct.Struct("llHHi")  # seconds, microseconds, type, code, value
EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3
PRESSED, RELEASED = 1, 0  # 2 repeats a key that is held: a scanner holds none

KEY_ENTER, KEY_KPENTER = 28, 96
KEY_J, KEY_M = 36, 50
SHIFTS = (42, 54)
CONTROLS = (29, 97)

_ROWS = (  # first key code, what its keys type, what they type with shift
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (15, "\t", "\t"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),  # the keypad, with Num Lock on
    (98, "/", "/"),
)
PLAIN = {first + at: char for first, plain, _ in _ROWS for at, char in enumerate(plain)}
SHIFTED = {first + at: char for first, _, shifted in _ROWS for at, char in enumerate(shifted)}


@dataclass(frozen=True)
class Stroke:
    """How a character is typed."""

    key: int
    shift: bool


STROKES = {char: Stroke(key, True) for key, char in reversed(SHIFTED.items())}
STROKES |= {char: Stroke(key, False) for key, char in reversed(PLAIN.items())}


class KeyDecoder:
    """Feed it the bytes of an event device; it gives `Scanned`, and `Garbage` for a code of more
    than 512 characters or with keys lost. It holds back no more than one code."""

    def __init__(self) -> None:
        self._bytes = bytearray()  # of an event that is not whole yet
        self._typed: list[str] = []
        self._held: set[int] = set()
        self._spoilt = ""  # why the code under way cannot be trusted

    @property
    def pending(self) -> int:
        return len(self._typed) + len(self._bytes) + bool(self._spoilt)

    def feed(self, data: bytes) -> list[Scanned | Garbage]:
        self._bytes += data
        whole = len(self._bytes) // EVENT.size * EVENT.size
        events = [
            code
            for _, _, kind, key, value in EVENT.iter_unpack(bytes(self._bytes[:whole]))
            for code in self._event(kind, key, value)
        ]
        del self._bytes[:whole]
        return events

    def finish(self) -> list[Scanned | Garbage]:
        """No key for a while, or the cable was pulled: the code is over, half an event is none, and
        a shift key that was held is not: nobody tells of its release any more."""
        self._bytes.clear()
        self._held.clear()
        return self._end("idle")

    def _event(self, kind: int, key: int, value: int) -> list[Scanned | Garbage]:
        if (kind, key) == (EV_SYN, SYN_DROPPED):
            self._spoilt = "lost"
            self._held.clear()
        if kind != EV_KEY:
            return []
        if key in (*SHIFTS, *CONTROLS):
            (self._held.discard if value == RELEASED else self._held.add)(key)
            return []
        return self._press(key) if value == PRESSED else []

    def _press(self, key: int) -> list[Scanned | Garbage]:
        control = not self._held.isdisjoint(CONTROLS)
        if key in (KEY_ENTER, KEY_KPENTER) or (control and key == KEY_M):
            return self._end("cr")
        if control:
            return self._end("lf") if key == KEY_J else []
        char = (PLAIN if self._held.isdisjoint(SHIFTS) else SHIFTED).get(key)
        if char and len(self._typed) < LONGEST_BYTES:
            self._typed.append(char)
        elif char:
            self._spoilt = "length"
        return []

    def _end(self, ending: str) -> list[Scanned | Garbage]:
        text, spoilt = "".join(self._typed), self._spoilt
        self._typed.clear()
        self._spoilt = ""
        if spoilt:
            return [Garbage(spoilt, text.encode())]
        return [Scanned(text, ending=ending)] if text else []


def typed(text: str, end_key: int | None = KEY_ENTER) -> bytes:
    """The events with which a keyboard types `text`; characters that it lacks are left out."""
    strokes = [STROKES[char] for char in text if char in STROKES]
    events = b"".join(_stroke(stroke) for stroke in strokes)
    return events + (_stroke(Stroke(end_key, False)) if end_key is not None else b"")


def _stroke(stroke: Stroke) -> bytes:
    shift = [SHIFTS[0]] if stroke.shift else []
    down = [(key, PRESSED) for key in (*shift, stroke.key)]
    up = [(key, RELEASED) for key in (stroke.key, *shift)]
    return b"".join(
        EVENT.pack(0, 0, EV_KEY, key, value) + EVENT.pack(0, 0, EV_SYN, 0, 0)
        for key, value in (*down, *up)
    )
