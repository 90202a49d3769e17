"""Real pyserial on a real pty: what a pulled cable looks like."""

from __future__ import annotations

import contextlib
import os
import pty
import termios
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from wires import FakeClock

from devices.errors import LinkLost
from devices.link import Link
from devices.transport import open_transport

DEADLINE_S = 5.0


class Cable:
    """A pty whose other end is ours."""

    def __init__(self) -> None:
        self.device_end, self._host_end = pty.openpty()
        tty.setraw(self._host_end)
        self.port = os.ttyname(self._host_end)

    def unplug(self) -> None:
        os.close(self.device_end)
        os.close(self._host_end)


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    yield cable
    for end in (cable.device_end, cable._host_end):
        with contextlib.suppress(OSError):
            os.close(end)


def read_all(transport: object, count: int) -> bytes:
    data = b""
    deadline = time.monotonic() + DEADLINE_S
    while len(data) < count and time.monotonic() < deadline:
        data += transport.read(0.2)  # type: ignore[attr-defined]
    return data


def test_bytes_go_both_ways_unchanged(cable: Cable) -> None:
    port = open_transport(cable.port, 9600)
    every = bytes(range(256))
    port.write(every)
    assert os.read(cable.device_end, 300) == every
    os.write(cable.device_end, every)
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


def test_a_port_that_is_not_there_is_a_lost_link(tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        open_transport(str(tmp_path / "printer0"), 9600)


def test_a_cable_plugged_in_again_is_found_by_its_name(tmp_path: Path, clock: FakeClock) -> None:
    name = tmp_path / "desk0"  # as udev and the simulators name ports: a link to the real one
    first, second = Cable(), Cable()
    name.symlink_to(first.port)
    link = Link(lambda: open_transport(str(name), 9600), "desk0", clock)
    link.write(b"one")
    assert os.read(first.device_end, 3) == b"one"
    first.unplug()
    with pytest.raises(LinkLost):
        link.write(b"lost")
    name.unlink()
    name.symlink_to(second.port)
    clock.advance(1.0)
    link.write(b"two")
    assert os.read(second.device_end, 3) == b"two"
    link.close()
    second.unplug()
