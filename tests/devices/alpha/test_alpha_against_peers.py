"""Our frames are, byte by byte, those of two encoders that we did not write; and they read ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import alphasign
from alphasign import protocol as theirs
from alphasign.commands import dots as their_dots
from alphasign.commands import special as their_special
from alphasign.commands import text as their_text
from alphasign.packet import Packet
from hypothesis import given, settings
from hypothesis import strategies as st
from readerboard.protocol import constants as c
from readerboard.protocol import frames, replies

from devices.alpha.codec import Decoder, encode
from devices.alpha.messages import (
    ALWAYS,
    AT_EOT,
    CHECKED,
    DOTS,
    EIGHT_COLOURS,
    GENERAL,
    HOLD,
    MEMORY,
    MIDDLE,
    PICTURE_FILE,
    POOL,
    RESPONSE,
    SPECIAL_MODE,
    STRING_FILE,
    TEXT_FILE,
    ConfigureMemory,
    Frame,
    MemoryFile,
    ReadFile,
    ReadSpecial,
    RunSequence,
    SetDate,
    SetDay,
    SetTime,
    SetTimeFormat,
    SoftReset,
    WritePicture,
    WriteSpecial,
    WriteString,
    WriteText,
)
from devices.sim.alpha_memory import SignMemory

EXAMPLES = settings(max_examples=200, derandomize=True, deadline=None)
LABELS = st.sampled_from("ABCXYZ6789")
TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40)
PICTURES = st.integers(1, 40).flatmap(
    lambda width: st.lists(
        st.text(st.sampled_from(DOTS), min_size=width, max_size=width), min_size=1, max_size=31
    )
)


def of_alphasign(command: Any, checksum: bool) -> bytes:
    """What that library sends: its marks for a pause never reach the wire."""
    packet = Packet(b"Z", "00").add(command, checksum=checksum)
    return packet.to_bytes().replace(theirs.DELAY, b"")


def of_readerboard(payload: bytes) -> bytes:
    return frames.packet(payload)


def as_readerboard(message: Frame) -> Frame:
    """That library gives six NULs and names a BetaBrite."""
    return replace(message, nulls=6, sign_type="^", ending=AT_EOT)


def test_both_libraries_are_the_ones_meant() -> None:
    assert alphasign.__name__ == "alphasign"
    hello = their_text.WriteText("HELLO", mode=theirs.DisplayMode.ROTATE)
    assert of_alphasign(hello, True).endswith(b"HELLO\x03029D\x04")


@EXAMPLES
@given(
    label=LABELS, text=TEXTS, mode=st.sampled_from(list(theirs.DisplayMode)), checked=st.booleans()
)
def test_texts(label: str, text: str, mode: theirs.DisplayMode, checked: bool) -> None:
    special = theirs.SpecialMode.SNOW if mode is theirs.DisplayMode.SPECIAL else None
    ours = WriteText(
        label=label,
        position=0x26,
        mode=ord(mode.value),
        special="2" if ord(mode.value) == SPECIAL_MODE else "",
        text=text,
        ending=CHECKED if checked else AT_EOT,
    )
    command = their_text.WriteText(text, label, theirs.DisplayPosition.FILL, mode, special)
    assert encode(ours) == of_alphasign(command, checked)
    held = replace(ours, position=MIDDLE, mode=HOLD, special="")
    payload = frames.write_text_file(label.encode(), text.encode(), mode=c.MODE_HOLD)
    assert encode(as_readerboard(held)) == of_readerboard(payload)
    assert Decoder().feed(encode(ours)) == [ours]


@EXAMPLES
@given(label=LABELS, rows=PICTURES)
def test_pictures(label: str, rows: list[str]) -> None:
    ours = WritePicture(label=label, rows=tuple(rows), ending=CHECKED)
    dots = "".join(row + "\r" for row in rows).encode()
    command = their_dots.WriteSmallDots(dots, label, width=len(rows[0]), height=len(rows))
    assert encode(ours) == of_alphasign(command, True)
    payload = frames.write_dots_file(label.encode(), rows)
    assert encode(as_readerboard(ours)) == of_readerboard(payload)
    answer = encode(replace(ours, sign_type=RESPONSE, nulls=20))
    assert replies.picture_contents(answer, label.encode()).endswith(dots)
    assert Decoder().feed(encode(ours)) == [ours]


@EXAMPLES
@given(
    size=st.integers(1, 0xFFFF), rows=st.integers(1, 31), columns=st.integers(1, 255)
)  # fmt: skip
def test_memory(size: int, rows: int, columns: int) -> None:
    ours = ConfigureMemory(
        files=(
            MemoryFile(label="A", kind=TEXT_FILE, locked=False, size=size, more=ALWAYS),
            MemoryFile(label="b", kind=STRING_FILE, locked=True, size=125, more="0000"),
            MemoryFile(
                label="6",
                kind=PICTURE_FILE,
                locked=False,
                size=rows << 8 | columns,
                more=EIGHT_COLOURS,
            ),
        )
    )
    text = {"label": "A", "type": theirs.FileType.TEXT, "size": size}
    string = {"label": "b", "type": theirs.FileType.STRING, "size": 125}
    string |= {"protection": theirs.FileProtection.LOCKED}
    picture = {"label": "6", "type": theirs.FileType.DOTS, "size": (rows, columns)}
    command = their_special.WriteSpecialFunction.configure_memory([text, string, picture])
    assert encode(ours) == of_alphasign(command, False)
    payload = frames.set_memory_config(
        [
            frames.FileAllocation(b"A", size),
            frames.FileAllocation.string(b"b", 125),
            frames.FileAllocation.dots(b"6", rows, columns),
        ]
    )
    assert encode(as_readerboard(ours)) == of_readerboard(payload)
    assert Decoder().feed(encode(ours)) == [ours]


@EXAMPLES
@given(hour=st.integers(0, 23), minute=st.integers(0, 59), month=st.integers(1, 12),
       day=st.integers(1, 31), year=st.integers(0, 99), weekday=st.integers(1, 7))  # fmt: skip
def test_the_clock(hour: int, minute: int, month: int, day: int, year: int, weekday: int) -> None:
    make = their_special.WriteSpecialFunction
    time = SetTime(hour=hour, minute=minute)
    assert encode(time) == of_alphasign(make.set_time(hour, minute), False)
    assert encode(as_readerboard(time)) == of_readerboard(frames.set_time(hour, minute))
    date = SetDate(month=month, day=day, year=year)
    assert encode(date) == of_alphasign(make.set_date(month, day, year), False)
    name = theirs.DayOfWeek(str(weekday).encode())
    assert encode(SetDay(day=weekday)) == of_alphasign(make.set_day_of_week(name), False)
    assert encode(as_readerboard(SetDay(day=weekday))) == of_readerboard(
        frames.set_day_of_week(weekday)
    )
    for message in (time, date, SetDay(day=weekday)):
        assert Decoder().feed(encode(message)) == [message]


def test_what_has_no_numbers() -> None:
    pairs = [
        (SoftReset(), frames.soft_reset()),
        (SetTimeFormat(format=ord("M")), frames.set_time_format(True)),
        (RunSequence(labels="AB"), frames.set_run_sequence([b"A", b"B"], locked=True)),
        (ReadSpecial(function=MEMORY), frames.read_memory_config()),
        (ReadSpecial(function=GENERAL), frames.read_general_information()),
        (ReadSpecial(function=POOL), frames.read_memory_pool_size()),
        (ReadFile(kind=PICTURE_FILE, label="6"), frames.read_dots_file(b"6")),
        (ReadFile(kind=STRING_FILE, label="a"), frames.read_string_file(b"a")),
        (WriteString(label="a", text="12 C"), frames.write_string_file(b"a", b"12 C")),
        (ConfigureMemory(), frames.clear_memory()),
    ]
    for ours, payload in pairs:
        assert encode(as_readerboard(ours)) == of_readerboard(payload)
    make = their_special.WriteSpecialFunction
    assert encode(SoftReset(ending=CHECKED)) == of_alphasign(make.soft_reset(), True)


def test_the_simulated_signs_answers_are_understood_by_a_client_that_is_not_ours() -> None:
    memory = SignMemory()
    told = memory.tell(GENERAL)
    assert isinstance(told, WriteSpecial)
    answer = encode(replace(told, sign_type=RESPONSE, nulls=20, ending=CHECKED))
    information = replies.parse_general_information(answer)
    assert (information.clock, information.time_format) == ("12:00", "24 hour")
    assert information.memory_total == information.memory_free == 0x7000
    written = WritePicture(label="6", sign_type=RESPONSE, ending=CHECKED)
    assert replies.picture_contents(encode(written), b"6") == b""
