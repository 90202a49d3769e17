"""Finds one kind of frame at the start of a buffer: fits, measures, checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devices.framing import MORE, Bad, More
from devices.profiles.frame import CHECK, FUNCTION, LENGTH, Frame


@dataclass(frozen=True)
class NotMine:
    """The bytes are no frame of this kind; another kind may know them. `count`: how far they looked
    like one. `early`: known before the head was whole; what is wrong is told only when it is, so
    that it is told alike wherever the stream is cut."""

    reason: str
    count: int
    early: bool = False


@dataclass(frozen=True)
class Heard:
    """`body`: the frame without its wake bytes, not escaped; `count` bytes of the buffer."""

    count: int
    frame: Frame
    body: bytes
    payload_size: int
    awake: bool


Measured = More | NotMine | Bad | Heard


def measure(frame: Frame, buffer: bytearray) -> Measured:
    """A frame of the kind `frame` at the start of `buffer`, if there is one."""
    wake = _woken(frame, buffer)
    bare = leading(frame) if frame.escapes else frame.head_size
    wrong_at = _first_wrong(frame, buffer[: wake + bare], wake)
    if wrong_at is not None:
        return _refused(frame, buffer[:wrong_at], wake)
    if wake == len(buffer):
        return MORE
    if frame.escapes:
        return _measure_escaped(frame, buffer, wake)
    return _measure_plain(frame, buffer, wake)


def _woken(frame: Frame, buffer: bytearray) -> int:
    """How many wake bytes stand at the start."""
    count = 0
    while count < min(len(frame.wake), len(buffer)) and buffer[count] == frame.wake[count]:
        count += 1
    return count


def _first_wrong(frame: Frame, buffer: bytearray, wake: int) -> int | None:
    """Where the head, as far as there are bytes, has a wrong constant bit or an unknown function;
    None when it has not."""
    head = buffer[wake : wake + frame.head_size]
    model = zip(head, frame.head_mask, frame.head_fixed, strict=False)
    wrong = [at for at, (byte, mask, fixed) in enumerate(model) if byte & mask != fixed]
    if frame.functions is not None and frame.function is not None:
        begin, end = frame.bounds(frame.places(FUNCTION)[0], 0)
        told = bytes(head[begin:end])
        if len(head) >= end and frame.function.read(told) not in frame.functions:
            wrong.append(begin)
    return wake + min(wrong) if wrong else None


def _refused(frame: Frame, before: bytearray, wake: int) -> NotMine:
    """Why these bytes are no frame, by the first thing that is wrong: a length `before` the wrong
    byte would have been refused when no more had come. So the reason is the same in any cut."""
    if frame.length is not None and not frame.escapes:
        size = _counted_size(frame, before, wake)
        if isinstance(size, NotMine):
            return size
    return NotMine("unknown", 0)


def _measure_plain(frame: Frame, buffer: bytearray, wake: int) -> Measured:
    size = _payload_size(frame, buffer, wake)
    if not isinstance(size, int):
        return size
    end = wake + frame.head_size + size + frame.closing_size
    if len(buffer) < end:
        return MORE
    body = bytes(buffer[wake:end])
    reason = _fault(frame, body, size)
    if reason:
        return Bad(end, reason)
    return Heard(end, frame, body, size, wake == len(frame.wake))


def _payload_size(frame: Frame, buffer: bytearray, wake: int) -> int | More | NotMine | Bad:
    if frame.length is not None:
        return _counted_size(frame, buffer, wake)
    if frame.least == frame.most:
        return frame.least
    return _size_to_tail(frame, buffer, wake)


def _counted_size(frame: Frame, buffer: bytearray, wake: int) -> int | More | NotMine:
    """By the length field, which may stand twice; an incomplete one already tells the least."""
    assert frame.length is not None  # noqa: S101 - the caller's branch
    whole = len(buffer) >= wake + frame.head_size
    sizes, nothing = [], frame.counted_nothing
    for at in frame.places(LENGTH):
        begin, end = frame.bounds(at, 0)
        counted = frame.length.number.at_least(bytes(buffer[wake + begin : wake + end]))
        sizes.append(-1 if counted is None else counted - nothing)
    if max(sizes) > frame.most:
        return NotMine("length", wake + frame.head_size, early=not whole)
    if not whole:
        return MORE
    if min(sizes) != max(sizes) or min(sizes) < frame.least:
        longest = max(0, *sizes)
        return NotMine("length", wake + frame.head_size + longest + frame.closing_size)
    return sizes[0]


def _size_to_tail(frame: Frame, buffer: bytearray, wake: int) -> int | More | Bad:
    """Without a length, the payload reaches to the first tail."""
    before = frame.closing_size - len(frame.tail)  # a checksum in digits may stand before the tail
    begin = wake + frame.head_size + frame.least + before
    limit = wake + frame.head_size + frame.most + frame.closing_size
    at = buffer.find(frame.tail, begin, limit)
    if at >= 0:
        return at - before - frame.head_size - wake
    return MORE if len(buffer) < limit else Bad(wake + frame.head_size, "length")


def _fault(frame: Frame, body: bytes, size: int) -> str:
    """Why a whole frame is bad; "" when it is good."""
    if frame.check and frame.piece(CHECK, body, size).upper() != frame.check_of(body, size).upper():
        return "checksum"
    return "" if body.endswith(frame.tail) else "length"


def _measure_escaped(frame: Frame, buffer: bytearray, wake: int) -> Measured:
    """Within head and tail no byte of the escape table stands bare, so the tail ends the frame."""
    lead = leading(frame)
    longest = wake + frame.longest_escaped
    at = buffer.find(frame.tail, wake + lead, longest)
    if at < 0:
        return MORE if len(buffer) < longest else Bad(wake + lead, "length")
    end = at + len(frame.tail)
    inner = unescape(frame.escapes, bytes(buffer[wake + lead : at]))
    if inner is None:
        return Bad(end, "escape")
    body = bytearray(buffer[wake : wake + lead]) + inner + frame.tail
    if _first_wrong(frame, body, 0) is not None:
        return NotMine("unknown", end)
    size = len(body) - frame.head_size - frame.closing_size
    if not frame.least <= size <= frame.most or _tells_another_size(frame, body, size):
        return Bad(end, "length")
    reason = _fault(frame, bytes(body), size)
    if reason:
        return Bad(end, reason)
    return Heard(end, frame, bytes(body), size, wake == len(frame.wake))


def _tells_another_size(frame: Frame, body: bytearray, size: int) -> bool:
    return frame.length is not None and _counted_size(frame, body, 0) != size


def leading(frame: Frame) -> int:
    """How many constant bytes open the frame; they are never escaped."""
    count = 0
    while count < len(frame.head_mask) and frame.head_mask[count] == 0xFF:
        count += 1
    return count


def unescape(escapes: Mapping[int, bytes], data: bytes) -> bytes | None:
    """None when a byte stands there that ought to be escaped, or an escape that is in no table."""
    plain = {code: byte for byte, code in escapes.items()}
    starts = {code[0] for code in plain}
    out = bytearray()
    at = 0
    while at < len(data):
        if data[at] in starts:
            code = next((c for c in plain if data.startswith(c, at)), None)
            if code is None:
                return None
            out.append(plain[code])
            at += len(code)
        elif data[at] in escapes:
            return None
        else:
            out.append(data[at])
            at += 1
    return bytes(out)


def escape(escapes: Mapping[int, bytes], data: bytes) -> bytes:
    return b"".join(escapes.get(byte, bytes([byte])) for byte in data)
