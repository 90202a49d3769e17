"""An engineer's typing mistakes in a profile: all of them told, each at its line."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.profiles.load import (
    Mistake,
    ProfileMistakes,
    load_profile,
    parse_profile,
    shipped_profiles,
)

FOLDER = Path(__file__).parents[3] / "devices" / "profiles"
EXAMPLE = re.search(r"```toml\n(.*?)```", (FOLDER / "PROTOCOL.md").read_text("utf-8"), re.S)[1]  # type: ignore[index]
SHIPPED = {name: (FOLDER / f"{name}.toml").read_text("utf-8") for name in shipped_profiles()}
FILE = Path("my-pad.toml")


def mistakes_in(text: str) -> list[Mistake]:
    with pytest.raises(ProfileMistakes) as told:
        parse_profile(text, FILE)
    return told.value.mistakes


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("name", shipped_profiles())
def test_a_shipped_profile_is_whole(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.invented == (name == "demo-xor8") == ("INVENTED" in profile.about)


def test_the_example_of_the_paper_is_whole() -> None:
    profile = parse_profile(EXAMPLE, FILE)
    assert profile.name == "my-pad"
    assert profile.wire.parity == "odd"
    assert profile.grades == {0: 5, 1: 4, 2: 3, 3: 2, 4: 1}
    assert profile.action("123", "confirm") == "transfer"
    assert profile.action("6", "confirm") == "miss"
    assert profile.action("7", "confirm") is None
    assert profile.action("7", "call") == "call"
    assert profile.action("", "call") == "call_next"
    assert profile.acknowledges == {"key": "key-ack", "grade": "echo"}


@pytest.mark.parametrize(
    ("base", "old", "new", "message"),
    [
        ("", 'kind = "pads"', 'kind = "pad"', '"pad" is not known; did you mean "pads"?'),
        ("", 'mark = "G"', 'mark = "V3"', '"V3" is not known; known: V2, V1, C, G'),
        ("", "baud = 4800", "bauds = 4800", 'unknown key; did you mean "baud"?'),
        ("", "baud = 4800", 'baud = "4800"', 'a whole number, 300 to 921600, found "4800"'),
        ("", "invented = true", 'invented = "yes"', 'expected true or false, found "yes"'),
        ("", 'parity = "odd"', 'parity = "uneven"', '"uneven" is not known; did you mean "even"?'),
        ("", "retries = 2", "retries = -1", "a whole number, 0 to 10, found -1"),
        ("", "bounce_s = 0.25", "bounce_s = 250", "a number of seconds, 0 to 60, found 250"),
        ("", "[timing]", "[timings]", 'unknown key; did you mean "timing"?'),
        # the frame
        ("", "{length} {address}", "{lenght} {address}", 'known word; did you mean "length"?'),
        ("", "{payload} {check} 7E", "{payload} {check} 7X", '"7X" is neither a byte such as 68'),
        ("", "FE? FE? 7E", "7E FE?", "only bytes before all others may be missing"),
        ("", "{payload} {check}", "{payload} {payload} {check}", "{payload} stands twice"),
        ("", "{payload} {check}", "{payload:5..2} {check}", 'the range "5..2" is empty'),
        ("", "{payload} {check}", "{payload:0..250} {check}", "can count 249 bytes of payload"),
        ("", "{length} {address}", "{address}", "the layout has no {length}"),
        ("", 'counts = "length', 'counts = "lentgh', 'of the layout; did you mean "length"?'),
        ("", 'counts = "length..check"', 'counts = "check..length"', "runs backwards"),
        ("", 'counts = "length..check"', 'counts = "length"', "has to hold the payload"),
        (
            "",
            "{length} {address} {function} {payload} {check}",
            "{address} {function} {payload:0..64} {length} {check}",
            "the length stands behind the payload",
        ),
        ("", "FE? FE? 7E", "FE? 7E? 7E", "may look like one that can"),
        ("", "FE? FE? 7E {length}", "FE? FE? {length}", "a constant byte before all that is"),
        ("", 'counts = "length..check"', 'count = "length..check"', '"counts" is missing'),
        ("", "crc16-modbus", "crc16-mobdus", 'not known; did you mean "crc16-modbus"?'),
        ("", 'over = "length..payload"', 'over = "length..check"', "cannot be part of what it is"),
        ("", 'order = "little", offset', 'order = "small", offset', "known: big, little"),
        ("", "offset = 0x100", "offset = 0x10000", "a whole number, 0 to 65535, found 65536"),
        ("", '"7E" = "7D 02", ', "", "escapes need a tail, whose first byte is escaped"),
        ("", '"7D" = "7D 01"', '"5E" = "7D 01"', "7D begins an escape and must itself be escaped"),
        ("", '"7E" = "7D 02"', '"7E" = "7D 7E"', "7E ends the frame; no escape may hold it"),
        ("", '"7E" = "7D 02"', '"7E" = "7D 01 02"', "begins as what stands for 7D"),
        ("", '"7E" = "7D 02"', '"7E" = "nn"', "a byte and the bytes that stand for it"),
        ("strip-mono", "10fedcba", "10fedcb", "expected 8 signs a byte"),
        ("strip-mono", "10fedcba", "10fedcbb", "from a (the lowest bit) on without a gap"),
        ("strip-mono", "payload:0..128", "payload", "without a {length} the payload needs a range"),
        ("strip-mono", "} 1A", "}", "nothing tells where the payload ends"),
        ("strip-weilipu", "{effect}", "{effect:1}", "{effect} takes no range"),
        ("strip-weilipu", "[effects]", "[efects]", 'unknown key; did you mean "effects"?'),
        # messages
        ("", "[messages.show]", "[messages.shwo]", 'no such message; did you mean "show"?'),
        ("", "[messages.show]", "[messages.text]", 'a text is said on a wire of strips; kind is "'),
        ("", '"{digits|blank:6}"', '"{digit|blank:6}"', 'not known; did you mean "digits|blank"?'),
        ("", '"{digits|blank:6}"', '"{ok}"', "a show carries {digits}"),
        ("", '"{digits|blank:6}"', '"{digits|blank:6} {stars}"', "a show carries no stars"),
        ("", '"{digits|blank:6}"', '"{digits:300}"', "takes up to 300 bytes; a frame holds 249"),
        ("", '"{digits|blank:6}"', '"{digits} {data}"', "only one part may have an open length"),
        ("", '"{digits|blank:6}"', '"{digits:x}"', '"x" is no range; write 5, 1.. or 0..5'),
        ("", "function = 0x20", "", '"function" is missing: the frame "frame" has one'),
        ("strip-weilipu", 'from = "host"', 'from = "host"\nfunction = 1', "has no {function}"),
        ("", 'acknowledge = "key-ack"', 'acknowledge = "key-akc"', 'did you mean "key-ack"?'),
        (
            "",
            'acknowledge = "key-ack"',
            'acknowledge = "result"',
            '"result" wants ok, which is not',
        ),
        ("demo-xor8", '"{grade:1..3}"', '"{grade}"', '"grade-ack" does not take every grade heard'),
        ("", 'acknowledge = "echo"', 'acknowledge = "key"', '"key" is said by the device'),
        ("strip-a090", 'answer = "shown"', 'answer = "show"', 'did you mean "shown"?'),
        ("strip-a090", 'frame = "answer"', 'frame = "anwser"', 'did you mean "answer"?'),
        ("strip-weilipu", "effect = ", "efect = ", 'no such field; did you mean "effect"?'),
        ("strip-weilipu", '"static", speed', '"still", speed', "effect 'still' is none of static"),
        ("ff68-21key", 'payload = "{ok}"', 'payload = "{digits|blank:1..}"', "carries {ok}"),
        # what can never be heard or pressed
        (
            "strip-a090",
            "function = 0xA1",
            "function = 0xA2",
            'is never heard: "x-read-memory" above takes all of it',
        ),
        ("", '"{digits:0..6} {key}"', '"{key}"', "can never be pressed: the payload of key has no"),
        # tables
        ("", "recall = 0x52", "recall = 0x43", '0x43 is already the code of "call"'),
        ("", "recall = 0x52", "recall = 0x152", "expected a byte, 0x00 to 0xFF, found 338"),
        ("", "blank = 0x20", "blank = 0x33", "0x33 is already the code of the digit 3"),
        ("", "no = 0x4E", "no = 0x59", "yes and no have the same code"),
        ("", '"6 confirm" = "miss"', '"6 confrim" = "miss"', 'no key "confrim"; did you mean'),
        ("", '"6 confirm" = "miss"', '"6 confirm" = "mist"', 'no action; did you mean "miss"?'),
        ("", '"6 confirm" = "miss"', '"x confirm" = "miss"', "expected digits, or *, and a key"),
        ("", "0x04 = 1", "0x04 = 6", "expected a level, 1 (worst) to 5, found 6"),
        ("", "0x04 = 1", "0x104 = 1", '"0x104" is no grade byte'),
        ("", "0x04 = 1", "3 = 1", "the grade byte 3 stands twice"),
        ("", "0x04 = 1", "0x05 = 1", "can never be pressed: the payload of grade has another"),
        ("", "0x04 = 1", "", "no level for the grade 4"),
        ("strip-a090", "yellow = ", "yelow = ", 'no such colour; did you mean "yellow"?'),
        ("strip-a090", "longest = 254", "longest = 0", "a whole number, 1 to 4096, found 0"),
        ("strip-a090", 'charset = "gbk"', 'charset = "big5"', '"big5" is not known; known: ascii'),
        (
            "strip-a090",
            'charset = "gbk"',
            'charset = "ascii-hex"',
            "cannot be told apart in ascii-",
        ),
        ("strip-mono", "red = 0x00", "red = 0x00\ngreen = 0x01", "needs one colour in [colours]"),
    ],
)
def test_a_mistake_is_told_at_its_line(base: str, old: str, new: str, message: str) -> None:
    text = SHIPPED[base] if base else EXAMPLE
    assert text.count(old) >= 1
    told = mistakes_in(text.replace(old, new, 1))
    found = [mistake for mistake in told if message in mistake.message]
    assert found, [str(mistake) for mistake in told]
    # At the changed line, or at another that it makes wrong; never nowhere.
    assert found[0].line in range(1, text.count("\n") + 3)
    assert found[0].key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("baud = 4800", "bauds = 4800"),
        ("crc16-modbus", "crc17"),
        ('"{digits|blank:6}"', '"{digit}"'),
        ("recall = 0x52", "recall = 0x43"),
        ("0x04 = 1", "0x04 = 6"),
        ('"6 confirm" = "miss"', '"6 confrim" = "miss"'),
        ('"7D" = "7D 01"', '"7D" = "7"'),
    ],
)
def test_the_line_told_is_the_one_to_change(old: str, new: str) -> None:
    text = EXAMPLE.replace(old, new, 1)
    assert line_of(text, new) in [mistake.line for mistake in mistakes_in(text)]


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = EXAMPLE
    changes = (
        ("baud = 4800", "bauds = 4800"),
        ("crc16-modbus", "crc17"),
        ("{digits|blank:6}", "{digit}"),
        ("recall = 0x52", "recall = 0x43"),
        ("0x04 = 1", "0x04 = 6"),
    )
    for old, new in changes:
        text = text.replace(old, new, 1)
    told = mistakes_in(text)
    lines = [mistake.line for mistake in told]
    assert lines == sorted(lines)
    assert {line_of(text, new) for _, new in changes} <= set(lines)
    assert str(told[0]) == (
        f'my-pad.toml:{line_of(text, "bauds")}: wire.bauds: unknown key; did you mean "baud"?'
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 0, '"kind" is missing'),
        ("kind = [", 1, "not TOML"),
        ("kind = 'pads'\nabout = \n", 2, "not TOML"),
        ("frames = 3", 1, "expected a table, found 3"),
        ("messages = []", 1, "expected a table, found a list"),
        ("[frames]\n[messages.key]\n", 1, "a profile draws at least one frame"),
        ("kind = 'pads'\n[frames.f]\nlayout = ''", 3, "expected a text in quotes"),
        ("kind = 'pads'\n[frames.f]\nlayout = '{payload:3}'", 3, "needs a constant byte or a"),
        ("kind = 'pads'\n[messages.beep]\nfrom = 'host'", 2, "pads say a key or a grade"),
        ("kind = 'strips'\n[messages.shown]\nfrom = 'device'", 2, "strips are told a text"),
        ("wire = 1\ntiming = 2\nkeys = 'a'\ncolours = 4", 3, 'expected a table, found "a"'),
    ],
)
def test_a_file_that_is_hardly_a_profile_is_told_so(text: str, line: int, message: str) -> None:
    told = [mistake for mistake in mistakes_in(text) if message in mistake.message]
    assert [mistake.line for mistake in told] == [line]


def test_a_profile_that_is_not_there_is_told_with_what_is() -> None:
    with pytest.raises(ProfileMistakes, match=r'no profile "strip-a09"; did you mean "strip-a090"'):
        load_profile("strip-a09")
    with pytest.raises(ProfileMistakes, match="cannot be read"):
        load_profile("/nowhere/at/all.toml")


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "photo.toml"
    file.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ProfileMistakes, match="not UTF-8 at byte 0"):
        load_profile(str(file))
    file.write_bytes(b"#" * 300_000)
    with pytest.raises(ProfileMistakes, match="longer than"):
        load_profile(str(file))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    name=st.sampled_from(sorted(SHIPPED)),
    line=st.integers(0, 200),
    value=st.sampled_from(
        ["0", "-1", "999999", "1.5", "true", '""', '"x"', '"{key}"', "[]", "{}", "{ a = 1 }", "nan"]
    ),
    other=st.integers(0, 200),
)
def test_no_file_is_too_wrong_to_be_told_so(name: str, line: int, value: str, other: int) -> None:
    """A value of another kind, and a line that is gone."""
    lines = SHIPPED[name].splitlines()
    key, equals, _ = lines[line % len(lines)].partition(" = ")
    lines[line % len(lines)] = f"{key} = {value}" if equals else key
    del lines[other % len(lines)]
    with suppress(ProfileMistakes):
        parse_profile("\n".join(lines), FILE)
