"""The wire of serial and CDC scanners, both directions: codes as text, and commands. Pure.

A scanner sends the text of a code and an end: CR, LF, CR LF, or silence. There is no check on that
wire, so nothing that is longer than allowed or in no known encoding is given on in part. See
PROTOCOL.md.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from dataclasses import dataclass, field
from typing import Literal

from devices.framing import MORE, Bad, Found, FrameDecoder, Garbage, Good, Skip
from devices.scanner.scan import LONGEST_BYTES, decoded

COMMAND_HEAD = b"\x7e\x00"
REPLY_HEAD = b"\x02\x00"
SKIP_CRC = b"\xab\xcd"  # instead of a CRC: do not check
CRC_BYTES = 2
REPLY_HEAD_BYTES = 4  # 02 00 CODE LEN
COMMAND_HEAD_BYTES = 6  # 7E 00 FUNCTION LEN ADDRESS(2)

FUNCTIONS = {7: "read", 8: "write", 9: "save"}
RESULTS = {0: "done"}

# Tab, and the separators of GS1 and ISO 15434 contents, may stand within a code; others may not.
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1c\x1f\x7f]")

Ending = Literal["cr", "lf", "crlf", "idle"]
ENDINGS: dict[Ending, bytes] = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "idle": b""}


@dataclass(frozen=True)
class Scanned:
    """Scanner to host: a code. The representation shows no text, which may name someone."""

    text: str = field(repr=False)
    encoding: str = "utf-8"
    ending: str = "cr"


@dataclass(frozen=True)
class ModuleCommand:
    """Host to module (7E 00): read `data[0]` bytes at `address`, write `data` there, or save all.

    `checked` is False for a command sent with AB CD instead of its CRC.
    """

    function: int = field(metadata={"names": FUNCTIONS})
    address: int
    data: bytes
    checked: bool = True


@dataclass(frozen=True)
class ModuleReply:
    """Module to host (02 00): what was read, or 00 for done."""

    result: int = field(metadata={"names": RESULTS})
    data: bytes


@dataclass(frozen=True)
class SerialTrigger:
    """Host to scanner: SYN T CR reads, SYN U CR ends it."""

    on: bool


Message = Scanned | ModuleCommand | ModuleReply | SerialTrigger

SERIAL_TRIGGERS = {True: b"\x16T\r", False: b"\x16U\r"}


class Decoder(FrameDecoder[Message]):
    """Hears both directions. `finish` says that the line fell silent, which ends a code, too."""

    def __init__(self) -> None:
        super().__init__(self._look)
        self._silent = False
        self._overlong = False  # what follows belongs to a code that is too long to be one

    @property
    def pending(self) -> int:
        """At least 1 while a code is under way, also one that is not kept for being too long."""
        return super().pending or int(self._overlong)

    def finish_traced(self) -> list[tuple[Message | Garbage, bytes]]:
        self._silent = True
        events = super().finish_traced()
        self._silent = self._overlong = False
        return events

    def _look(self, buffer: bytearray) -> Found[Message]:
        for head, look in _FRAMES:
            if not self._overlong and (buffer.startswith(head) or _may_become(buffer, head)):
                return look(buffer)
        at = _CONTROL.search(buffer)
        size = at.start() if at else len(buffer)
        if self._overlong:
            self._overlong = at is None or size > 0
            return Skip(size or 1)
        if size > LONGEST_BYTES:
            self._overlong = True
            return Bad(LONGEST_BYTES, "length")
        return self._look_for_code(buffer, size)

    def _look_for_code(self, buffer: bytearray, size: int) -> Found[Message]:
        if size == len(buffer):
            return _code(bytes(buffer), "idle") if self._silent else MORE
        if bytes(buffer[size : size + 1]) not in (b"\r", b"\n"):
            return Skip(_up_to_frame(buffer, size))
        if size == 0:
            return Skip(1)  # an empty line
        if buffer[size:] == b"\r" and not self._silent:
            return MORE  # a line feed may follow
        return _code(bytes(buffer[:size]), _ending(buffer, size))


def encode(message: Message) -> bytes:
    """Raises `ValueError` when a field has no place in its frame."""
    if isinstance(message, Scanned):
        if message.ending not in ENDINGS:
            raise ValueError(f"no ending {message.ending!r}; known are {', '.join(ENDINGS)}")
        return _encoded(message) + ENDINGS[message.ending]
    if isinstance(message, SerialTrigger):
        return SERIAL_TRIGGERS[message.on]
    if isinstance(message, ModuleReply):
        body = bytes([message.result, len(message.data)]) + message.data
        return REPLY_HEAD + body + crc(body)
    address = message.address.to_bytes(2, "big")
    body = bytes([message.function, len(message.data)]) + address + message.data
    return COMMAND_HEAD + body + (crc(body) if message.checked else SKIP_CRC)


def crc(body: bytes) -> bytes:
    """CRC-16/XMODEM (polynomial 1021, starting at 0), big-endian, over all after the head."""
    return crc_hqx(body, 0).to_bytes(CRC_BYTES, "big")


def _encoded(message: Scanned) -> bytes:
    try:
        data = message.text.encode(message.encoding)
    except (LookupError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    if not 0 < len(data) <= LONGEST_BYTES or _CONTROL.search(data):
        raise ValueError(f"a code has 1 to {LONGEST_BYTES} bytes and no control characters")
    return data


def _may_become(buffer: bytearray, head: bytes) -> bool:
    """The buffer ends within `head`, whose first byte stands in no code."""
    return len(buffer) < len(head) and head.startswith(buffer) and head[0] < ord(" ")


def _up_to_frame(buffer: bytearray, size: int) -> int:
    """How much to skip so that a command behind it is still seen: its head may begin with `~`."""
    if buffer[size - 1 : size + 1] == COMMAND_HEAD and size > 1:
        return size - 1
    return size or 1


def _ending(buffer: bytearray, size: int) -> Ending:
    if buffer[size : size + 1] == b"\n":
        return "lf"
    return "crlf" if buffer[size : size + 2] == b"\r\n" else "cr"


def _code(data: bytes, ending: Ending) -> Found[Message]:
    count = len(data) + len(ENDINGS[ending])
    read = decoded(data)
    return Good(count, Scanned(*read, ending)) if read else Skip(count)


def _look_for_command(buffer: bytearray) -> Found[Message]:
    if len(buffer) < COMMAND_HEAD_BYTES:
        return MORE
    function, size = buffer[2], buffer[3]
    if function not in FUNCTIONS:
        return Bad(len(COMMAND_HEAD), "unknown")
    end = COMMAND_HEAD_BYTES + size + CRC_BYTES
    if len(buffer) < end:
        return MORE
    check = bytes(buffer[end - CRC_BYTES : end])
    body = bytes(buffer[len(COMMAND_HEAD) : end - CRC_BYTES])
    if check not in (SKIP_CRC, crc(body)):
        return Bad(end, "checksum")
    address = int.from_bytes(body[2:4], "big")
    return Good(end, ModuleCommand(function, address, body[4:], checked=check == crc(body)))


def _look_for_reply(buffer: bytearray) -> Found[Message]:
    if len(buffer) < REPLY_HEAD_BYTES:
        return MORE
    end = REPLY_HEAD_BYTES + buffer[3] + CRC_BYTES
    if len(buffer) < end:
        return MORE
    body = bytes(buffer[len(REPLY_HEAD) : end - CRC_BYTES])
    if bytes(buffer[end - CRC_BYTES : end]) != crc(body):
        return Bad(end, "checksum")
    return Good(end, ModuleReply(body[0], body[2:]))


def _look_for_trigger(buffer: bytearray) -> Found[Message]:
    frame = bytes(buffer[: len(SERIAL_TRIGGERS[True])])
    for on, known in SERIAL_TRIGGERS.items():
        if frame == known:
            return Good(len(frame), SerialTrigger(on))
        if known.startswith(frame):
            return MORE
    return Skip(1)


_FRAMES = (
    (COMMAND_HEAD, _look_for_command),
    (REPLY_HEAD, _look_for_reply),
    (b"\x16", _look_for_trigger),
)
