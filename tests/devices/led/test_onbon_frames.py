"""The Onbon frame: marks, escapes, CRC, both ways of counting pixels."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from devices import wire
from devices.framing import Garbage
from devices.led.areas import EIGHTS, PIXELS, PLAIN_PIXELS, DynamicArea, Voice
from devices.led.codec import Decoder, encode
from devices.led.messages import Message, OtherCommand, Ping, ReadStatus, SendAreas, Status
from devices.led.packet import Header, crc16


def heard(data: bytes) -> list[Message | Garbage]:
    decoder = Decoder()
    return decoder.feed(data) + decoder.finish()


def area(**changes: object) -> DynamicArea:
    bare: dict[str, object] = {"area": 1, "x": 16, "y": 0, "width": 64, "height": 16}
    return DynamicArea(**{**bare, "markup": r"\C1请\C2A001\n号", **changes})  # type: ignore[arg-type]


def test_the_crc_is_the_published_one() -> None:
    assert crc16(b"123456789") == 0xBB3D


def test_every_byte_survives_the_escapes() -> None:
    command = OtherCommand(group=0xA1, code=0x06, data=bytes(range(256)))
    frame = encode(command)
    assert heard(frame) == [command]
    assert not {0xA5, 0x5A} & set(frame[8:-1])


def test_every_escape_is_as_published() -> None:
    frame = encode(OtherCommand(group=0xA1, code=0x06, data=b"\xa5\xa6\x5a\x5b"))
    assert bytes.fromhex("A6 02 A6 01 5B 02 5B 01") in frame


@pytest.mark.parametrize("starts", [1, 2, 8, 50])
def test_one_start_mark_or_more_will_do(starts: int) -> None:
    assert heard(encode(Ping(starts=starts))) == [Ping(starts=starts)]


def test_a_frame_cut_short_ends_where_the_next_begins() -> None:
    frame = encode(Ping())
    assert heard(frame[:20] + frame) == [Garbage("length", frame[:20]), Ping()]


def test_a_broken_escape_is_told() -> None:
    assert heard(bytes.fromhex("A5 A6 03 5A")) == [Garbage("escape", bytes.fromhex("A5A6035A"))]


def test_a_wrong_crc_and_a_stale_length_are_two_things() -> None:
    stale = encode(Ping(declared_length=9))
    assert heard(stale) == [Ping(declared_length=9)]
    wrong = stale[:8] + b"\x03" + stale[9:]  # another card's address, under the old CRC
    assert heard(wrong) == [Garbage("checksum", wrong)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"unit": PIXELS, "x": 3, "width": 61},
        {"unit": EIGHTS},
        {"markup": ""},
        {"effect": 6, "run_mode": 5, "timeout": 600, "speed": 3, "stay": 8},
        {"sound_mode": 1, "voice": Voice(person_and_repeat=0x31, volume=9, speed=2)},
        {"sound_mode": 2, "voice": Voice(text="请到窗口")},
        {"more": b"\x01\x02"},
    ],
)
def test_areas_are_read_as_they_are_written(changes: dict[str, object]) -> None:
    command = SendAreas(delete=(1, 2), areas=(area(**changes), area(area=2)))
    frame = encode(command)
    assert heard(frame) == [command]
    (event,) = wire.decode("led-onbon", frame)
    assert "bytes" not in event
    assert wire.encode("led-onbon", event) == frame


def test_a_6k_card_named_in_the_header_counts_pixels_without_their_bit() -> None:
    command = SendAreas(header=Header(device_type=0x61), areas=(area(unit=PLAIN_PIXELS, x=5),))
    assert heard(encode(command)) == [command]


def test_a_5k_card_has_a_grid() -> None:
    with pytest.raises(ValueError, match="multiples of 8"):
        encode(SendAreas(areas=(area(x=5),)))


def test_the_published_sample_with_a_length_in_the_reserved_bytes_is_read() -> None:
    command = SendAreas(reserved=b"\x2d\x00", areas=(area(),))
    assert heard(encode(command)) == [command]


def test_a_barcode_follows_the_header_when_it_says_so() -> None:
    command = Ping(header=Header(option=1, barcode=bytes(range(16))))
    assert heard(encode(command)) == [command]
    with pytest.raises(ValueError, match="barcode"):
        encode(Ping(header=Header(option=1)))


@pytest.mark.parametrize("crc_mode", [1, 2])
def test_other_ways_of_checking_are_understood(crc_mode: int) -> None:
    command = Ping(header=Header(crc_mode=crc_mode))
    assert heard(encode(command)) == [command]


def test_a_command_whose_content_does_not_add_up_is_not_lost() -> None:
    dice = random.Random(6)
    for code in (0x00, 0x02, 0x03, 0x06):
        for _ in range(200):
            odd = OtherCommand(group=0xA3, code=code, data=dice.randbytes(dice.randrange(60)))
            frame = encode(odd)
            (event,) = wire.decode("led-onbon", frame)
            assert event["event"] != "garbage"
            assert wire.encode("led-onbon", event) == frame


STATUS = Status(
    power=1,
    brightness=12,
    clock=bytes.fromhex("2620112209303007"),
    programs=2,
    program=b"P001",
    areas=(0, 1, 9),
    barcode=b"1234567890123456",
    network_id=b"hall\0\0\0\0\0\0\0\0",
)


def test_what_a_card_tells_of_itself_stands_where_the_analyser_reads_it() -> None:
    frame = encode(STATUS)
    told = bytes.fromhex("A1 02 00 00 00 01 0C 26 20 11 22 09 30 30 07 02 50 30 30 31 00 00 03")
    assert told + bytes([0, 1, 9]) + b"1234567890123456" + b"hall" in frame
    assert heard(frame) == [STATUS]
    assert heard(encode(ReadStatus())) == [ReadStatus()]
    (event,) = wire.decode("led-onbon", frame)
    assert (event["event"], event["time"], event["power"]) == (
        "status",
        "2026-11-22 09:30:30",
        "on",
    )
    assert wire.encode("led-onbon", event) == frame


@pytest.mark.parametrize(
    "changes", [{"clock": b"\x26"}, {"barcode": b""}, {"power": 300}, {"program": b"12345"}]
)
def test_a_status_whose_values_do_not_fit_is_not_written(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"expected|status"):
        encode(replace(STATUS, **changes))  # type: ignore[arg-type]
