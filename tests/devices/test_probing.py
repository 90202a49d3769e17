"""What hangs on this port? Harmless questions, at the usual speeds, until one is certain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from wires import FakeClock, Wire

from devices.errors import LinkLost
from devices.plugged import plugged
from devices.probe import Finding, Probe, Sureness
from devices.probing import probe_port
from devices.transport import Transport


def judge(answer: bytes, sureness: Sureness) -> Probe:
    return Probe(
        kind="desk-bus",
        label=answer.decode(),
        bauds=(9600, 19200),
        question=b"who?",
        wait_s=0.5,
        judge=lambda heard: Finding(sureness, "it is") if answer in heard else None,
    )


CLOCKWORK = judge(b"clockwork", Sureness.CERTAIN)
LOOKALIKE = judge(b"clock", Sureness.POSSIBLE)
SILENT = judge(b"never", Sureness.CERTAIN)


class Port:
    """A device that speaks one speed; remembers at which it was asked."""

    def __init__(self, clock: FakeClock, baud: int, says: bytes) -> None:
        self.clock = clock
        self.baud = baud
        self.says = says
        self.asked: list[int] = []
        self.closed = 0

    def open_at(self, baud: int) -> Transport:
        self.asked.append(baud)
        port = self

        class Closing(Wire):
            def close(self) -> None:
                port.closed += 1

        return Closing(lambda data: self.says if baud == self.baud else b"", self.clock)


def test_the_usual_speed_of_every_kind_is_asked_first(clock: FakeClock) -> None:
    port = Port(clock, 19200, b"clockwork")
    (found,) = probe_port(port.open_at, [SILENT, CLOCKWORK], clock=clock)
    assert (found.probe, found.baud) == (CLOCKWORK, 19200)
    assert port.asked == [9600, 9600, 19200, 19200]
    assert port.closed == 4


def test_the_surest_stands_first_and_ends_the_asking(clock: FakeClock) -> None:
    port = Port(clock, 9600, b"clockwork")
    found = probe_port(port.open_at, [LOOKALIKE, CLOCKWORK, SILENT], clock=clock)
    assert [one.probe for one in found] == [CLOCKWORK, LOOKALIKE]
    assert port.asked == [9600, 9600]


def test_a_network_port_is_asked_at_one_speed_only(clock: FakeClock) -> None:
    port = Port(clock, 0, b"")
    assert probe_port(port.open_at, [SILENT, LOOKALIKE], clock=clock, with_speeds=False) == []
    assert port.asked == [9600, 9600]


def test_who_only_listens_comes_last(clock: FakeClock) -> None:
    listens = Probe(
        kind="desk-bus",
        label="listens",
        bauds=(9600,),
        question=b"",
        wait_s=3.0,
        judge=lambda heard: None,
    )
    told: list[str] = []
    probe_port(
        Port(clock, 0, b"").open_at,
        [listens, SILENT],
        clock=clock,
        tell=lambda probe, baud: told.append(probe.label),
    )
    assert told == ["never", "listens", "never"]


def test_a_device_that_hangs_up_on_what_it_does_not_know_is_asked_the_next(
    clock: FakeClock,
) -> None:
    class Choosy(Wire):
        def read(self, timeout_s: float) -> bytes:
            if b"who?" in self.written:
                raise LinkLost("the other end closed the connection")
            return super().read(timeout_s)

    right = replace(CLOCKWORK, question=b"time?")
    (found,) = probe_port(
        lambda baud: Choosy(lambda data: b"clockwork", clock), [SILENT, right], clock=clock
    )
    assert found.probe == right


def test_a_port_that_streams_for_ever_fills_no_memory(clock: FakeClock) -> None:
    longest = 0

    def weigh(heard: bytes) -> None:
        nonlocal longest
        longest = max(longest, len(heard))

    class Flood(Wire):
        def read(self, timeout_s: float) -> bytes:
            self.clock.advance(min(timeout_s, 1e-4))
            return bytes(4096)

    patient = replace(SILENT, wait_s=3.0, judge=weigh)
    assert probe_port(lambda baud: Flood(lambda data: b"", clock), [patient], clock=clock) == []
    assert longest < 100_000


def test_a_port_that_is_held_by_another_program_is_no_silent_one(clock: FakeClock) -> None:
    def busy(baud: int) -> Transport:
        raise LinkLost("busy")

    with pytest.raises(LinkLost, match="busy"):
        probe_port(busy, [SILENT], clock=clock)


def port(device: str, number: str | None, description: str = "USB serial") -> SimpleNamespace:
    return SimpleNamespace(device=device, serial_number=number, description=description)


def test_a_serial_number_is_the_name_that_lasts_and_a_shared_one_is_none(tmp_path: Path) -> None:
    ports = [port("/dev/ttyUSB1", "A1"), port("/dev/ttyUSB0", "X"), port("/dev/ttyUSB2", "X")]
    bare = {"printers": tmp_path, "inputs": tmp_path, "cameras": tmp_path}
    found = plugged(lambda: ports, **bare)
    assert [(one.port, one.device) for one in found] == [
        ("/dev/ttyUSB0", "/dev/ttyUSB0"),
        ("serial:A1", "/dev/ttyUSB1"),
        ("/dev/ttyUSB2", "/dev/ttyUSB2"),
    ]


def test_printers_keyboards_and_cameras_are_listed_too(tmp_path: Path) -> None:
    (tmp_path / "lp0").touch()
    (tmp_path / "usb-Maker_Scanner-event-kbd").touch()
    (tmp_path / "video0").mkdir()
    (tmp_path / "video0" / "name").write_text("HD camera\n")
    found = plugged(list, printers=tmp_path, inputs=tmp_path, cameras=tmp_path)
    assert [(one.sort, one.about) for one in found] == [
        ("printer", "USB printer"),
        ("keyboard", "usb-Maker_Scanner"),
        ("camera", "HD camera"),
    ]


def test_a_machine_without_such_folders_has_none(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert plugged(list, printers=gone, inputs=gone, cameras=gone) == []
