"""The simulated scanner has the real ones' habits, and the real driver reads it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from devices.errors import LinkLost
from devices.scanner.driver import Scanner
from devices.scanner.ports import Kind, scanner_link, scanner_on
from devices.scanner.scan import Scan
from devices.scanner.trigger import Family
from devices.sim.device import Refused, act
from devices.sim.scanner import READING_S, ScannerSim
from devices.sim.station import Station
from devices.sim.wires import PtyWire

TRIGGER = bytes.fromhex("7E 00 08 01 00 02 01 02 DA")
DONE = bytes.fromhex("02 00 00 01 00 33 31")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_code_that_stays_is_sent_once_until_it_was_taken_away(clock: Clock) -> None:
    scanner = ScannerSim(clock)
    assert scanner.speak(clock.now) == (b"", None)
    act(scanner, "hold", {"text": "A001"})
    assert scanner.speak(clock.now) == (b"A001\r", None)
    assert scanner.speak(clock.now) == (b"", None)
    act(scanner, "away", {})
    act(scanner, "hold", {"text": "A001", "aim": "]Q1"})
    assert scanner.speak(clock.now) == (b"]Q1A001\r", None)


def test_a_scanner_that_waits_to_be_told_reads_only_then(clock: Clock) -> None:
    scanner = ScannerSim(clock, mode="command")
    act(scanner, "hold", {"text": "A001"})
    assert scanner.speak(clock.now)[0] == b""
    assert scanner.feed(TRIGGER[:-1] + b"\xdb") + scanner.lull() == b""  # a wrong CRC
    assert scanner.speak(clock.now)[0] == b""
    assert scanner.feed(TRIGGER) == DONE
    assert scanner.speak(clock.now)[0] == b"A001\r"
    assert scanner.feed(TRIGGER[:-2] + b"\xab\xcd") == DONE  # no check wanted
    assert scanner.speak(clock.now)[0] == b"A001\r"


def test_a_reading_that_finds_nothing_ends_by_itself(clock: Clock) -> None:
    scanner = ScannerSim(clock, mode="command")
    scanner.feed(b"\x16T\r")
    assert scanner.speak(clock.now) == (b"", clock.now + READING_S)
    clock.now += READING_S
    scanner.speak(clock.now)
    act(scanner, "hold", {"text": "A001"})
    assert scanner.speak(clock.now) == (b"", None)
    scanner.feed(b"\x16T\r")
    scanner.feed(b"\x16U\r")
    assert scanner.speak(clock.now) == (b"", None)


def test_an_empty_or_endless_code_cannot_be_held(clock: Clock) -> None:
    for text in ("", "A" * 513):
        with pytest.raises(Refused):
            act(ScannerSim(clock), "hold", {"text": text})


def on_a_line(tmp_path: Path, sim: ScannerSim) -> Station:
    station = Station(
        kind="scanner", name="s", device=sim, wire=PtyWire(tmp_path / "scanner0"), baud=9600
    )
    station.start()
    return station


@pytest.mark.parametrize(
    ("interface", "mode", "family"),
    [
        ("serial", "auto", "auto"),
        ("serial", "command", "gm65"),
        ("serial", "command", "gm65-unchecked"),
        ("serial", "command", "honeywell"),
        ("serial", "command", "cipherlab"),
        ("keyboard", "auto", "auto"),
    ],
)
def test_the_driver_reads_it_and_finds_it_again_after_a_replug(
    tmp_path: Path, interface: str, mode: str, family: Family
) -> None:
    sim = ScannerSim(time.monotonic, interface=interface, mode=mode)  # type: ignore[arg-type]
    station = on_a_line(tmp_path, sim)
    kind: Kind = "keyboard" if interface == "keyboard" else family
    scanner = scanner_on(scanner_link("s", str(tmp_path / "scanner0"), kind=kind), kind)
    try:
        assert scanner.read(0.1) is None
        station.act("hold", {"text": "A001/t/7C9E"})
        scanner.trigger()
        assert scanner.read(3.0) == Scan("A001/t/7C9E")
        station.act("unplug", {})
        with pytest.raises(LinkLost):
            scanner.read(3.0)
        station.act("plug", {})
        station.act("away", {})
        assert _read_again(scanner, station) == Scan("A002")
    finally:
        station.stop()


def _read_again(scanner: Scanner, station: Station) -> Scan | None:
    """As the kiosk does: try until the port is back."""
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        try:
            scanner.read(0.05)
            station.act("hold", {"text": "A002"})
            scanner.trigger()
            return scanner.read(3.0)
        except LinkLost:
            time.sleep(0.02)
    return None
