"""What stands in an Alpha frame, and what does not make one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.alpha.codec import LONGEST_FRAME, MOST_NULLS, Decoder, encode, parts_of
from devices.alpha.messages import (
    CHECKED,
    HOLD,
    MIDDLE,
    THREE_BYTES,
    TWO_BYTES,
    Nested,
    OtherCommand,
    SoftReset,
    WritePicture,
    WriteString,
    WriteText,
)
from devices.alpha.seven_bits import with_parity, without_parity
from devices.framing import Garbage

CALL = WriteText(label="A", position=MIDDLE, mode=HOLD, text="\x1c2A012", ending=CHECKED)


def test_a_wrong_checksum_is_garbage_and_the_next_frame_is_heard() -> None:
    frame = encode(CALL)
    damaged = frame.replace(b"A012", b"A013")
    heard = Decoder().feed(damaged + frame)
    assert isinstance(heard[0], Garbage)
    assert heard[0].reason == "checksum"
    assert heard[-1] == CALL


def test_a_frame_cut_short_by_the_next_one_costs_only_itself() -> None:
    frame = encode(CALL)
    for cut in range(6, len(frame)):
        assert Decoder().feed(frame[:cut] + frame)[-1] == CALL


@pytest.mark.parametrize("form", [TWO_BYTES, THREE_BYTES])
def test_the_printable_forms_carry_the_same(form: int) -> None:
    message = WriteText(label="A", position=MIDDLE, mode=HOLD, text="a_b", nulls=0, form=form)
    frame = encode(message)
    assert min(frame) >= 0x20
    assert Decoder().feed(frame) == [message]


def test_two_byte_control_codes_have_no_way_to_write_a_bracket() -> None:
    with pytest.raises(ValueError, match="no way"):
        encode(WriteString(label="a", text="]", form=TWO_BYTES))


def test_a_picture_whose_rows_do_not_add_up_is_shown_as_it_came() -> None:
    for body in ("I60203012\r33\r", "I60303012\r330\r", "I6xx"):
        frame = b"\0" * 5 + b"\x01Z00\x02" + body.encode() + b"\x04"
        (event,) = Decoder().feed(frame)
        assert event == OtherCommand(code="I", data=body[1:])


def test_pictures_beyond_the_protocols_size_are_not_sent() -> None:
    for rows in (("0" * 256,), ("0",) * 32, ("00", "0")):
        with pytest.raises(ValueError, match="a picture has"):
            encode(WritePicture(label="6", rows=rows))


@pytest.mark.parametrize("label", ["", "AB", "\x1b", "请"])
def test_a_label_is_one_printable_character(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        encode(WriteText(label=label))


@pytest.mark.parametrize("text", ["\x04", "a\x02b", "\x01"])
def test_a_text_cannot_end_its_own_frame(text: str) -> None:
    with pytest.raises(ValueError, match="within a command"):
        encode(WriteText(label="A", text=text))


def test_chinese_cannot_be_sent_as_text() -> None:
    with pytest.raises(ValueError, match="Latin-1"):
        encode(WriteText(label="A", text="请"))


def test_nested_commands_come_apart() -> None:
    nested = Nested(commands=(b"AAHI", b"E,"), ending=CHECKED)
    (heard,) = Decoder().feed(encode(nested))
    assert heard == nested
    assert parts_of(nested) == [
        WriteText(label="A", text="HI", ending=CHECKED),
        SoftReset(ending=CHECKED),
    ]


def test_a_line_held_down_is_not_hoarded() -> None:
    decoder = Decoder()
    for _ in range(64):
        decoder.feed(bytes(1024))
        assert decoder.pending <= MOST_NULLS
    decoder.feed(b"\x01Z00\x02AA" + b"x" * LONGEST_FRAME)
    assert decoder.pending <= LONGEST_FRAME + MOST_NULLS


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.binary(max_size=64))
def test_even_parity_is_in_the_eighth_bit(data: bytes) -> None:
    sent = with_parity(data)
    assert all(byte.bit_count() % 2 == 0 for byte in sent)
    assert without_parity(sent) == bytes(byte & 0x7F for byte in data)
