"""What was written by hand and what a profile tells are one wire: frame for frame, both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.framing import FrameDecoder, Garbage
from devices.keypad import codec as pads
from devices.profiles.codec import Decoder, encode
from devices.profiles.load import load_profile
from devices.profiles.message import Message
from devices.strip import codec as strips

Found = tuple[int, int, Any]  # where a good frame begins, its length, what it says

KEYPADS = ("ff68-21key", "ff68-hallqueue")
EVALUATORS = ("ff68-evaluator-csharp-ack", "ff68-evaluator-short-ack", "ff68-evaluator-echo-ack")
PROFILES = {name: load_profile(name) for name in (*KEYPADS, *EVALUATORS, "strip-a090")}
A_LOT = settings(max_examples=200, derandomize=True, deadline=None)

BYTE = st.integers(0, 255)
ADDRESS = st.integers(1, 127)
DIGITS = st.text("0123456789", max_size=8)


def evaluator(kind: type, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, address=st.integers(0x81, 0xFF), **fields)


KEYPAD_WORDS = st.one_of(
    st.builds(pads.KeyFrame, address=ADDRESS, digits=DIGITS, key=st.sampled_from(pads.Key)),
    st.builds(pads.Show, address=ADDRESS, digits=st.text("0123456789_", min_size=2, max_size=12)),
    st.builds(pads.Result, address=ADDRESS, ok=st.booleans()),
    st.builds(pads.Beep, address=ADDRESS),
)
EVALUATOR_WORDS = st.one_of(
    evaluator(pads.AskRating),
    evaluator(pads.Stars, stars=st.integers(0, pads.MOST_STARS)),
    evaluator(pads.Grade, grade=BYTE),
)
ACKNOWLEDGEMENTS = {
    "ff68-evaluator-csharp-ack": evaluator(
        pads.GradeAcknowledged, grade=BYTE.filter(lambda grade: grade != pads.START_RATING)
    ),
    "ff68-evaluator-short-ack": evaluator(pads.Acknowledged),
}
# Keys under functions that no source names; receivers do not look at it.
ODD_KEYS = st.builds(
    pads.KeyFrame,
    address=ADDRESS,
    digits=DIGITS,
    key=st.sampled_from(pads.Key),
    function=BYTE,
    wake=st.booleans(),
)
# Anything that the frame can carry: other functions, strange data, addresses of nobody.
ANY_PAD_FRAME = st.builds(
    pads.OtherFrame,
    address=BYTE,
    wake=st.booleans(),
    function=st.one_of(BYTE, st.sampled_from([0x01, 0x02, 0x03, 0x11])),
    data=st.one_of(st.binary(max_size=6), st.lists(st.integers(0, 0x13), max_size=6).map(bytes)),
)
STRIP_TEXT = st.text("请A001号到3窗口 社保", min_size=1, max_size=12)
STRIP_WORDS = st.one_of(
    st.builds(
        strips.ShowText,
        address=BYTE,
        runs=st.lists(
            st.builds(strips.Run, STRIP_TEXT, st.sampled_from(strips.Colour)), max_size=3
        ).map(tuple),
    ),
    st.builds(strips.ReadMemory, address=BYTE, data=st.binary(max_size=20)),
    st.builds(strips.SetAddress, address=BYTE, data=st.binary(max_size=20)),
    st.builds(
        strips.Shown,
        address=BYTE,
        data=st.binary(max_size=3).filter(lambda data: strips.REPLY_TAIL not in data),
    ),
)
LONG_DATA = st.integers(250, strips.LONGEST_DATA).map(lambda size: b"A\1" * (size // 2))
ANY_TEXT_FRAME = st.builds(
    strips.ReadMemory, address=BYTE, data=st.one_of(st.binary(max_size=40), LONG_DATA)
).map(lambda message: _as_text(strips.encode(message)))


def _as_text(frame: bytes) -> bytes:
    """The same data as a text to show: any bytes as characters and colours."""
    changed = strips.FUNC_READ_MEMORY ^ strips.FUNC_TEXT
    return frame[:3] + bytes([strips.FUNC_TEXT]) + frame[4:-1] + bytes([frame[-1] ^ changed])


def heard_in(decoder: FrameDecoder[Any], pieces: list[bytes]) -> list[Found]:
    traced = [event for piece in pieces for event in decoder.feed_traced(piece)]
    traced += decoder.finish_traced()
    found, at = [], 0
    for event, data in traced:
        if not isinstance(event, Garbage):
            found.append((at, len(data), event))
        at += len(data)
    return found


def stream_of(frames: st.SearchStrategy[bytes], alphabet: bytes) -> st.SearchStrategy[list[bytes]]:
    """Good frames, damaged ones, noise, and noise made of the bytes that frames are made of."""
    damaged = st.builds(_damage, frames, st.integers(0, 300), BYTE, st.integers(0, 2))
    alike = st.lists(st.sampled_from(list(alphabet)), max_size=12).map(bytes)
    pieces = st.one_of(frames, damaged, st.binary(max_size=12), alike)
    return st.lists(pieces, max_size=6)


def _damage(frame: bytes, at: int, byte: int, way: int) -> bytes:
    at %= len(frame)
    return (
        frame[:at] + bytes([byte]) + frame[at + 1 :],
        frame[:at],
        frame[:at] + bytes([byte]) + frame[at:],
    )[way]


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def on_a_keypad(message: Any, frame: bytes) -> Message:
    """What a keypads' profile has to say of what the codec said."""
    address, function, data = _body(frame)
    if address not in range(1, 128):
        return Message("foreign", address, {"function": function, "data": data})
    match message:
        case pads.KeyFrame():
            fields = {"digits": message.digits, "key": message.key.name.lower()}
            return Message("key", address, fields)
        case pads.Show():
            return Message("show", address, {"digits": message.digits})
        case pads.Result():
            return Message("result", address, {"ok": message.ok})
        case pads.Beep():
            return Message("beep", address)
    return Message("other", address, {"function": function, "data": data})


def on_an_evaluator(variant: str) -> Callable[[Any, bytes], Message]:
    def told(message: Any, frame: bytes) -> Message:
        address, function, data = _body(frame)
        own = address - pads.EVALUATOR_OFFSET
        if own not in range(1, 128):
            return Message("foreign", address, {"function": function, "data": data})
        match message, variant:
            case pads.Grade(), _:
                return Message("grade", own, {"grade": message.grade})
            case pads.Stars(), _:
                return Message("stars", own, {"stars": message.stars})
            case pads.AskRating(), _:
                return Message("ask-rating", own)
            case pads.GradeAcknowledged(), "ff68-evaluator-csharp-ack":
                return Message("grade-ack", own, {"grade": message.grade})
            case pads.Acknowledged(), "ff68-evaluator-short-ack":
                return Message("grade-ack", own)
        return Message("other", own, {"function": function, "data": data})

    return told


def _body(frame: bytes) -> tuple[int, int, bytes]:
    body = frame.removeprefix(b"\xff")[4:-2]
    return body[0], body[1], body[2:]


def on_a_strip(message: Any, _frame: bytes) -> Message:
    data = {"data": message.data} if getattr(message, "data", b"") else {}
    match message:
        case strips.ShowText():
            runs = tuple((run.text, run.colour.name.lower()) for run in message.runs)
            return Message("text", message.address, {"runs": runs})
        case strips.ReadMemory():
            return Message("x-read-memory", message.address, data)
        case strips.SetAddress():
            return Message("x-set-address", message.address, data)
    return Message("shown", message.address, data)


PAD_STREAM = stream_of(
    st.one_of(
        KEYPAD_WORDS, ODD_KEYS, EVALUATOR_WORDS, *ACKNOWLEDGEMENTS.values(), ANY_PAD_FRAME
    ).map(pads.encode),
    bytes.fromhex("FF 68 16 02 03 04 01 0C"),
)
STRIP_STREAM = stream_of(
    st.one_of(STRIP_WORDS.map(strips.encode), ANY_TEXT_FRAME),
    bytes.fromhex("A0 90 A5 AA A1 00 03 FF"),
)


@pytest.mark.parametrize("name", [*KEYPADS, *EVALUATORS])
@A_LOT
@given(pieces=PAD_STREAM, size=st.integers(1, 9))
def test_a_line_of_pads_is_heard_alike(name: str, pieces: list[bytes], size: int) -> None:
    told = on_a_keypad if name in KEYPADS else on_an_evaluator(name)
    data = b"".join(pieces)
    by_hand = [
        (at, length, told(message, data[at : at + length]))
        for at, length, message in heard_in(pads.Decoder(), pieces)
    ]
    assert heard_in(Decoder(PROFILES[name]), cut(data, size)) == by_hand


@A_LOT
@given(pieces=STRIP_STREAM, size=st.integers(1, 9))
def test_a_line_of_strips_is_heard_alike(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    by_hand = [
        (at, length, on_a_strip(message, data[at : at + length]))
        for at, length, message in heard_in(strips.Decoder(), pieces)
    ]
    assert heard_in(Decoder(PROFILES["strip-a090"]), cut(data, size)) == by_hand


@pytest.mark.parametrize("name", KEYPADS)
@A_LOT
@given(message=KEYPAD_WORDS)
def test_the_same_bytes_are_said_to_and_by_a_keypad(name: str, message: Any) -> None:
    frame = pads.encode(message)
    assert encode(PROFILES[name], on_a_keypad(message, frame)) == frame


@pytest.mark.parametrize("name", EVALUATORS)
@A_LOT
@given(data=st.data())
def test_the_same_bytes_are_said_to_and_by_an_evaluator(name: str, data: st.DataObject) -> None:
    message = data.draw(st.one_of(EVALUATOR_WORDS, ACKNOWLEDGEMENTS.get(name, EVALUATOR_WORDS)))
    frame = pads.encode(message)
    assert encode(PROFILES[name], on_an_evaluator(name)(message, frame)) == frame


@A_LOT
@given(message=st.one_of(STRIP_WORDS, LONG_DATA.map(lambda data: strips.ReadMemory(1, data))))
def test_the_same_bytes_are_said_to_and_by_a_strip(message: Any) -> None:
    frame = strips.encode(message)
    assert encode(PROFILES["strip-a090"], on_a_strip(message, frame)) == frame
