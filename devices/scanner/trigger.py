"""How a program starts and ends a reading, per family of scanners: a table. Pure.

Sources and marks stand in PROTOCOL.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices.scanner.codec import ModuleCommand, ModuleReply, SerialTrigger, encode

Family = Literal["auto", "gm65", "gm65-unchecked", "honeywell", "newland-hr", "cipherlab"]

WRITE = 8
DONE = encode(ModuleReply(0, b"\x00"))
TRIGGER_ADDRESS = 0x0002


@dataclass(frozen=True)
class Say:
    """`answer` is what the scanner must say before the next is sent; b"" when it says nothing."""

    command: bytes
    answer: bytes = b""


@dataclass(frozen=True)
class Trigger:
    """Empty where the scanner reads by itself, or ends by itself."""

    on: tuple[Say, ...] = ()
    off: tuple[Say, ...] = ()


def _module(value: int, *, checked: bool) -> tuple[Say, ...]:
    command = ModuleCommand(WRITE, TRIGGER_ADDRESS, bytes([value]), checked)
    return (Say(encode(command), DONE),)


TRIGGERS: dict[Family, Trigger] = {
    "auto": Trigger(),
    "gm65": Trigger(_module(1, checked=True), _module(0, checked=True)),
    "gm65-unchecked": Trigger(_module(1, checked=False), _module(0, checked=False)),
    "honeywell": Trigger((Say(encode(SerialTrigger(True))),), (Say(encode(SerialTrigger(False))),)),
    "newland-hr": Trigger(
        (Say(b"$$$$", b"@@@@"), Say(b"#99900030;", b"!99900030;"), Say(b"%%%%", b"^^^^"))
    ),
    "cipherlab": Trigger((Say(b"E"),), (Say(b"D"),)),
}
