"""Every protocol in both directions, by one table: whole, byte by byte, and cut anywhere."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from card_reader_cases import CITIZEN_REPLY, reply
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_cases import CASES, KINDS, MOST_HELD, Case, name_of
from wires import NOISE

from devices import wire
from devices.clear import NotClear
from devices.framing import Garbage

STALE_AREAS = (
    "A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 27 00 A3 06 01 00 00 00"
    "01 1F 00 00 00 00 00 00 08 00 10 00 00 00 00 00 00 00 00 00 02 01 01 00 00 00 04 00"
    "00 00 41 30 30 31 F1 34 5A"
)
CUTS_SEED = 20_231_201


def events_in(kind: str, pieces: list[bytes]) -> tuple[list[object], bytes]:
    """The good events, and all garbage in one."""
    decoder = wire.KINDS[kind].decoder()
    heard = [event for piece in pieces for event in decoder.feed(piece)] + decoder.finish()
    good = [event for event in heard if not isinstance(event, Garbage)]
    return good, b"".join(event.data for event in heard if isinstance(event, Garbage))


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_an_engineer_reads_every_known_frame_in_clear(case: Case) -> None:
    (event,) = wire.decode(case.kind, case.frame)
    assert {name: event.get(name) for name in case.says} == case.says
    assert "bytes" not in event
    assert "warning" not in event


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_what_was_read_is_written_back_byte_for_byte(case: Case) -> None:
    events = wire.decode(case.kind, case.frame)
    assert wire.encode(case.kind, events) == case.frame
    assert wire.encode(case.kind, events[0]) == case.frame


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_how_the_stream_is_cut_never_matters(case: Case) -> None:
    whole, _ = events_in(case.kind, [case.frame])
    each = [bytes([byte]) for byte in case.frame]
    assert events_in(case.kind, each) == (whole, b"")
    dice = random.Random(CUTS_SEED)
    for _ in range(20):
        marks = sorted(dice.randrange(len(case.frame) + 1) for _ in range(3))
        edges = [0, *marks, len(case.frame)]
        cut = [case.frame[a:b] for a, b in pairwise(edges)]
        assert events_in(case.kind, cut) == (whole, b"")


@pytest.mark.parametrize("case", [c for c in CASES if c.kind != "printer-status"], ids=name_of)
def test_a_good_frame_is_heard_after_noise_and_before_it(case: Case) -> None:
    whole, _ = events_in(case.kind, [case.frame])
    assert events_in(case.kind, [NOISE, case.frame, NOISE])[0] == whole
    assert events_in(case.kind, [case.frame + NOISE + case.frame])[0] == whole * 2


@pytest.mark.parametrize("case", [c for c in CASES if c.kind != "printer-status"], ids=name_of)
def test_a_good_frame_is_heard_after_one_that_was_cut_short(case: Case) -> None:
    whole, _ = events_in(case.kind, [case.frame])
    short = case.frame[: len(case.frame) // 2]
    assert events_in(case.kind, [short + case.frame * 2])[0][-1:] == whole


@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        ("id-card", "AA AA AA 96 69 00 04 00 00 90 95"),
        ("keypad-ff68", "FF 68 03 03 68 03 01 0C 11 16"),
        ("strip-a090", "A0 90 01 A5 00 08 41 00 30 00 30 00 31 00 DD"),
        (
            "led-onbon",
            "A5 01 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 00 68 F9 5A",
        ),
    ],
)
def test_a_wrong_checksum_is_told_with_its_bytes(kind: str, frame: str) -> None:
    assert wire.decode(kind, bytes.fromhex(frame)) == [
        {"event": "garbage", "reason": "checksum", "bytes": frame}
    ]


@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        ("id-card", "AA AA AA 96 69 00 04 00 00"),  # cut short
        ("id-card", "AA AA AA 96 69 FF FF 00 00 90 94"),  # longer than any reply
        ("id-card", "AA AA AA 96 69 00 00 90"),
        ("keypad-ff68", "FF 68 03 04 68 03 01 0C 10 16"),  # the two lengths disagree
        ("keypad-ff68", "FF 68 04 04 68 03 01 0C 10 16"),
        ("strip-a090", "A0 90 01 A5 00 08 41 00 30 00"),
        ("led-onbon", "A5 A5 01 00 00 80 00 5A"),
        ("led-onbon", "A5 A5 01 00 00 80 00"),
    ],
)
def test_a_wrong_length_is_told_with_its_bytes(kind: str, frame: str) -> None:
    assert wire.decode(kind, bytes.fromhex(frame)) == [
        {"event": "garbage", "reason": "length", "bytes": frame}
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_unknown(kind: str) -> None:
    assert wire.decode(kind, b"\x81\x82\xc3") == [
        {"event": "garbage", "reason": "unknown", "bytes": "81 82 C3"}
    ]


@pytest.mark.parametrize(
    ("kind", "frame", "says"),
    [
        (  # the text was edited and the CRC made anew, the length forgotten
            "led-onbon",
            STALE_AREAS,
            "areas",
        ),
        ("id-card", "AA AA AA 96 69 00 05 00 00 90 95", "reply"),
        ("strip-a090", "A0 90 01 A5 00 07 41 00 30 00 30 00 31 00 D3", "text"),
    ],
)
def test_a_stale_length_in_an_otherwise_good_frame_is_a_warning(
    kind: str, frame: str, says: str
) -> None:
    data = bytes.fromhex(frame)
    (event,) = wire.decode(kind, data)
    assert event["event"] == says
    assert event["warning"].startswith("length: the header ")
    assert wire.encode(kind, event) == data


def test_a_line_of_100_characters_is_read_by_either_way_of_counting() -> None:
    """The known host counts the high byte in 255s; a host that counts in 256s is warned about."""
    data = "请".encode("gbk") + b"\x01"
    body = bytes([1, 0xA5, *divmod(300, 256)]) + data * 100
    check = 0
    for byte in body:
        check ^= byte
    (event,) = wire.decode("strip-a090", b"\xa0\x90" + body + bytes([check]))
    assert (event["text"], event["colour"]) == ("请" * 100, "green")
    assert "warning" in event
    (own,) = wire.decode("strip-a090", wire.encode("strip-a090", _without(event, "bytes")))
    assert own == _without(event, "bytes", "warning")


def test_the_checks_of_full_card_replies_are_the_published_ones() -> None:
    assert (len(CITIZEN_REPLY), CITIZEN_REPLY[-1]) == (1295, 0x5A)
    (event,) = wire.decode("id-card", CITIZEN_REPLY)
    blank = event | {"photo": "00" * 1024}
    with_none = wire.encode("id-card", blank | {"fingerprint": ""})
    assert (len(with_none), with_none[-1]) == (1297, 0xCF)
    with_two = wire.encode("id-card", blank | {"fingerprint": "00" * 1024})
    assert (len(with_two), with_two[-1]) == (2321, 0xC7)


def test_an_answer_is_read_by_the_question_before_it() -> None:
    stream = bytes.fromhex("10 04 04 7E 10 04 01 1A 10 04 02 16 10 04 03 1A 1D 72 01 03")
    events = wire.decode("printer-status", stream)
    assert [event["event"] for event in events[1::2]] == [
        "paper",
        "printer",
        "offline-cause",
        "error-cause",
        "in-order-answer",
    ]
    assert events[1]["paper"] == "out"
    assert events[3]["online"] is False
    assert events[5]["cover_open"] is True
    assert events[7]["cutter"] is True
    assert events[9]["paper"] == "near_end"
    assert wire.encode("printer-status", events) == stream


def test_a_lone_answer_is_read_in_all_four_ways() -> None:
    (event,) = wire.decode("printer-status", b"\x1a")
    assert event["printer"]["offline"] is True
    assert event["error"]["cutter"] is True
    assert event["paper"] == {"near_end": True, "out": False}


def test_padding_that_the_fields_cannot_carry_is_kept_as_bytes() -> None:
    text = bytearray(CITIZEN_REPLY[14 : 14 + 256])
    text[28:30] = b"\0\0"  # a module that pads with zeros
    data = reply(CITIZEN_REPLY[7:14] + bytes(text) + CITIZEN_REPLY[14 + 256 : -1])
    (event,) = wire.decode("id-card", data)
    assert event["name"] == "张三"
    assert wire.encode("id-card", event) == data
    with pytest.raises(NotClear, match="disagree"):
        wire.encode("id-card", event | {"name": "李四"})


def test_an_edited_event_is_written_as_edited() -> None:
    (key,) = wire.decode("keypad-ff68", bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16"))
    edited = _without(key, "code") | {"key": "recall", "digits": "12"}
    assert wire.encode("keypad-ff68", edited) == bytes.fromhex(
        "FF 68 05 05 68 03 01 01 02 0D 14 16"
    )
    with pytest.raises(NotClear, match=r"code.*disagrees"):
        wire.encode("keypad-ff68", key | {"key": "recall"})


@pytest.mark.parametrize(
    ("kind", "event", "complaint"),
    [
        ("id-card", {"event": "request", "command": "explode"}, "none of reset, sam_status"),
        ("id-card", {"event": "reply", "code": "8"}, "not hexadecimal"),
        ("id-card", {"event": "card", "card": "Q"}, "none of unknown, citizen"),
        ("id-card", {"event": "card", "card": "citizen", "name": "x" * 16}, "do not fit"),
        ("keypad-ff68", {"event": "key", "address": 3, "key": "call"}, "'digits' is missing"),
        ("keypad-ff68", {"event": "show", "address": 3, "digits": "A"}, "digits and _"),
        ("keypad-ff68", {"event": "show", "address": 300, "digits": "1"}, "range"),
        ("keypad-ff68", {"event": "show", "address": "3", "digits": "1"}, "int expected"),
        ("strip-a090", {"event": "text", "address": 1, "text": "请" * 400}, "1010 fit"),
        ("strip-a090", {"event": "text", "address": 1, "text": "A", "colour": "pink"}, "yellow"),
        ("led-onbon", {"event": "power", "state": "dim"}, "none of on, off"),
        ("led-onbon", {"event": "areas", "areas": [{}]}, "'area' is missing"),
        ("led-onbon", {"event": "areas", "areas": 3}, "list expected"),
        ("led-onbon", {"event": "ping", "sound": 1}, "unknown field 'sound'"),
        ("printer-status", {"event": "coffee"}, "none of real-time-question"),
        ("printer-status", ["paper"], "list of events expected"),
    ],
)
def test_a_mistake_in_the_json_is_told(kind: str, event: object, complaint: str) -> None:
    with pytest.raises(NotClear, match=complaint):
        wire.encode(kind, event)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=300, derandomize=True, deadline=None)
@given(data=st.binary(max_size=200))
def test_no_bytes_crash_a_decoder_or_are_lost(kind: str, data: bytes) -> None:
    assert wire.encode(kind, wire.decode(kind, data)) == data


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "printer-status"])
def test_a_frame_is_heard_after_a_thousand_damaged_ones_on_one_line(kind: str) -> None:
    dice = random.Random(kind)
    frames = [case.frame for case in CASES if case.kind == kind and len(case.frame) < 100]
    decoder = wire.KINDS[kind].decoder()
    for _ in range(1000):
        decoder.feed(_damage(dice, dice.choice(frames)))
        assert decoder.pending <= MOST_HELD[kind]
    decoder.finish()
    (expected,) = wire.KINDS[kind].decoder().feed(frames[0])
    assert decoder.feed(frames[0]) == [expected]


@pytest.mark.parametrize("kind", KINDS)
def test_a_burst_of_a_megabyte_is_not_hoarded(kind: str) -> None:
    dice = random.Random(kind)
    decoder = wire.KINDS[kind].decoder()
    for _ in range(16):
        decoder.feed(dice.randbytes(1 << 16))
        assert decoder.pending <= MOST_HELD[kind]


def _damage(dice: random.Random, frame: bytes) -> bytes:
    data = bytearray(frame)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data)) if data else 0
        match dice.randrange(4):
            case 0 if data:
                data[at] ^= 1 << dice.randrange(8)
            case 1 if data:
                del data[at]
            case 2:
                data.insert(at, dice.randrange(256))
            case _:
                del data[at:]
    return bytes(data)


def _without(event: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in event.items() if name not in names}


FIRST_OF_EACH_EVENT = {(case.kind, case.says["event"]): case for case in reversed(CASES)}


@pytest.mark.parametrize("case", FIRST_OF_EACH_EVENT.values(), ids=name_of)
def test_no_value_in_any_field_is_more_than_a_mistake(case: Case) -> None:
    (event,) = wire.decode(case.kind, case.frame)
    for field in event:
        for value in (None, -1, 7, 10**12, 1.5, True, "", "FF FF", "\ud800", [], [{}], {}):
            try:
                data = wire.encode(case.kind, event | {field: value})
            except NotClear:
                continue
            wire.decode(case.kind, data)
