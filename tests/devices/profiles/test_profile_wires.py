"""Every way in which a maker may build a frame, told by a profile: the bytes, and bad lines."""

from __future__ import annotations

import random
import re
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import NOISE

from devices.framing import Garbage
from devices.profiles.checksums import CHECKSUMS
from devices.profiles.codec import Decoder, acknowledge, encode
from devices.profiles.load import load_profile, parse_profile, shipped_profiles
from devices.profiles.message import Message
from devices.profiles.profile import Profile
from tests.fuzz.campaign import fuzz
from tests.fuzz.protocols import Protocol

FUZZED_FRAMES = 1000  # the shipped ones get their ten thousand in tests/fuzz
PAPER = Path(__file__).parents[3] / "devices" / "profiles" / "PROTOCOL.md"
EXAMPLE = re.search(r"```toml\n(.*?)```", PAPER.read_text("utf-8"), re.S)[1]  # type: ignore[index]

HEAD = 'about = "invented"\nsource = "invented"\nmark = "G"\ninvented = true\n'
PADS = 'kind = "pads"\n' + HEAD + "[keys]\ncall = 0x0C\nrecall = 0x0D\n[frames.frame]\n"
STRIPS = 'kind = "strips"\n' + HEAD + "[colours]\nred = 0\ngreen = 1\n[frames.frame]\n"
KEY = '\n[messages.key]\nfrom = "device"\npayload = "{digits} {key}"\n'
TEXT = '\n[messages.text]\nfrom = "host"\n'

CRC_LITTLE = (
    PADS
    + (
        'layout = "55 AA {length} {address} {payload} {check}"\n'
        'length = { bytes = 2, order = "little", counts = "start..check", plus = 1 }\n'
        "address = { bytes = 2 }\n"
        'check = { kind = "crc16-modbus", over = "start..payload", order = "little" }\n'
    )
    + KEY
)
XMODEM = (
    PADS
    + (
        'layout = "02 {length} {address} {payload} {check} 03"\n'
        'length = { counts = "payload" }\n'
        'check = { kind = "crc16-xmodem", over = "length..payload" }\n'
    )
    + KEY
)
IN_DIGITS = (
    STRIPS
    + (  # everything in digits that people can read
        'layout = "3A {address} {payload:0..64} {check} 0A"\n'
        'address = { bytes = 2, coding = "ascii-hex" }\n'
        'check = { kind = "crc16-arc", over = "address..payload", coding = "ascii-hex" }\n'
    )
    + TEXT
    + 'payload = "43 {text}"\n[text]\ncharset = "ascii-hex"\n'
)
IN_DIGITS = IN_DIGITS.replace("green = 1\n", "")
BARE = (
    PADS
    + (  # three bytes: only the sum makes it a frame
        'layout = "{address} {payload:1} {check}"\n'
        'check = { kind = "sum8", over = "address..payload" }\n'
    )
    + KEY.replace("{digits} ", "")
)
BOTH_ENDS = (
    STRIPS
    + (  # the head's byte ends the frame too; both lengths count another thing
        'layout = "7E {length} {length} {address} {payload} {check} 7E"\n'
        'length = { counts = "address..payload" }\n'
        'check = { kind = "xor8", over = "address..payload" }\n'
        'escapes = { "7E" = "7D 5E", "7D" = "7D 5D" }\n'
    )
    + TEXT
    + 'payload = "{line} {runs}"\ndefaults = { line = 1 }\n[text]\ncharset = "gbk"\n'
)
UNCOUNTED = (
    STRIPS
    + (  # no length: the tail alone ends it; a constant stands behind an address that is escaped
        'layout = "7E {address} 55 {payload:0..32} {check} 7E"\n'
        'check = { kind = "xor8", over = "address..payload" }\n'
        'escapes = { "7E" = "7D 5E", "7D" = "7D 5D" }\n'
    )
    + TEXT
    + 'payload = "{text}"\n[text]\ncharset = "gbk"\n'
)
UNCOUNTED = UNCOUNTED.replace("green = 1\n", "")


class Wire(NamedTuple):
    profile: Profile
    message: Message
    frame: bytes


def _wire(name: str, text: str, message: Message, frame: str) -> Wire:
    return Wire(parse_profile(text, Path(f"{name}.toml")), message, bytes.fromhex(frame))


def text_of(text: str, colour: str = "red", **fields: Any) -> dict[str, Any]:
    return {"runs": ((text, colour),), **fields}


WIRES = [
    _wire(
        "crc-little",
        CRC_LITTLE,
        Message("key", 0x1234, {"digits": "7", "key": "call"}),
        "55 AA 0B 00 12 34 07 0C C8 FA",
    ),
    _wire(
        "xmodem",
        XMODEM,
        Message("key", 3, {"digits": "", "key": "recall"}),
        "02 01 03 0D B3 CE 03",
    ),
    _wire(
        "in-digits",
        IN_DIGITS,
        Message("text", 0x2A, text_of("A请")),
        "3A 32 41 43 34 31 43 37 45 42 30 32 39 35 0A",
    ),
    _wire("bare", BARE, Message("key", 9, {"key": "call"}), "09 0C 15"),
    _wire(
        "both-ends",
        BOTH_ENDS,
        Message("text", 0x7E, text_of("}", "green", line=2)),
        "7E 04 04 7D 5E 02 7D 5D 01 00 7E",
    ),
    _wire(
        "uncounted",
        UNCOUNTED,
        Message("text", 0x7D, text_of("~}")),
        "7E 7D 5D 55 7D 5E 7D 5D 2B 7E",
    ),
    _wire(
        "example",
        EXAMPLE,
        Message("key", 0x7D, {"digits": "12", "key": "call"}),
        "FE FE 7E 09 7D 01 01 10 31 32 43 B4 73 7E",
    ),
]
NAMES = [wire.profile.name for wire in WIRES]
LITERAL = [
    Wire(
        load_profile("strip-weilipu"),
        Message("text", 1, text_of("A001", line=1, effect="static", speed=1)),
        bytes.fromhex("F001D0010101050041303031 9B"),
    ),
    Wire(
        load_profile("strip-mono"),
        Message("text", 1, text_of("请A001")),
        bytes.fromhex("81C044C7EB413030311A"),
    ),
    Wire(
        load_profile("demo-xor8"), Message("key", 3, {"key": "call"}), bytes.fromhex("AA04030141ED")
    ),
    Wire(
        load_profile("strip-a090"),
        Message("text", 1, text_of("A001")),
        bytes.fromhex("A09001A500084100300030003100DC"),
    ),
    Wire(
        load_profile("ff68-21key"),
        Message("key", 3, {"digits": "", "key": "call"}),
        bytes.fromhex("FF680303680301 0C1016"),
    ),
]
ALL = WIRES + LITERAL


def longest_frame(profile: Profile) -> int:
    return max(len(frame.wake) + frame.longest_escaped for frame in profile.frames.values())


def heard_in(profile: Profile, pieces: list[bytes]) -> list[Message | Garbage]:
    decoder = Decoder(profile)
    return [event for piece in pieces for event in decoder.feed(piece)] + decoder.finish()


def good_in(profile: Profile, pieces: list[bytes]) -> list[Message]:
    return [event for event in heard_in(profile, pieces) if isinstance(event, Message)]


@pytest.mark.parametrize("name", CHECKSUMS)
def test_a_checksum_gives_its_published_value(name: str) -> None:
    """The catalogues' check values, over the digits 1 to 9."""
    published = {
        "sum8": 0xDD,
        "xor8": 0x31,
        "crc16-modbus": 0x4B37,
        "crc16-arc": 0xBB3D,
        "crc16-xmodem": 0x31C3,
    }
    assert CHECKSUMS[name](b"123456789") == published[name]


@pytest.mark.parametrize("wire", ALL, ids=lambda wire: wire.profile.name)
def test_a_message_is_said_and_heard_in_its_bytes(wire: Wire) -> None:
    assert encode(wire.profile, wire.message) == wire.frame
    assert heard_in(wire.profile, [wire.frame]) == [wire.message]
    assert heard_in(wire.profile, [bytes([byte]) for byte in wire.frame]) == [wire.message]


@pytest.mark.parametrize("wire", ALL, ids=lambda wire: wire.profile.name)
def test_a_good_frame_is_heard_after_noise(wire: Wire) -> None:
    heard = good_in(wire.profile, [NOISE, wire.frame, NOISE, wire.frame])
    assert heard.count(wire.message) == 2
    half = wire.frame[: len(wire.frame) // 2]
    assert good_in(wire.profile, [half + wire.frame * 2])[-1] == wire.message


@pytest.mark.parametrize("wire", ALL, ids=lambda wire: wire.profile.name)
@settings(max_examples=100, derandomize=True, deadline=None)
@given(noise=st.binary(max_size=60), cut=st.integers(1, 7))
def test_any_bytes_come_back_as_what_they_are(wire: Wire, noise: bytes, cut: int) -> None:
    """Nothing raises, nothing is lost, and how the stream is cut does not matter."""
    data = noise + wire.frame + noise[::-1]
    whole, pieces = Decoder(wire.profile), Decoder(wire.profile)
    heard = whole.feed_traced(data) + whole.finish_traced()
    assert b"".join(traced for _, traced in heard) == data
    bits = [data[at : at + cut] for at in range(0, len(data), cut)]
    in_bits = [event for bit in bits for event in pieces.feed(bit)] + pieces.finish()
    good = [event for event, _ in heard if isinstance(event, Message)]
    assert [event for event in in_bits if isinstance(event, Message)] == good


@pytest.mark.parametrize("wire", ALL, ids=lambda wire: wire.profile.name)
def test_a_decoder_keeps_its_promises_on_a_bad_line(wire: Wire) -> None:
    name, held = wire.profile.name, longest_frame(wire.profile)
    protocol = Protocol(name, partial(Decoder, wire.profile), held, [wire.frame])
    assert fuzz(protocol, FUZZED_FRAMES) >= FUZZED_FRAMES


@pytest.mark.parametrize("wire", ALL, ids=lambda wire: wire.profile.name)
def test_a_line_that_babbles_is_not_hoarded(wire: Wire) -> None:
    dice = random.Random(wire.profile.name)
    decoder = Decoder(wire.profile)
    for _ in range(8):
        decoder.feed(dice.randbytes(1 << 13))
        assert decoder.pending < longest_frame(wire.profile)


def test_a_host_hears_devices_and_a_device_hears_the_host() -> None:
    profile = load_profile("demo-xor8")
    key = encode(profile, Message("key", 3, {"key": "call"}))
    beep = encode(profile, Message("beep", 3))
    assert [event.name for event in Decoder(profile, "host").feed(key + beep)] == ["key", "other"]
    assert [event.name for event in Decoder(profile, "device").feed(key + beep)] == [
        "other",
        "beep",
    ]
    assert [event.name for event in Decoder(profile).feed(key + beep)] == ["key", "beep"]


@pytest.mark.parametrize(
    ("name", "heard", "answer"),
    [
        ("ff68-21key", "FF 68 03 03 68 03 01 0C 10 16", "FF 68 03 03 68 03 01 0C 10 16"),
        # an odd function and no wake byte: an echo is verbatim
        ("ff68-21key", "68 03 03 68 03 09 0C 18 16", "68 03 03 68 03 09 0C 18 16"),
        ("ff68-21key", "FF 68 02 02 68 03 03 06 16", None),
        (
            "ff68-evaluator-csharp-ack",
            "FF 68 03 03 68 83 11 04 98 16",
            "FF 68 03 03 68 83 01 04 88 16",
        ),
        ("ff68-evaluator-short-ack", "FF 68 03 03 68 83 11 04 98 16", "68 02 02 68 83 01 84 16"),
        (
            "ff68-evaluator-echo-ack",
            "FF 68 03 03 68 83 11 04 98 16",
            "FF 68 03 03 68 83 11 04 98 16",
        ),
        ("demo-xor8", "AA 04 03 01 41 ED", "AA 04 03 81 41 6D"),
    ],
)
def test_a_press_is_acknowledged_as_its_maker_wants_it(
    name: str, heard: str, answer: str | None
) -> None:
    profile, frame = load_profile(name), bytes.fromhex(heard)
    (message,) = Decoder(profile).feed(frame)
    assert isinstance(message, Message)
    wanted = None if answer is None else bytes.fromhex(answer)
    assert acknowledge(profile, message, frame) == wanted


@pytest.mark.parametrize(
    ("name", "message", "complaint"),
    [
        ("ff68-21key", Message("stars", 1, {"stars": 5}), "none of result, show, beep, key"),
        ("ff68-21key", Message("beep", 128), "only 1 to 127"),
        ("ff68-21key", Message("beep", 1, {"ok": True}), "ok: a beep carries no such thing"),
        ("ff68-21key", Message("show", 1), "digits is missing"),
        ("ff68-21key", Message("show", 1, {"digits": "A1"}), "not 'A'"),
        ("ff68-21key", Message("show", 1, {"digits": "1" * 300}), "253 fit in a frame"),
        ("ff68-21key", Message("key", 1, {"digits": "", "key": "fire"}), "'fire' is none of start"),
        ("ff68-evaluator-csharp-ack", Message("stars", 1, {"stars": 6}), "from 0 to 5"),
        ("strip-a090", Message("text", 1, text_of("A", "pink")), "'pink' is none of red"),
        ("strip-a090", Message("text", 1, text_of("請𠮷")), "not in the strip's font"),
        ("strip-weilipu", Message("text", 1, text_of("臺")), "not in the strip's font"),
        ("strip-weilipu", Message("text", 2, text_of("A")), "carries no address"),
        (
            "strip-weilipu",
            Message("text", 1, {"runs": (("A", "red"), ("B", "green"))}),
            "one colour, not several",
        ),
        ("strip-weilipu", Message("text", 1, text_of("A", effect="up")), "'up' is none of static"),
        ("strip-mono", Message("text", 1, text_of("A\x1aB")), "1A within would end the frame"),
        ("strip-mono", Message("text", 256, text_of("A")), "only 0 to 255"),
        ("strip-mono", Message("text", 1, text_of("请" * 70)), "128 fit in a frame"),
        ("strip-mono", Message("other", 1, {"data": "x"}), "function, data and"),
    ],
)
def test_what_a_wire_cannot_say_is_refused_with_the_reason(
    name: str, message: Message, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        encode(load_profile(name), message)


def test_a_strip_tells_before_sending_what_it_can_show() -> None:
    two_colours, weilipu = load_profile("strip-a090"), load_profile("strip-weilipu")
    assert (two_colours.longest_text_bytes, two_colours.text_bytes("请A")) == (254, 5)
    assert (weilipu.longest_text_bytes, weilipu.text_bytes("请A")) == (254, 3)
    assert load_profile("strip-mono").longest_text_bytes == 128
    assert two_colours.can_show("请A001号")
    assert two_colours.can_show("鎔")
    assert not weilipu.can_show("鎔")  # in GBK, not in GB2312
    assert not two_colours.can_show("𠮷")
    assert not two_colours.can_show("a\nb")
    assert load_profile("ff68-21key").longest_text_bytes == 0


def test_keypads_and_evaluators_share_a_line_only_with_the_same_frames() -> None:
    keypads = load_profile("ff68-21key")
    for name in shipped_profiles():
        profile = load_profile(name)
        assert keypads.shares_a_line_with(profile) == name.startswith("ff68-")


def test_every_key_of_a_profile_stands_on_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    from devices.profiles.table import Table

    take = Table._take

    def note(table: Table, key: str, default: Any) -> Any:
        asked.add(key)
        return take(table, key, default)

    monkeypatch.setattr(Table, "_take", note)
    for name in shipped_profiles():
        load_profile(name)
    paper = PAPER.read_text("utf-8")
    unexplained = {key for key in asked if f"`{key}`" not in paper and f"[{key}" not in paper}
    assert not unexplained


MONO, WEILIPU = load_profile("strip-mono"), load_profile("strip-weilipu")
LETTERS = st.text("请A001号到3窗口 社保", min_size=1, max_size=40)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    address=st.integers(0, 255),
    text=LETTERS,
    colour=st.sampled_from(["red", "green", "blue"]),
    line=st.integers(0, 255),
    effect=st.sampled_from(["static", "left"]),
)
def test_any_text_reaches_a_silent_strip_unchanged(
    address: int, text: str, colour: str, line: int, effect: str
) -> None:
    plain = Message("text", address, text_of(text))
    assert heard_in(MONO, [encode(MONO, plain)]) == [plain]
    styled = Message("text", 1, text_of(text, colour, line=line, effect=effect, speed=3))
    assert heard_in(WEILIPU, [encode(WEILIPU, styled)]) == [styled]
