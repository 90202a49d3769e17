"""A code is read over good and bad wires, by scanners that wait to be told and by others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wires import (
    HEALTHY,
    NOISE,
    BabblingWire,
    FakeClock,
    LossyWire,
    SilentWire,
    UnpluggedWire,
    Wire,
)

from devices.errors import LinkLost, NoAnswer
from devices.scanner.codec import Scanned
from devices.scanner.driver import Scanner
from devices.scanner.scan import LONGEST_BYTES, Scan
from devices.scanner.trigger import TRIGGERS, Family

LINK = "http://192.0.2.10:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7"
ACKNOWLEDGED = bytes.fromhex("02 00 00 01 00 33 31")


def peer(code: bytes, says: dict[bytes, bytes] | None = None) -> Callable[[bytes], bytes]:
    """Answers known commands, and anything else with the code."""
    return lambda written: (says or {}).get(written, code)


def on(wire: type[Wire], code: bytes, clock: FakeClock) -> tuple[Scanner, Wire]:
    line = wire(peer(code), clock)
    return Scanner(line, clock=clock), line


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b""], ids=["CR", "LF", "CR LF", "silence"])
def test_a_code_is_read_however_it_ends(wire: type[Wire], end: bytes, clock: FakeClock) -> None:
    if wire.__name__ == "NoisyWire" and not end:
        pytest.skip("noise right behind an open end belongs to the code for all anyone can tell")
    scanner, line = on(wire, LINK.encode() + end, clock)
    line.write(b"a person holds a code before it")
    assert scanner.read(1.0) == Scan(LINK)


@pytest.mark.parametrize("wire", HEALTHY)
def test_two_codes_are_two_readings(wire: type[Wire], clock: FakeClock) -> None:
    scanner, line = on(wire, b"A001\rA002\r\n", clock)
    line.write(b"")
    assert [scanner.read(1.0), scanner.read(1.0), scanner.read(0.1)] == [
        Scan("A001"),
        Scan("A002"),
        None,
    ]


@pytest.mark.parametrize(
    ("code", "prefix", "scan"),
    [
        ("不动产 A001".encode(), "", Scan("不动产 A001")),
        ("不动产 A001".encode("gb18030"), "", Scan("不动产 A001")),
        (b"]Q1A001", "", Scan("A001", "Q1")),
        (b"]C0A001", "", Scan("A001", "C0")),
        (b"SCAN:A001", "SCAN:", Scan("A001")),
        (b"SCAN:]Q1A001", "SCAN:", Scan("A001", "Q1")),
        (b"]Q1SCAN:A001", "SCAN:", Scan("A001", "Q1")),
        (b"A ~ 001", "", Scan("A ~ 001")),
        (b"A" * LONGEST_BYTES, "", Scan("A" * LONGEST_BYTES)),
    ],
    ids=["utf-8", "gb18030", "QR", "Code 128", "prefix", "both", "AIM first", "tilde", "longest"],
)
def test_what_the_scanner_adds_is_taken_off(
    code: bytes, prefix: str, scan: Scan, clock: FakeClock
) -> None:
    line = Wire(peer(code + b"\r\n"), clock)
    scanner = Scanner(line, prefix=prefix, clock=clock)
    line.write(b"")
    assert scanner.read(1.0) == scan


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize(
    "unusable",
    [b"A" * (LONGEST_BYTES + 1), b"A" * 5000, b"A001\x81\xff", b"A0\x0001", b"]Q1"],
    ids=["a byte too long", "much too long", "no encoding", "a control character", "empty"],
)
def test_a_code_that_cannot_be_trusted_is_never_given_on_in_part(
    wire: type[Wire], unusable: bytes, clock: FakeClock
) -> None:
    scanner, line = on(wire, unusable + b"\r\nA002\r\n", clock)
    line.write(b"")
    heard = scanner.read(12.0)
    if b"\0" in unusable:  # noise, behind which a code may begin
        assert heard == Scan("01")
        heard = scanner.read(1.0)
    assert heard == Scan("A002")


def test_silence_ends_a_code_that_is_too_long_as_well(clock: FakeClock) -> None:
    scanner, line = on(Wire, b"A" * 2000, clock)
    line.write(b"")
    assert scanner.read(1.0) is None
    line.peer = peer(b"A002\r\n")
    line.write(b"")
    assert scanner.read(1.0) == Scan("A002")


@pytest.mark.parametrize("family", ["gm65", "gm65-unchecked", "newland-hr"])
@pytest.mark.parametrize("wire", HEALTHY)
def test_a_triggered_scanner_acknowledges_and_then_reads(
    family: Family, wire: type[Wire], clock: FakeClock
) -> None:
    steps = TRIGGERS[family].on
    says = {step.command: step.answer for step in steps[:-1]}
    says[steps[-1].command] = steps[-1].answer + LINK.encode() + b"\r\n"
    line = wire(peer(b"", says), clock)
    scanner = Scanner(line, family=family, clock=clock)
    scanner.trigger()
    assert line.written == [step.command for step in steps]
    assert scanner.read(1.0) == Scan(LINK)


def test_triggers_are_the_bytes_of_the_manuals(clock: FakeClock) -> None:
    written = {}
    for family, trigger in TRIGGERS.items():
        line = Wire(peer(b"", {s.command: s.answer for s in (*trigger.on, *trigger.off)}), clock)
        scanner = Scanner(line, family=family, clock=clock)
        scanner.trigger()
        scanner.release()
        written[family] = b"".join(line.written)
    assert written == {
        "auto": b"",
        "gm65": bytes.fromhex("7E 00 08 01 00 02 01 02 DA 7E 00 08 01 00 02 00 12 FB"),
        "gm65-unchecked": bytes.fromhex("7E 00 08 01 00 02 01 AB CD 7E 00 08 01 00 02 00 AB CD"),
        "honeywell": bytes.fromhex("16 54 0D 16 55 0D"),
        "newland-hr": b"$$$$#99900030;%%%%",
        "cipherlab": b"ED",
    }


def test_a_code_that_came_before_the_trigger_is_not_lost(clock: FakeClock) -> None:
    says = {TRIGGERS["gm65"].on[0].command: ACKNOWLEDGED + b"A002\r\n"}
    line = Wire(peer(b"", says), clock)
    line.coming += b"A001\r\n"
    scanner = Scanner(line, family="gm65", clock=clock)
    scanner.trigger()
    assert [scanner.read(0.1), scanner.read(0.1)] == [Scan("A001"), Scan("A002")]


@pytest.mark.parametrize("wire", [SilentWire, BabblingWire])
def test_a_module_that_does_not_acknowledge_is_no_answer(
    wire: type[Wire], clock: FakeClock
) -> None:
    with pytest.raises(NoAnswer):
        Scanner(wire(peer(b""), clock), family="gm65", clock=clock).trigger()


def test_a_lost_byte_of_an_acknowledgement_is_no_answer_and_the_next_try_works(
    clock: FakeClock,
) -> None:
    scanner = Scanner(LossyWire(peer(ACKNOWLEDGED), clock), family="gm65", clock=clock)
    with pytest.raises(NoAnswer):
        scanner.trigger()
    scanner.trigger()


def test_nobody_at_the_scanner_is_no_code_in_time(clock: FakeClock) -> None:
    scanner, _ = on(SilentWire, b"", clock)
    start = clock()
    assert scanner.read(0.5) is None
    assert clock() - start == pytest.approx(0.5)


def test_a_line_that_babbles_for_ever_is_left(clock: FakeClock) -> None:
    scanner, _ = on(BabblingWire, b"", clock)
    start = clock()
    scanner.read(0.5)
    assert clock() - start < 6


def test_noise_alone_is_no_code(clock: FakeClock) -> None:
    scanner, line = on(Wire, NOISE, clock)
    line.write(b"")
    assert scanner.read(0.5) is None


@pytest.mark.parametrize("family", ["auto", "gm65", "honeywell"])
def test_an_unplugged_scanner_is_a_lost_link(family: Family, clock: FakeClock) -> None:
    scanner = Scanner(UnpluggedWire(peer(b""), clock), family=family, clock=clock)
    with pytest.raises(LinkLost):
        scanner.read(0.1)
    if TRIGGERS[family].on:
        with pytest.raises(LinkLost):
            scanner.trigger()


def test_no_log_can_show_what_was_scanned() -> None:
    text = "张三 110105194912310021"
    for shown in (repr(Scan(text)), str(Scanned(text)), f"{[Scanned(text)]}"):
        assert "张三" not in shown
        assert "1101" not in shown
