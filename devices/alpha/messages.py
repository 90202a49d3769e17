"""What is said between a host and an Alpha or BetaBrite sign. See PROTOCOL.md. Pure.

A sign answers a read with the frame that would write the same, sent from the "response" type, so
both directions share these classes. Texts are Latin-1, control codes and all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

USUAL_NULLS = 5  # what a sign needs to find the speed; senders give up to 20
ALL_TYPES = "Z"
RESPONSE = "0"  # the type in a sign's answers
EVERY_ADDRESS = "00"

AT_EOT, AT_ETX, CHECKED = 0, 1, 2
ENDINGS = {AT_EOT: "eot", AT_ETX: "etx", CHECKED: "checksum"}
ONE_BYTE, TWO_BYTES, THREE_BYTES = 1, 2, 3

POSITIONS = {0x20: "middle", 0x22: "top", 0x26: "bottom", 0x30: "fill", 0x31: "left", 0x32: "right"}
SPECIAL_MODE = 0x6E
MODES = {
    0x61: "rotate",
    0x62: "hold",
    0x63: "flash",
    0x65: "roll-up",
    0x66: "roll-down",
    0x67: "roll-left",
    0x68: "roll-right",
    0x69: "wipe-up",
    0x6A: "wipe-down",
    0x6B: "wipe-left",
    0x6C: "wipe-right",
    0x6D: "scroll",
    SPECIAL_MODE: "special",
    0x6F: "auto",
    0x70: "roll-in",
    0x71: "roll-out",
    0x72: "wipe-in",
    0x73: "wipe-out",
    0x74: "rotate-compressed",
}
MIDDLE, FILL = 0x20, 0x30
HOLD = 0x62
CALL_STRING, CALL_PICTURE, COLOUR = "\x10", "\x14", "\x1c"  # within a text; one character follows

TEXT_FILE, STRING_FILE, PICTURE_FILE = 0x41, 0x42, 0x44
FILE_KINDS = {TEXT_FILE: "text", STRING_FILE: "string", PICTURE_FILE: "picture"}
ALWAYS = "FFFF"  # a text file's start and stop time
THREE_COLOURS, EIGHT_COLOURS = "2000", "4000"  # a picture's colour status
DOTS = "012345678"  # off, red, green, amber, dim red, dim green, brown, orange, yellow
MOST_ROWS, MOST_COLUMNS = 31, 255

GENERAL, POOL, MEMORY, ERROR_STATUS = 0x22, 0x23, 0x24, 0x2A
TIME, DAY, TIME_FORMAT, RESET, SEQUENCE, CLEAR, DATE = 0x20, 0x26, 0x27, 0x2C, 0x2E, 0x34, 0x3B
FUNCTIONS = {
    TIME: "time",
    0x21: "speaker",
    GENERAL: "general-information",
    POOL: "memory-pool",
    MEMORY: "memory",
    DAY: "day",
    TIME_FORMAT: "time-format",
    0x28: "tone",
    0x29: "run-times",
    ERROR_STATUS: "error-status",
    RESET: "reset",
    SEQUENCE: "run-sequence",
    0x2F: "dimming",
    0x32: "run-days",
    CLEAR: "clear-error-status",
    0x35: "counter",
    0x37: "serial-address",
    DATE: "date",
    0x73: "ack-nak",
}
DAYS = {1: "sunday", 2: "monday", 3: "tuesday", 4: "wednesday", 5: "thursday", 6: "friday"} | {
    7: "saturday"
}
FORMATS = {0x53: "12h", 0x4D: "24h"}
ORDERS = {0x54: "by-time", 0x53: "always", 0x44: "delete-at-stop"}
RUN_ALWAYS = 0x53

# Bits of the serial error status; bit 6 is always set. The words are causes of `DeviceRefused`.
ERRORS = {
    0x20: "illegal_command",
    0x10: "checksum",
    0x08: "buffer_overflow",
    0x04: "timeout",
    0x02: "framing",
    0x01: "parity",
}
NO_ERROR = 0x40


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every transmission has. `form`: how many bytes a control code takes on the wire."""

    sign_type: str = ALL_TYPES
    address: str = EVERY_ADDRESS
    nulls: int = USUAL_NULLS
    ending: int = field(default=AT_EOT, metadata={"names": ENDINGS})
    form: int = ONE_BYTE

    @property
    def is_answer(self) -> bool:
        return self.sign_type == RESPONSE


@dataclass(frozen=True, kw_only=True)
class WriteText(Frame):
    """`special` is the one character after the mode "special". Without position: as it was."""

    label: str
    position: int | None = field(default=None, metadata={"names": POSITIONS})
    mode: int | None = field(default=None, metadata={"names": MODES})
    special: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class WriteString(Frame):
    """A text of at most 125 bytes, which text files call by its label."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class WritePicture(Frame):
    """SMALL DOTS: `rows` of equal width, a character of `DOTS` each dot. No rows: never written."""

    label: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadFile(Frame):
    """`kind`: of the file that is asked for."""

    kind: int = field(metadata={"names": FILE_KINDS})
    label: str


@dataclass(frozen=True, kw_only=True)
class MemoryFile:
    """`size` in bytes; of a picture rows * 256 + columns. `more`: a text's start and stop time, a
    picture's colour status, "0000" of a string."""

    label: str
    kind: int = field(metadata={"names": FILE_KINDS})
    locked: bool = True
    size: int
    more: str


@dataclass(frozen=True, kw_only=True)
class ConfigureMemory(Frame):
    """Erases every file and makes these; none leaves a sign without memory for files."""

    files: tuple[MemoryFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SetTime(Frame):
    hour: int
    minute: int


@dataclass(frozen=True, kw_only=True)
class SetDay(Frame):
    day: int = field(metadata={"names": DAYS})


@dataclass(frozen=True, kw_only=True)
class SetDate(Frame):
    """`year` without its century."""

    month: int
    day: int
    year: int


@dataclass(frozen=True, kw_only=True)
class SetTimeFormat(Frame):
    format: int = field(metadata={"names": FORMATS})


@dataclass(frozen=True, kw_only=True)
class SoftReset(Frame):
    """Power-up diagnostics; memory stays."""


@dataclass(frozen=True, kw_only=True)
class ClearErrorStatus(Frame):
    pass


@dataclass(frozen=True, kw_only=True)
class RunSequence(Frame):
    """Which text files are shown, one after the other."""

    order: int = field(default=RUN_ALWAYS, metadata={"names": ORDERS})
    locked: bool = True
    labels: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorStatus(Frame):
    """Sign to host."""

    status: int


@dataclass(frozen=True, kw_only=True)
class MemoryPool(Frame):
    """Sign to host: bytes in all, and not yet given to files."""

    total: int
    free: int


@dataclass(frozen=True, kw_only=True)
class ReadSpecial(Frame):
    function: int = field(metadata={"names": FUNCTIONS})


@dataclass(frozen=True, kw_only=True)
class WriteSpecial(Frame):
    """A special function that is not taken apart here; also a sign's answer about one."""

    function: int = field(metadata={"names": FUNCTIONS})
    data: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherCommand(Frame):
    """A command that is not taken apart, or one whose data do not add up."""

    code: str
    data: str = ""


@dataclass(frozen=True, kw_only=True)
class Nested(Frame):
    """Several commands in one transmission, each with its code; or none."""

    commands: tuple[bytes, ...]
