"""The "FF 68 … 16" wire of calling keypads and evaluators, both directions. See PROTOCOL.md. Pure.

FF 68 LEN LEN 68 ADDR FUNC DATA… SUM 16, where FF is a wake byte that may be missing, LEN counts
ADDR FUNC DATA, and SUM is their sum mod 256. An evaluator's address is its keypad's + 0x80.

The same bytes mean different things by direction and address; `_parse` is the table of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from devices.framing import MORE, Bad, Found, FrameDecoder, Good, Skip

WAKE = 0xFF
MARK = 0x68
TAIL = 0x16
HEAD_BYTES = 4  # 68 LEN LEN 68
CLOSING_BYTES = 2  # SUM 16
SHORTEST_LEN = 2  # ADDR FUNC
EVALUATOR_OFFSET = 0x80
BLANK = "_"
BLANK_CODE = 0x0A
MOST_STARS = 5

FUNC_KEY = FUNC_RATING = FUNC_ACKNOWLEDGE = 0x01
FUNC_SHOW = FUNC_STARS = 0x02
FUNC_BEEP = 0x03
FUNC_GRADE = 0x11
START_RATING = 0x0B


class Key(Enum):
    """The function keys. LINE, PAUSE and TRANSFER are on the 21-key pad only."""

    START = 0x0A
    WAITING_RATE = 0x0B
    CALL = 0x0C
    RECALL = 0x0D
    CANCEL = 0x0E
    CONFIRM = 0x0F
    LINE = 0x11
    PAUSE = 0x12
    TRANSFER = 0x13


@dataclass(frozen=True, kw_only=True)
class PadMessage:
    """`address` as on the wire; an evaluator's is 0x80 above its keypad's. `wake`: after FF."""

    address: int
    wake: bool = True


@dataclass(frozen=True, kw_only=True)
class KeyFrame(PadMessage):
    """Keypad to host, and back unchanged as its acknowledgement. `function` is 01 in every sample;
    no known receiver looks at it [V1]."""

    digits: str
    key: Key
    function: int = FUNC_KEY


@dataclass(frozen=True, kw_only=True)
class Show(PadMessage):
    """Host to keypad: digits on its display, `_` for a blank place."""

    digits: str


@dataclass(frozen=True, kw_only=True)
class Result(PadMessage):
    """Host to keypad: done, or refused."""

    ok: bool


@dataclass(frozen=True, kw_only=True)
class Beep(PadMessage):
    """Host to keypad."""


@dataclass(frozen=True, kw_only=True)
class AskRating(PadMessage):
    """Host to evaluator: a rating is wanted now."""


@dataclass(frozen=True, kw_only=True)
class Stars(PadMessage):
    """Host to evaluator: light 0 to 5 stars."""

    stars: int


@dataclass(frozen=True, kw_only=True)
class Grade(PadMessage):
    """Evaluator to host (and back, where the acknowledgement is an echo): the pressed grade, whose
    meaning differs from maker to maker."""

    grade: int


@dataclass(frozen=True, kw_only=True)
class GradeAcknowledged(PadMessage):
    """Host to evaluator, variant "csharp"."""

    grade: int


@dataclass(frozen=True, kw_only=True)
class Acknowledged(PadMessage):
    """Host to evaluator, variant "short": no data and no wake byte."""

    wake: bool = False


@dataclass(frozen=True, kw_only=True)
class OtherFrame(PadMessage):
    """A good frame that no source explains."""

    function: int
    data: bytes


Message = (
    KeyFrame
    | Show
    | Result
    | Beep
    | AskRating
    | Stars
    | Grade
    | GradeAcknowledged
    | Acknowledged
    | OtherFrame
)


class Decoder(FrameDecoder[Message]):
    """Hears both directions."""

    def __init__(self) -> None:
        super().__init__(_look)


def encode(message: Message) -> bytes:
    """The frame. Raises `ValueError` when a value does not fit its byte."""
    function, data = _payload(message)
    body = bytes([message.address, function]) + data
    if len(body) > 0xFF:
        raise ValueError(f"{len(data)} bytes of data do not fit in a frame")
    head = bytes([MARK, len(body), len(body), MARK])
    return (bytes([WAKE]) if message.wake else b"") + head + body + bytes([sum(body) & 0xFF, TAIL])


def _payload(message: Message) -> tuple[int, bytes]:
    """FUNC and DATA."""
    match message:
        case KeyFrame():
            return message.function, _digits(message.digits) + bytes([message.key.value])
        case Show():
            return FUNC_SHOW, _digits(message.digits)
        case Result():
            return FUNC_SHOW, bytes([message.ok])
        case Beep():
            return FUNC_BEEP, b""
        case AskRating():
            return FUNC_RATING, bytes([START_RATING])
        case Stars():
            return FUNC_STARS, bytes([message.stars])
        case Grade():
            return FUNC_GRADE, bytes([message.grade])
        case _:
            return _payload_of_acknowledgement(message)


def _payload_of_acknowledgement(
    message: GradeAcknowledged | Acknowledged | OtherFrame,
) -> tuple[int, bytes]:
    match message:
        case GradeAcknowledged():
            return FUNC_ACKNOWLEDGE, bytes([message.grade])
        case Acknowledged():
            return FUNC_ACKNOWLEDGE, b""
        case OtherFrame():
            return message.function, message.data


def _digits(text: str) -> bytes:
    wrong = [character for character in text if character not in "0123456789" + BLANK]
    if wrong:
        raise ValueError(f"a pad shows digits and {BLANK}, not {wrong[0]!r}")
    return bytes(BLANK_CODE if character == BLANK else int(character) for character in text)


def _text(data: bytes) -> str:
    return "".join(BLANK if code == BLANK_CODE else str(code) for code in data)


def _look(buffer: bytearray) -> Found[Message]:
    wake = buffer[0] == WAKE
    frame = bytes(buffer[wake : wake + HEAD_BYTES])
    if not _may_start(frame):
        return Skip(_next_start(buffer))
    if len(frame) < HEAD_BYTES:
        return MORE
    length, repeated = frame[1], frame[2]
    end = wake + HEAD_BYTES + max(length, repeated) + CLOSING_BYTES
    if length != repeated or length < SHORTEST_LEN:
        return Bad(end, "length")
    if len(buffer) < end:
        return MORE
    body = bytes(buffer[wake + HEAD_BYTES : end - CLOSING_BYTES])
    if not _closes(body, bytes(buffer[end - CLOSING_BYTES : end])):
        return Bad(end, "checksum")
    return Good(end, _parse(body, wake))


def _may_start(frame: bytes) -> bool:
    """68 stands first and fourth, as far as there are bytes."""
    return frame[:1] in (b"", b"\x68") and frame[3:4] in (b"", b"\x68")


def _next_start(buffer: bytearray) -> int:
    starts = [at for at in (buffer.find(WAKE, 1), buffer.find(MARK, 1)) if at > 0]
    return min(starts, default=len(buffer))


def _closes(body: bytes, closing: bytes) -> bool:
    return closing == bytes([sum(body) & 0xFF, TAIL])


def _parse(body: bytes, wake: bool) -> Message:
    address, function, data = body[0], body[1], body[2:]
    parse = _parse_evaluator if address >= EVALUATOR_OFFSET else _parse_keypad
    message = parse(address, function, data, wake)
    return message or OtherFrame(address=address, wake=wake, function=function, data=data)


def _parse_keypad(address: int, function: int, data: bytes, wake: bool) -> Message | None:
    if function == FUNC_SHOW and data in (b"\x00", b"\x01"):
        return Result(address=address, wake=wake, ok=data == b"\x01")
    if function == FUNC_SHOW and data and max(data) <= BLANK_CODE:
        return Show(address=address, wake=wake, digits=_text(data))
    if function == FUNC_BEEP and not data:
        return Beep(address=address, wake=wake)
    key = _KEYS.get(data[-1]) if data else None
    if key is None or any(digit > 9 for digit in data[:-1]):
        return None
    digits = _text(data[:-1])
    return KeyFrame(address=address, wake=wake, digits=digits, key=key, function=function)


def _parse_evaluator(address: int, function: int, data: bytes, wake: bool) -> Message | None:
    if function == FUNC_ACKNOWLEDGE and not data:
        return Acknowledged(address=address, wake=wake)
    if len(data) != 1:
        return None
    if function == FUNC_GRADE:
        return Grade(address=address, wake=wake, grade=data[0])
    if function == FUNC_STARS and data[0] <= MOST_STARS:
        return Stars(address=address, wake=wake, stars=data[0])
    if function != FUNC_RATING:
        return None
    if data[0] == START_RATING:
        return AskRating(address=address, wake=wake)
    return GradeAcknowledged(address=address, wake=wake, grade=data[0])


_KEYS = {key.value: key for key in Key}
