"""The wire of Onbon BX-5K/6K font cards, both directions. See PROTOCOL.md. Pure.

data = group code reply r0 r1 …; an answer is A0 00 (done) or A0 01 (not done) error r0 r1 ….
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from devices.framing import MORE, Bad, Found, FrameDecoder, Good, skip_to
from devices.led.areas import NotAnArea, decode_area, encode_area
from devices.led.bcd import Wall, from_bcd, to_bcd
from devices.led.messages import (
    DELETE_ALL,
    HALF_HOURS,
    Ack,
    Brightness,
    CancelTimedPower,
    ClearAreas,
    Command,
    Message,
    Nack,
    OtherCommand,
    Ping,
    Power,
    ReadStatus,
    Reset,
    SendAreas,
    SetClock,
    Status,
)
from devices.led.packet import (
    END,
    FIRST_6K,
    LAST_6K,
    LONGEST_FRAME,
    START,
    Header,
    NotAPacket,
    Packet,
    unwrap,
    wrap,
)
from devices.led.status import decode_status, encode_status

HEAD_BYTES = 5  # group code reply r0 r1, or group code error r0 r1
ANSWER_GROUP = 0xA0
ANSWERS: dict[int, type[Ack]] = {0x00: Ack, 0x01: Nack}
STATUS = (0xA1, 0x02)  # asked and answered under the same code

_BARE: dict[tuple[int, int], type[Command]] = {
    STATUS: ReadStatus,
    (0xA2, 0x00): Ping,
    (0xA2, 0x01): Reset,
    (0xA3, 0x08): CancelTimedPower,
    (0xA3, 0x10): ClearAreas,
}
_CODES: dict[type[Command], tuple[int, int]] = {
    **{kind: code for code, kind in _BARE.items()},
    SetClock: (0xA2, 0x03),
    Power: (0xA3, 0x00),
    Brightness: (0xA3, 0x02),
    SendAreas: (0xA3, 0x06),
}


class Decoder(FrameDecoder[Message]):
    """Hears both directions."""

    def __init__(self) -> None:
        super().__init__(_look)


def encode(message: Message) -> bytes:
    """The frame. Raises `ValueError` when a value does not fit its place."""
    data = data_of(message)
    declared = message.declared_length
    packet = Packet(message.header, data, len(data) if declared is None else declared)
    frame = wrap(packet, message.starts)
    if len(frame) > LONGEST_FRAME:
        raise ValueError(f"a frame of {len(frame)} bytes; {LONGEST_FRAME} is the most")
    return frame


def data_of(message: Message) -> bytes:
    """What stands between header and CRC."""
    if isinstance(message, Status):
        head = bytes([*STATUS, message.error]) + message.reserved
        return head + encode_status(message)
    return _encode_answer(message) if isinstance(message, Ack) else _encode_command(message)


def _look(buffer: bytearray) -> Found[Message]:
    if buffer[0] != START:
        return skip_to(buffer, bytes([START]))
    starts = len(buffer) - len(buffer.lstrip(bytes([START])))
    if starts > LONGEST_FRAME:
        return Bad(1, "length")
    end = buffer.find(END, starts)
    again = buffer.find(START, starts, end if end >= 0 else len(buffer))
    if again >= 0:  # a start mark is never inside a frame: this one was cut short
        return Bad(again, "length")
    if end < 0:
        return Bad(starts, "length") if len(buffer) > LONGEST_FRAME else MORE
    try:
        packet = unwrap(bytes(buffer[starts:end]))
    except NotAPacket as error:
        return Bad(end + 1, error.reason)
    if len(packet.data) < HEAD_BYTES:
        return Bad(end + 1, "length")
    return Good(end + 1, _parse(packet, starts))


class _Envelope(TypedDict):
    header: Header
    starts: int
    declared_length: int | None


class _Head(_Envelope):
    reply: int
    reserved: bytes


def _parse(packet: Packet, starts: int) -> Message:
    data = packet.data
    envelope: _Envelope = {
        "header": packet.header,
        "starts": starts,
        "declared_length": None if packet.declared_length == len(data) else packet.declared_length,
    }
    group, code, third, reserved, rest = data[0], data[1], data[2], data[3:5], data[5:]
    if group == ANSWER_GROUP and code in ANSWERS:
        return ANSWERS[code](error=third, reserved=reserved, data=rest, **envelope)
    if (group, code) == STATUS and (told := decode_status(rest)) is not None:
        fields: dict[str, Any] = {**envelope, **told}
        return Status(error=third, reserved=reserved, **fields)
    head: _Head = {**envelope, "reply": third, "reserved": reserved}
    parse = _PARSERS.get((group, code))
    if parse is not None and (command := parse(rest, head)) is not None:
        return command
    return OtherCommand(group=group, code=code, data=rest, **head)


def _parse_bare(kind: type[Command]) -> Callable[[bytes, _Head], Command | None]:
    return lambda rest, head: None if rest else kind(**head)


def _parse_clock(rest: bytes, head: _Head) -> Command | None:
    wall = from_bcd(rest)
    return None if wall is None else SetClock(**wall._asdict(), **head)


def _parse_power(rest: bytes, head: _Head) -> Command | None:
    return Power(state=rest[0], **head) if len(rest) == 1 else None


def _parse_brightness(rest: bytes, head: _Head) -> Command | None:
    if len(rest) != 2 + HALF_HOURS:
        return None
    return Brightness(mode=rest[0], level=rest[1], half_hours=rest[2:], **head)


def _parse_areas(rest: bytes, head: _Head) -> Command | None:
    """None when the bytes do not add up; nothing of a half-read list is shown."""
    if not rest:
        return None
    deletes = 0 if rest[0] == DELETE_ALL else rest[0]
    delete = (DELETE_ALL,) if rest[0] == DELETE_ALL else tuple(rest[1 : 1 + deletes])
    at = 2 + deletes
    if len(rest) < at:
        return None
    of_6k = FIRST_6K <= head["header"].device_type <= LAST_6K
    areas = []
    for _ in range(rest[at - 1]):
        length = int.from_bytes(rest[at : at + 2], "little")
        try:
            areas.append(decode_area(rest[at + 2 : at + 2 + length], of_6k=of_6k))
        except NotAnArea:
            return None
        at += 2 + length
    return SendAreas(delete=delete, areas=tuple(areas), **head) if at == len(rest) else None


_PARSERS: dict[tuple[int, int], Callable[[bytes, _Head], Command | None]] = {
    **{code: _parse_bare(kind) for code, kind in _BARE.items()},
    _CODES[SetClock]: _parse_clock,
    _CODES[Power]: _parse_power,
    _CODES[Brightness]: _parse_brightness,
    _CODES[SendAreas]: _parse_areas,
}


def _encode_answer(answer: Ack) -> bytes:
    code = 0x01 if isinstance(answer, Nack) else 0x00
    return bytes([ANSWER_GROUP, code, answer.error]) + answer.reserved + answer.data


def _encode_command(message: Message) -> bytes:
    if not isinstance(message, Command):
        raise ValueError(f"{type(message).__name__} is no message of this wire")
    if isinstance(message, OtherCommand):
        group, code = message.group, message.code
    else:
        group, code = _CODES[type(message)]
    head = bytes([group, code, message.reply]) + message.reserved
    return head + _content(message)


def _content(command: Command) -> bytes:
    match command:
        case SetClock():
            return _encode_clock(command)
        case Power():
            return bytes([command.state])
        case Brightness():
            return bytes([command.mode, command.level]) + command.half_hours
        case SendAreas():
            return _encode_areas(command)
        case OtherCommand():
            return command.data
        case _:
            return b""


def _encode_areas(command: SendAreas) -> bytes:
    deletes = bytes(command.delete)
    head = deletes if DELETE_ALL in deletes else bytes([len(deletes)]) + deletes
    areas = [encode_area(area) for area in command.areas]
    if any(len(area) > LONGEST_FRAME for area in areas):
        raise ValueError(f"an area of more than {LONGEST_FRAME} bytes")
    listed = (len(area).to_bytes(2, "little") + area for area in areas)
    return head + bytes([len(areas)]) + b"".join(listed)


def _encode_clock(clock: SetClock) -> bytes:
    return to_bcd(Wall(*(getattr(clock, name) for name in Wall._fields)))
