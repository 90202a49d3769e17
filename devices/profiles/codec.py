"""The wire of any profile, both directions: bytes to `Message`, and back. Pure."""

from __future__ import annotations

import re
from typing import Any, Literal

from devices.framing import MORE, Bad, Found, FrameDecoder, Good, Skip
from devices.profiles import pattern
from devices.profiles.frame import ADDRESS, CHECK, CONSTANT, FUNCTION, LENGTH, PAYLOAD, Frame
from devices.profiles.measure import Heard, NotMine, escape, leading, measure
from devices.profiles.message import Message
from devices.profiles.profile import ECHO, Profile, Rule
from devices.profiles.text import one_colour, plain

__all__ = ["FOREIGN", "ONLY_ADDRESS", "OTHER", "Decoder", "Side", "acknowledge", "encode"]

Side = Literal["host", "device", "both"]

OTHER = "other"  # a good frame that no rule explains
FOREIGN = "foreign"  # a good frame for an address that is none of this profile's
ONLY_ADDRESS = 1  # of the device on a wire whose frames carry no address

_NOT_HEARD: dict[Side, str] = {"host": "host", "device": "device", "both": ""}


class Decoder(FrameDecoder[Message]):
    """`side` is who listens: "host" hears what devices say, "device" what the host says, "both" is
    a watcher. A good frame that no rule of the other side explains is `other`."""

    def __init__(self, profile: Profile, side: Side = "both") -> None:
        super().__init__(self._look)
        self._frames = tuple(profile.frames.values())
        self._rules = {
            frame.name: [
                rule
                for rule in profile.rules
                if rule.frame == frame.name and rule.sender != _NOT_HEARD[side]
            ]
            for frame in self._frames
        }
        self._colour = profile.script.first_colour
        starts = bytes(sorted(frozenset[int]().union(*(frame.starts for frame in self._frames))))
        self._start = re.compile(b"[" + re.escape(starts) + b"]")

    def _look(self, buffer: bytearray) -> Found[Message]:
        """The kinds of frames in the profile's order; the first that may still come is awaited."""
        missed, early = NotMine("unknown", 0), False
        for frame in self._frames:
            found = measure(frame, buffer)
            if isinstance(found, Heard):
                return Good(found.count, self._message(found))
            if not isinstance(found, NotMine):
                return found
            early = early or found.early
            missed = max(missed, found, key=lambda miss: miss.count)
        if early:
            return MORE
        if missed.count:
            return Bad(missed.count, missed.reason)
        start = self._start.search(buffer, 1)
        return Skip(start.start() if start else len(buffer))

    def _message(self, heard: Heard) -> Message:
        frame, size = heard.frame, heard.payload_size
        payload = b"" if not size else frame.piece(PAYLOAD, heard.body, size)
        function = _function(heard)
        address, known = _address(heard)
        fields = _fields(heard)
        for rule in self._rules[frame.name] if known and fields is not None else ():
            if rule.any_function or rule.function == function:
                read = pattern.read(rule.payload, payload)
                if read is not None:
                    return Message(rule.name, address, self._runs({**(fields or {}), **read}))
        rest: dict[str, Any] = {"function": function, "data": payload}
        numbers = {name: frame.piece(name, heard.body, size)[0] for name in frame.fields}
        return Message(OTHER if known else FOREIGN, address, {**rest, **numbers})

    def _runs(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A text and the one colour of its frame, if that is told, as runs."""
        if "text" not in fields:
            return fields
        text, colour = fields.pop("text"), fields.pop("colour", self._colour)
        return {"runs": ((text, colour),) if text else (), **fields}


def encode(profile: Profile, message: Message) -> bytes:
    """The frame of `message`. Raises `ValueError` for what the profile cannot say: an unknown name
    or field, a missing field, a value that does not fit, a character outside the charset."""
    if message.name in (OTHER, FOREIGN):
        return _encode_unexplained(profile, message)
    rule = profile.rule(message.name)
    if rule is None:
        known = ", ".join(rule.name for rule in profile.rules)
        raise ValueError(f"{message.name!r} is none of {known}, which {profile.name} says")
    frame = profile.frames[rule.frame]
    if frame.address and not frame.address.knows(message.address):
        raise ValueError(
            f"address {message.address}: only {frame.address.least} to {frame.address.most}"
        )
    fields = _spread(profile, rule, {**(rule.defaults or {}), **message.fields})
    known_fields = pattern.names(rule.payload) | set(frame.fields)
    unknown = sorted(fields.keys() - known_fields)
    if unknown:
        raise ValueError(f"{unknown[0]}: a {message.name} carries no such thing here")
    head = {name: pattern.write_item(item, fields) for name, item in frame.fields.items()}
    payload = pattern.write(rule.payload, fields)
    return _build(frame, message.address, rule.function, head, payload, wake=rule.wake)


def acknowledge(profile: Profile, heard: Message, frame: bytes) -> bytes | None:
    """What the host sends back for `heard`, whose bytes were `frame` (`feed_traced` gives them: an
    echo is verbatim). None when the profile wants none."""
    answer = profile.acknowledges.get(heard.name)
    if answer == ECHO:
        return frame
    rule = profile.rule(answer) if answer else None
    if rule is None:
        return None
    carried = pattern.names(rule.payload)
    fields = {name: value for name, value in heard.fields.items() if name in carried}
    return encode(profile, Message(rule.name, heard.address, fields))


def _spread(profile: Profile, rule: Rule, fields: dict[str, Any]) -> dict[str, Any]:
    """Runs as a text and its colour, where the frame has one colour or none."""
    if "runs" not in fields or "runs" in pattern.names(rule.payload):
        return fields
    runs = fields.pop("runs")
    colour = one_colour(runs)
    if "colour" in pattern.names(rule.payload):
        fields["colour"] = colour or profile.script.first_colour
    return {"text": plain(runs), **fields}


def _encode_unexplained(profile: Profile, message: Message) -> bytes:
    """In the profile's first kind of frame."""
    frame = next(iter(profile.frames.values()))
    fields = dict(message.fields)
    function, payload = fields.pop("function", None), fields.pop("data", b"")
    if not isinstance(payload, bytes) or fields.keys() != frame.fields.keys():
        raise ValueError(f"{message.name}: function, data and {list(frame.fields)} expected")
    head = {name: bytes([value]) for name, value in fields.items()}
    foreign = message.name == FOREIGN
    return _build(frame, message.address, function, head, payload, wake=True, foreign=foreign)


def _build(
    frame: Frame,
    address: int,
    function: int | None,
    head: dict[str, bytes],
    payload: bytes,
    *,
    wake: bool,
    foreign: bool = False,
) -> bytes:
    if not frame.least <= len(payload) <= frame.most:
        fits = f"{frame.least} to {frame.most}"
        raise ValueError(f"{len(payload)} bytes of payload, {fits} fit in a frame")
    said = {PAYLOAD: payload, ADDRESS: _address_bytes(frame, address, foreign), **head}
    if frame.function is not None:
        if type(function) is not int:
            raise ValueError("function: a number expected")
        said[FUNCTION] = frame.function.write(function)
    if frame.length is not None:
        said[LENGTH] = frame.length.number.write(frame.counted(len(payload)))
    body = bytearray()
    for part in frame.parts:
        if part.word == CONSTANT:
            body.append(part.code)
        elif part.word == CHECK:
            body += bytes(part.width)
        else:
            body += said[part.word]
    return _close(frame, body, len(payload), wake=wake)


def _close(frame: Frame, body: bytearray, size: int, *, wake: bool) -> bytes:
    """The checksum into its place, the escapes, and what may not stand before a tail."""
    if frame.check is not None:
        begin, end = frame.bounds(frame.places(CHECK)[0], size)
        body[begin:end] = frame.check_of(bytes(body), size)
    first = frame.wake if wake else b""
    if frame.escapes:
        lead, tail = leading(frame), len(body) - len(frame.tail)
        inner = escape(frame.escapes, bytes(body[lead:tail]))
        return first + bytes(body[:lead]) + inner + frame.tail
    data = first + bytes(body)
    if frame.length is None and frame.least != frame.most:
        found = measure(frame, bytearray(body))
        if not isinstance(found, Heard) or found.count != len(body):
            raise ValueError(f"the bytes {frame.tail.hex(' ').upper()} within would end the frame")
    return data


def _address_bytes(frame: Frame, address: int, foreign: bool) -> bytes:
    if frame.address is None:
        if address != ONLY_ADDRESS:
            raise ValueError(f"this wire carries no address; its only device is {ONLY_ADDRESS}")
        return b""
    return frame.address.number.write(address + (0 if foreign else frame.address.offset))


def _function(heard: Heard) -> int | None:
    if heard.frame.function is None:
        return None
    return heard.frame.function.read(heard.frame.piece(FUNCTION, heard.body, heard.payload_size))


def _address(heard: Heard) -> tuple[int, bool]:
    """The device's own, and whether it is one of the profile's; otherwise the wire's."""
    rule = heard.frame.address
    if rule is None:
        return ONLY_ADDRESS, True
    raw = rule.number.read(heard.frame.piece(ADDRESS, heard.body, heard.payload_size)) or 0
    own = raw - rule.offset
    return (own, True) if rule.knows(own) else (raw, False)


def _fields(heard: Heard) -> dict[str, Any] | None:
    """What stands between head and payload; None when a code is in no table."""
    fields = {}
    for name, item in heard.frame.fields.items():
        piece = heard.frame.piece(name, heard.body, heard.payload_size)
        if not item.takes(piece):
            return None
        fields[name] = item.read(piece)
    return fields
