"""What a receipt printer says about itself, and the questions that make it speak. Pure.

Three ways share one line. `DLE EOT n` is answered at once, even while printing or stopped; `GS r 1`
and `GS ( H` are answered in order, when everything before them was carried out; automatic status
comes unasked if someone switched it on. Fixed bits tell the bytes apart, and every byte is checked
against them.
Bits as in Epson's ESC/POS command reference [V1]; see PROTOCOL.md.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, fields

from devices.framing import MORE, Bad, Found, FrameDecoder, Good, Skip

FIXED_MASK, FIXED_REAL_TIME, FIXED_AUTOMATIC = 0x93, 0x12, 0x10
ZERO_BITS = 0x90  # never set in automatic status after its first byte
ZERO_BITS_IN_ORDER = 0xF0  # 5 and 6 are undefined in print and 0 in every printer we know of
XON, XOFF = 0x11, 0x13
QUESTIONS_REMEMBERED = 16
ID_BYTES = 4


@dataclass(frozen=True)
class RealTimeQuestion:
    """`DLE EOT query`: 1 printer, 2 cause of being offline, 3 cause of the error, 4 paper."""

    query: int


@dataclass(frozen=True)
class InOrderQuestion:
    """`GS r query`: 1 paper, 2 drawer."""

    query: int


@dataclass(frozen=True)
class MarkQuestion:
    """`GS ( H`, function 48: say `mark` (4 bytes, 20 to 7E) when all before it was printed."""

    mark: bytes


@dataclass(frozen=True)
class AutomaticSwitch:
    """`GS a mask`: which changes the printer tells unasked; 0 is none."""

    mask: int


@dataclass(frozen=True)
class PrinterState:
    """Answer to `DLE EOT 1`."""

    drawer_high: bool = False
    offline: bool = False
    waiting_to_recover: bool = False
    feed_button: bool = False


@dataclass(frozen=True)
class OfflineCause:
    """Answer to `DLE EOT 2`."""

    cover_open: bool = False
    feed_button: bool = False
    paper_end: bool = False
    error: bool = False


@dataclass(frozen=True)
class ErrorCause:
    """Answer to `DLE EOT 3`; `recoverable` may also mean a mechanical error."""

    recoverable: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    auto_recoverable: bool = False


@dataclass(frozen=True)
class PaperSensor:
    """Answer to `DLE EOT 4`."""

    near_end: bool = False
    out: bool = False


RealTimeAnswer = PrinterState | OfflineCause | ErrorCause | PaperSensor


@dataclass(frozen=True)
class UnaskedAnswer:
    """An answer to `DLE EOT` whose question was not heard: what it would mean to each of them."""

    byte: int
    printer: PrinterState
    offline: OfflineCause
    error: ErrorCause
    paper: PaperSensor


@dataclass(frozen=True)
class InOrderAnswer:
    """Answer to `GS r 1`: all bytes before the question were carried out."""

    near_end: bool = False
    out: bool = False


@dataclass(frozen=True)
class DrawerAnswer:
    """Answer to `GS r 2`: the level of the drawer connector's pin 3."""

    high: bool = False


@dataclass(frozen=True)
class MarkReached:
    """Answer to `GS ( H`: all bytes before the question with this `mark` were carried out."""

    mark: bytes


@dataclass(frozen=True)
class AutomaticStatus:
    """Four bytes that came unasked."""

    drawer_high: bool = False
    offline: bool = False
    cover_open: bool = False
    feed_button: bool = False
    recoverable: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    auto_recoverable: bool = False
    near_end: bool = False
    out: bool = False


@dataclass(frozen=True)
class FlowControl:
    """XON or XOFF of a serial line that is set to it: no status."""

    go: bool


ShortQuestion = RealTimeQuestion | InOrderQuestion | AutomaticSwitch
Question = ShortQuestion | MarkQuestion
OrderedAnswer = InOrderAnswer | DrawerAnswer
Answer = RealTimeAnswer | UnaskedAnswer | OrderedAnswer | MarkReached | AutomaticStatus
Event = Question | Answer | FlowControl

REAL_TIME: dict[int, type[RealTimeAnswer]] = {
    1: PrinterState,
    2: OfflineCause,
    3: ErrorCause,
    4: PaperSensor,
}

# The bits of each field, in the order of the dataclass. Two sensors look at the paper in two
# places: either one is enough to believe it.
BITS: dict[type, tuple[int, ...]] = {
    PrinterState: (0x04, 0x08, 0x20, 0x40),
    OfflineCause: (0x04, 0x08, 0x20, 0x40),
    ErrorCause: (0x04, 0x08, 0x20, 0x40),
    PaperSensor: (0x0C, 0x60),
    InOrderAnswer: (0x03, 0x0C),
    DrawerAnswer: (0x01,),
}
DRAWER_QUERIES = (2, 50)
# AutomaticStatus: byte and bits of each field.
AUTOMATIC_BITS: tuple[tuple[int, int], ...] = (
    (0, 0x04), (0, 0x08), (0, 0x20), (0, 0x40),
    (1, 0x04), (1, 0x08), (1, 0x20), (1, 0x40),
    (2, 0x03), (2, 0x0C),
)  # fmt: skip
AUTOMATIC_BYTES = 4

_MARK_QUESTION = b"\x1d(H\x06\x0000"
_MARK_HEAD, _MARK_END = b"\x37\x22", 0x00
_QUESTIONS: dict[bytes, tuple[type[ShortQuestion], frozenset[int]]] = {
    b"\x10\x04": (RealTimeQuestion, frozenset({1, 2, 3, 4})),
    b"\x1dr": (InOrderQuestion, frozenset({1, 2, 49, 50})),
    b"\x1da": (AutomaticSwitch, frozenset(range(256))),
}
_PREFIXES: dict[type, bytes] = {kind: prefix for prefix, (kind, _) in _QUESTIONS.items()}


class Decoder(FrameDecoder[Event]):
    """Either direction of the wire. An answer is read as one to the oldest question still open.

    `asked(n)` tells the decoder of a question that did not pass through it.
    """

    def __init__(self) -> None:
        self._open: deque[int] = deque(maxlen=QUESTIONS_REMEMBERED)
        self._open_in_order: deque[int] = deque(maxlen=QUESTIONS_REMEMBERED)
        super().__init__(self._look_at)

    def asked(self, query: int) -> None:
        self._open.append(query)

    def _look_at(self, buffer: bytearray) -> Found[Event]:
        for prefix, (kind, allowed) in _QUESTIONS.items():
            head = bytes(buffer[: len(prefix)])
            if head == prefix and len(buffer) > len(prefix) and buffer[2] in allowed:
                return self._question(kind, buffer[2])
            if prefix.startswith(head) and len(buffer) <= len(prefix) and head[0] == prefix[0]:
                return MORE
        if _may_begin(buffer, _MARK_QUESTION):
            return _marked(buffer, _MARK_QUESTION, MarkQuestion)
        return self._answer(buffer)

    def _question(self, kind: type[ShortQuestion], value: int) -> Good[Event]:
        if kind is RealTimeQuestion:
            self.asked(value)
        if kind is InOrderQuestion:
            self._open_in_order.append(value)
        return Good(3, kind(value))

    def _answer(self, buffer: bytearray) -> Found[Event]:
        first = buffer[0]
        if first & FIXED_MASK == FIXED_REAL_TIME:
            return Good(1, self._real_time(first))
        if first in (XON, XOFF):
            return Good(1, FlowControl(go=first == XON))
        if first & FIXED_MASK == FIXED_AUTOMATIC:
            return _automatic(buffer)
        if first & ZERO_BITS_IN_ORDER == 0:
            return Good(1, self._in_order(first))
        if _may_begin(buffer, _MARK_HEAD):
            return _marked(buffer, _MARK_HEAD, MarkReached, _MARK_END)
        return Skip(1)

    def _real_time(self, byte: int) -> Event:
        if self._open:
            kind = REAL_TIME[self._open.popleft()]
            return kind(*_flags(kind, byte))
        readings = [kind(*_flags(kind, byte)) for kind in REAL_TIME.values()]
        return UnaskedAnswer(byte, *readings)  # type: ignore[arg-type]

    def _in_order(self, byte: int) -> OrderedAnswer:
        about_drawer = self._open_in_order and self._open_in_order.popleft() in DRAWER_QUERIES
        kind = DrawerAnswer if about_drawer else InOrderAnswer
        return kind(*_flags(kind, byte))


class AnswerDecoder(Decoder):
    """The printer's side alone: `10 04 03 00` is automatic status here, and no question."""

    def expect(self, query: int) -> None:
        """The next real-time answer is one to `query` (0: to none), and to nothing before it."""
        self._open.clear()
        if query:
            self.asked(query)

    def _look_at(self, buffer: bytearray) -> Found[Event]:
        return self._answer(buffer)


def encode(event: Event) -> bytes:
    """The bytes of an event, whichever side says it."""
    match event:
        case RealTimeQuestion(value) | InOrderQuestion(value) | AutomaticSwitch(value):
            return _PREFIXES[type(event)] + bytes([value])
        case MarkQuestion(mark):
            return _MARK_QUESTION + mark
        case FlowControl(go):
            return bytes([XON if go else XOFF])
        case UnaskedAnswer(byte):
            return bytes([byte])
    return _answer_bytes(event)


def _answer_bytes(
    event: RealTimeAnswer | OrderedAnswer | MarkReached | AutomaticStatus,
) -> bytes:
    match event:
        case MarkReached(mark):
            return _MARK_HEAD + mark + bytes([_MARK_END])
        case AutomaticStatus():
            return _automatic_bytes(event)
        case InOrderAnswer() | DrawerAnswer():
            return bytes([_byte(event)])
    return bytes([FIXED_REAL_TIME | _byte(event)])


def _flags(kind: type, byte: int) -> list[bool]:
    return [bool(byte & bits) for bits in BITS[kind]]


def _byte(event: RealTimeAnswer | OrderedAnswer) -> int:
    values = (getattr(event, field.name) for field in fields(event))
    return sum(bits for bits, on in zip(BITS[type(event)], values, strict=True) if on)


def _may_begin(buffer: bytearray, head: bytes) -> bool:
    return bytes(buffer[: len(head)]) == head[: len(buffer)]


def _marked(
    buffer: bytearray, head: bytes, kind: type[MarkQuestion | MarkReached], end: int | None = None
) -> Found[Event]:
    mark = bytes(buffer[len(head) : len(head) + ID_BYTES])
    whole = len(head) + ID_BYTES + (end is not None)
    if any(not 0x20 <= byte <= 0x7E for byte in mark):
        return Bad(1, "mark")
    if len(buffer) < whole:
        return MORE
    if end is not None and buffer[whole - 1] != end:
        return Bad(1, "mark")
    return Good(whole, kind(mark))


def _automatic(buffer: bytearray) -> Found[Event]:
    rest = buffer[1:AUTOMATIC_BYTES]
    if any(byte & ZERO_BITS for byte in rest):
        return Bad(1, "fixed bits")
    if len(buffer) < AUTOMATIC_BYTES:
        return MORE
    return Good(4, AutomaticStatus(*(bool(buffer[at] & bits) for at, bits in AUTOMATIC_BITS)))


def _automatic_bytes(event: AutomaticStatus) -> bytes:
    data = bytearray([FIXED_AUTOMATIC, 0, 0, 0])
    for field, (at, bits) in zip(fields(event), AUTOMATIC_BITS, strict=True):
        data[at] |= bits if getattr(event, field.name) else 0
    return bytes(data)
