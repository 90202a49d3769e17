"""A code scanner at its window: reads by itself or when told to. Wire: devices/scanner/PROTOCOL.md.

Habits of the real ones: a code that stays before the window is sent once, and again only after it
was taken away; a reading that finds nothing ends by itself; a command whose check is wrong is not
answered; as a keyboard it types what a US keyboard can, and leaves the rest out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from devices.framing import Garbage
from devices.scanner.codec import (
    ENDINGS,
    Decoder,
    Ending,
    Message,
    ModuleCommand,
    ModuleReply,
    Scanned,
    SerialTrigger,
    encode,
)
from devices.scanner.keys import KEY_ENTER, typed
from devices.scanner.scan import LONGEST_BYTES
from devices.scanner.trigger import TRIGGER_ADDRESS, WRITE
from devices.sim.device import Action, Nothing, Refused, State

READING_S = 5.0  # a reading that finds nothing ends after this
READ = 7

Interface = Literal["serial", "keyboard"]
Mode = Literal["auto", "command"]


class Held(msgspec.Struct, forbid_unknown_fields=True):
    """A code before the window. `aim`: the AIM identifier that is sent first, such as `]Q1`."""

    text: str
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    aim: str = ""


class ScannerSim:
    """`mode` "command" reads only between a trigger and its end (of the module and of SYN T)."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        interface: Interface = "serial",
        mode: Mode = "auto",
        ending: Ending = "cr",
    ) -> None:
        self._clock = clock
        self._interface = interface
        self._mode = mode
        self._ending: Ending = ending
        self._decoder = Decoder()
        self._settings = bytearray(256)
        self._held: Held | None = None
        self._sent = False  # what is held now was read
        self._reading_until: float | None = None
        self._scans = 0
        self.actions: Mapping[str, Action] = {
            "hold": Action(Held, self._hold),
            "away": Action(Nothing, self._away),
        }

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.feed(data))

    def lull(self) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.finish())

    def speak(self, now: float) -> tuple[bytes, float | None]:
        if self._reading_until is not None and now >= self._reading_until:
            self._reading_until = None
        if self._held is None or self._sent or not self._is_reading():
            return b"", self._reading_until
        self._sent, self._reading_until = True, None
        self._scans += 1
        return self._code(self._held), None

    def state(self) -> State:
        return {
            "interface": self._interface,
            "mode": self._mode,
            "held": self._held.text if self._held else None,
            "reading": self._is_reading(),
            "scans": self._scans,
        }

    def _hold(self, held: Held) -> None:
        if not 0 < len(held.aim + held.text) <= LONGEST_BYTES:
            raise Refused("malformed", f"a code has 1 to {LONGEST_BYTES} characters")
        self._held, self._sent = held, False

    def _away(self, _nothing: Nothing) -> None:
        self._held = None

    def _is_reading(self) -> bool:
        return self._mode == "auto" or self._reading_until is not None

    def _code(self, held: Held) -> bytes:
        text = held.aim + held.text
        if self._interface == "keyboard":
            return typed(text, KEY_ENTER if self._ending != "idle" else None)
        return text.encode(held.encoding, "replace") + ENDINGS[self._ending]

    def _answer(self, event: Message | Garbage) -> bytes:
        if self._interface == "keyboard":
            return b""
        if isinstance(event, SerialTrigger):
            self._read(event.on)
        if isinstance(event, Scanned) and event.text in ("E", "D"):
            self._read(event.text == "E")
        return self._obey(event) if isinstance(event, ModuleCommand) else b""

    def _obey(self, command: ModuleCommand) -> bytes:
        address = command.address
        if address + len(command.data) > len(self._settings):
            return b""
        if command.function == READ:
            count = command.data[0] if command.data else 1
            return encode(ModuleReply(0, bytes(self._settings[address : address + count])))
        if command.function == WRITE and address == TRIGGER_ADDRESS:
            self._read(bool(command.data and command.data[0] & 1))
        elif command.function == WRITE:
            self._settings[address : address + len(command.data)] = command.data
        return encode(ModuleReply(0, b"\x00"))

    def _read(self, on: bool) -> None:
        self._reading_until = self._clock() + READING_S if on else None
        if on and self._mode == "command":
            self._sent = False  # a new reading reads what is still there again
