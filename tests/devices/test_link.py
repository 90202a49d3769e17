"""A link outlives its port."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from wires import FakeClock, UnpluggedWire, Wire

from devices.errors import LinkLost
from devices.link import Link
from devices.transport import Transport


class Socket:
    """A place to plug a cable in."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.plugged = True
        self.attempts: list[float] = []
        self.port: Wire | None = None

    def open(self) -> Transport:
        self.attempts.append(self.clock())
        if not self.plugged:
            raise LinkLost("no such port")
        self.port = Wire(lambda data: data, self.clock)
        return self.port

    def unplug(self) -> None:
        assert self.port is not None
        self.port.__class__ = UnpluggedWire
        self.plugged = False


@pytest.fixture
def socket(clock: FakeClock) -> Socket:
    return Socket(clock)


@pytest.fixture
def link(socket: Socket, clock: FakeClock) -> Link:
    return Link(socket.open, "printer-k1", clock)


def fails(action: Callable[[], object]) -> bool:
    try:
        action()
    except LinkLost:
        return True
    return False


def test_a_program_starts_without_its_device(socket: Socket, link: Link) -> None:
    assert socket.attempts == []
    assert not link.connected
    link.write(b"hello")
    assert link.connected
    assert link.read(1.0) == b"hello"


def test_attempts_come_slower_and_slower_and_never_block(
    socket: Socket, link: Link, clock: FakeClock
) -> None:
    socket.plugged = False
    start = clock()
    while clock() - start < 30:
        assert fails(lambda: link.read(10.0))
        clock.advance(0.01)
    waits = [b - a for a, b in zip(socket.attempts, socket.attempts[1:], strict=False)]
    expected = [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 5.0]
    assert waits == pytest.approx(expected[: len(waits)], abs=0.02)
    assert len(waits) >= 8


def test_an_unplugged_cable_is_told_once_and_its_return_once(
    socket: Socket, link: Link, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    link.write(b"x")
    socket.unplug()
    with caplog.at_level(logging.INFO, logger="devices.link"):
        assert fails(lambda: link.read(1.0))
        assert not link.connected
        assert link.lost_count == 1
        for _ in range(100):
            clock.advance(0.05)
            assert fails(lambda: link.write(b"y"))
        assert len(caplog.records) == 1
        socket.plugged = True
        clock.advance(5)
        link.write(b"z")
    assert link.connected
    assert link.read(1.0) == b"z"
    lost, back = (record.getMessage() for record in caplog.records)
    assert lost == "printer-k1: lost: unplugged"
    assert back == f"printer-k1: back after {len(socket.attempts) - 2} failed attempts"


def test_after_a_return_the_first_attempt_is_soon_again(
    socket: Socket, link: Link, clock: FakeClock
) -> None:
    for _ in range(3):
        link.write(b"x")
        socket.unplug()
        lost_at = clock()
        assert fails(lambda: link.read(1.0))
        socket.plugged = True
        while not link.connected:
            clock.advance(0.05)
            fails(lambda: link.write(b"x"))
        assert clock() - lost_at < 0.3


def test_a_port_that_opens_and_fails_at_once_is_not_tried_without_pause(clock: FakeClock) -> None:
    opened: list[float] = []

    def open_broken() -> Transport:
        opened.append(clock())
        return UnpluggedWire(lambda data: data, clock)

    link = Link(open_broken, "board", clock)
    start = clock()
    while clock() - start < 20:
        assert fails(lambda: link.write(b"x"))
        clock.advance(0.01)
    assert len(opened) <= 9


def test_a_link_tells_when_it_heard_last_and_how_much_went_by(
    socket: Socket, link: Link, clock: FakeClock
) -> None:
    assert (link.opened_at_s, link.last_heard_s) == (None, None)
    opened = clock()
    link.write(b"hello")
    assert (link.opened_at_s, link.last_heard_s) == (opened, None)
    clock.advance(2.0)
    assert link.read(1.0) == b"hello"
    assert link.last_heard_s == opened + 2.0
    assert link.read(1.0) == b""
    assert link.last_heard_s == opened + 2.0
    assert (link.bytes_in, link.bytes_out, link.lost_count) == (5, 5, 0)


def test_what_is_counted_outlives_the_port(socket: Socket, link: Link, clock: FakeClock) -> None:
    link.write(b"one")
    socket.unplug()
    assert fails(lambda: link.read(1.0))
    socket.plugged = True
    clock.advance(1.0)
    link.write(b"two")
    assert (link.bytes_out, link.lost_count, link.opened_at_s) == (6, 1, clock())


def test_a_line_whose_speed_was_changed_is_opened_anew_at_once(
    socket: Socket, link: Link, clock: FakeClock
) -> None:
    link.write(b"x")
    faster = Socket(clock)
    link.reopen(faster.open)
    assert not link.connected
    link.write(b"y")
    assert (len(socket.attempts), len(faster.attempts), link.lost_count) == (1, 1, 0)


def test_a_closed_link_opens_again_when_it_is_used(socket: Socket, link: Link) -> None:
    link.write(b"x")
    link.close()
    assert not link.connected
    link.write(b"y")
    assert len(socket.attempts) == 2
