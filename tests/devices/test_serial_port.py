"""Real pyserial on a real pty: what a pulled cable looks like."""

from __future__ import annotations

import os
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cables import Adapter, Cable, UsbPorts, open_files, read_all
from wires import FakeClock

from devices.errors import LinkLost
from devices.link import Link
from devices.transport import open_transport


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    yield cable
    cable.unplug()


def test_bytes_go_both_ways_unchanged(cable: Cable) -> None:
    port = open_transport(cable.port, 9600)
    every = bytes(range(256))
    port.write(every)
    assert cable.heard(256) == every
    cable.say(every)
    assert read_all(port, 256) == every
    port.close()


def test_silence_is_no_bytes_and_no_error(cable: Cable) -> None:
    port = open_transport(cable.port, 9600)
    assert port.read(0) == b""
    assert port.read(0.05) == b""
    port.close()


def test_a_pulled_cable_is_a_lost_link_while_reading(cable: Cable) -> None:
    port = open_transport(cable.port, 9600)
    puller = threading.Timer(0.1, cable.unplug)
    puller.start()
    with pytest.raises(LinkLost):
        read_all(port, 1)
    puller.join()
    port.close()


def test_a_pulled_cable_is_a_lost_link_while_writing(cable: Cable) -> None:
    port = open_transport(cable.port, 9600)
    cable.unplug()
    with pytest.raises(LinkLost):
        port.write(b"hello")
    port.close()


def test_a_cable_pulled_while_the_last_bytes_drain_is_a_lost_link(
    cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(descriptor: int) -> None:
        raise termios.error(5, "Input/output error")

    port = open_transport(cable.port, 9600)
    monkeypatch.setattr(termios, "tcdrain", pulled)
    with pytest.raises(LinkLost):
        port.write(b"hello")
    port.close()


def test_a_device_that_takes_no_more_bytes_freezes_nobody(
    cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits_for_ever(descriptor: int) -> None:
        raise AssertionError("nothing ends this")

    thrown_away: list[int] = []
    port = open_transport(cable.port, 9600)
    monkeypatch.setattr("devices.serial_port.WRITE_TIMEOUT_S", 0.05)
    monkeypatch.setattr("serial.Serial.out_waiting", property(lambda _port: 5))
    monkeypatch.setattr(termios, "tcdrain", waits_for_ever)
    with pytest.raises(LinkLost, match="took no bytes"):
        port.write(b"hello")
    monkeypatch.setattr(termios, "tcflush", lambda _file, queue: thrown_away.append(queue))
    port.close()
    assert thrown_away == [termios.TCOFLUSH]


def test_a_slow_line_is_not_a_stuck_one(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter(range(12, -1, -1))
    monkeypatch.setattr("devices.serial_port.WRITE_TIMEOUT_S", 0.03)
    monkeypatch.setattr("serial.Serial.out_waiting", property(lambda _port: next(left)))
    port = open_transport(cable.port, 9600)
    port.write(b"hello")
    assert cable.heard(5) == b"hello"
    assert next(left, None) is None
    port.close()


def test_a_port_that_is_not_there_is_a_lost_link(tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        open_transport(str(tmp_path / "printer0"), 9600)


def test_a_port_that_is_not_there_says_so_in_a_sentence(tmp_path: Path) -> None:
    port = tmp_path / "printer0"
    with pytest.raises(LinkLost, match=f"^nothing is plugged in at {port}$"):
        open_transport(str(port), 9600)


def test_a_port_that_another_program_has_is_busy_until_it_lets_go(cable: Cable) -> None:
    first = open_transport(cable.port, 9600)
    with pytest.raises(LinkLost, match=f"^busy: another program has {cable.port} open$"):
        open_transport(cable.port, 9600)
    first.close()
    second = open_transport(cable.port, 9600)
    second.write(b"mine")
    assert cable.heard(4) == b"mine"
    second.close()


def test_a_port_that_this_user_may_not_open_says_whose_it_is(
    cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(LinkLost, match=r"^no permission to open .*group"):
        open_transport(cable.port, 9600)


def test_a_device_that_takes_no_bytes_is_a_lost_link_and_not_a_wait_for_ever(
    cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.serial_port.WRITE_TIMEOUT_S", 0.1)
    port = open_transport(cable.port, 9600)
    with pytest.raises(LinkLost, match="timeout"):
        port.write(bytes(1_000_000))  # nobody reads the other end: a pty holds some kB
    port.close()


@pytest.mark.parametrize(
    ("baud", "code"), [(9600, termios.B9600), (57600, termios.B57600), (115200, termios.B115200)]
)
def test_the_line_has_the_speed_that_was_asked_for(cable: Cable, baud: int, code: int) -> None:
    port = open_transport(cable.port, baud)
    assert cable.speed() == code
    port.close()


def test_an_adapter_is_found_by_its_serial_number_under_whatever_name_it_has(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    usb, first, second = UsbPorts(), Cable(), Cable()
    usb.plug(first, "A50285BI")
    link = Link(lambda: open_transport("serial:A50285BI", 9600, listed=usb), "desk0", clock)
    with caplog.at_level("INFO", logger="devices.link"):
        link.write(b"one")
        assert first.heard(3) == b"one"
        usb.unplug(first)
        for _ in range(20):
            with pytest.raises(LinkLost):
                link.write(b"lost")
            clock.advance(0.5)
        with pytest.raises(LinkLost, match="no adapter with the serial number A50285BI is plugged"):
            link.write(b"lost")
        usb.plug(second, "A50285BI")
        clock.advance(5.0)
        link.write(b"two")
    assert second.heard(3) == b"two"
    assert link.lost_count == 1
    words = [record.getMessage().split(":")[1].split()[0] for record in caplog.records]
    assert words == ["lost", "back"]
    link.close()
    second.unplug()


def test_two_adapters_of_one_number_are_told_by_their_names() -> None:
    twins = [Adapter("/dev/ttyUSB0", "0001"), Adapter("/dev/ttyUSB3", "0001")]
    with pytest.raises(
        LinkLost, match=r"\(/dev/ttyUSB0, /dev/ttyUSB3\): name this one by its path"
    ):
        open_transport("serial:0001", 9600, listed=lambda: twins)


def test_ports_without_a_number_are_nobodys() -> None:
    with pytest.raises(LinkLost, match="no adapter"):
        open_transport("serial:", 9600, listed=lambda: [Adapter("/dev/ttyS0", None)])


def test_a_cable_plugged_in_again_is_found_by_its_name(tmp_path: Path, clock: FakeClock) -> None:
    name = tmp_path / "desk0"  # as udev and the simulators name ports: a link to the real one
    first, second = Cable(), Cable()
    name.symlink_to(first.port)
    link = Link(lambda: open_transport(str(name), 9600), "desk0", clock)
    link.write(b"one")
    assert first.heard(3) == b"one"
    first.unplug()
    with pytest.raises(LinkLost):
        link.write(b"lost")
    name.unlink()
    name.symlink_to(second.port)
    clock.advance(1.0)
    link.write(b"two")
    assert second.heard(3) == b"two"
    link.close()
    second.unplug()


def test_two_hundred_times_unplugged_and_no_file_left_open() -> None:
    usb, clock = UsbPorts(), FakeClock()
    link = Link(lambda: open_transport("serial:A50285BI", 9600, listed=usb), "desk0", clock)
    before = open_files()
    for _ in range(200):
        cable = Cable()
        usb.plug(cable, "A50285BI")
        clock.advance(5.0)
        link.write(b"x")
        usb.unplug(cable)
        for _ in range(2):
            with pytest.raises(LinkLost):
                link.read(0)
            clock.advance(5.0)
    assert link.lost_count == 200
    assert open_files() <= before
