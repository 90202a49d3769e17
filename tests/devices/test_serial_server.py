"""Devices behind serial servers: plain TCP, and RFC 2217 with pyserial's own server."""

from __future__ import annotations

import socket
import termios
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from cables import Cable, SerialServer, open_files, read_all
from serial import rfc2217
from wires import FakeClock

from devices import serial_server
from devices.errors import LinkLost
from devices.id_card.driver import IdCardReader
from devices.link import Link
from devices.sim.bench_file import Bench, IdCardOn
from devices.sim.host import Host
from devices.transport import open_transport

# pyserial's own thread, named and set the old way
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

EVERY = bytes(range(256))


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    yield cable
    cable.unplug()


@pytest.fixture(params=[False, True], ids=["tcp", "rfc2217"])
def server(request: pytest.FixtureRequest, cable: Cable) -> Iterator[SerialServer]:
    server = SerialServer(cable.port, rfc2217=request.param)
    yield server
    server.close()


def test_bytes_go_both_ways_unchanged(server: SerialServer, cable: Cable) -> None:
    port = open_transport(server.url, 9600)
    port.write(EVERY)
    assert cable.heard(256) == EVERY
    cable.say(EVERY)
    assert read_all(port, 256) == EVERY
    port.close()


def test_silence_is_no_bytes_and_no_error_in_the_time_given(server: SerialServer) -> None:
    port = open_transport(server.url, 9600)
    start = time.monotonic()
    assert port.read(0) == b""
    assert time.monotonic() - start < 0.5
    assert port.read(0.07) == b""
    assert 0.07 <= time.monotonic() - start < 1
    port.close()


def test_an_answer_is_not_waited_for_longer_than_it_takes(
    server: SerialServer, cable: Cable
) -> None:
    port = open_transport(server.url, 9600)
    port.write(b"?")
    assert cable.heard(1) == b"?"
    cable.say(b"!")
    start = time.monotonic()
    assert port.read(5.0) == b"!"
    assert time.monotonic() - start < 1
    port.close()


def test_a_server_that_hangs_up_is_a_lost_link(server: SerialServer) -> None:
    port = open_transport(server.url, 9600)
    server.hang_up()
    with pytest.raises(LinkLost):
        read_all(port, 1)
    port.close()


def test_after_the_servers_restart_the_link_is_back(
    server: SerialServer, cable: Cable, clock: FakeClock
) -> None:
    link = Link(lambda: open_transport(server.url, 9600), "strips", clock)
    link.write(b"one")
    assert cable.heard(3) == b"one"
    server.hang_up()
    with pytest.raises(LinkLost):
        read_all(link, 1)
    clock.advance(1.0)
    link.write(b"two")
    assert cable.heard(3) == b"two"
    assert (link.lost_count, link.bytes_out) == (1, 6)
    link.close()


def test_the_remote_line_has_the_speed_that_was_asked_for(cable: Cable) -> None:
    server = SerialServer(cable.port, rfc2217=True)
    for baud, code in ((9600, termios.B9600), (57600, termios.B57600)):
        port = open_transport(server.url, baud)
        assert cable.speed() == code
        port.close()
    server.close()


@pytest.mark.parametrize("scheme", ["socket", "rfc2217"])
def test_a_server_that_is_not_there_is_a_lost_link(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(LinkLost, match=str(port)):
        open_transport(f"{scheme}://127.0.0.1:{port}", 9600)


@pytest.mark.parametrize("url", ["socket://", "socket://board", "rfc2217://:99", "socket://b:x"])
def test_an_address_without_a_port_says_so(url: str) -> None:
    with pytest.raises(LinkLost, match="names no host and port"):
        open_transport(url, 9600)


@pytest.mark.parametrize("scheme", ["socket", "rfc2217"])
def test_a_name_that_no_host_can_have_is_a_lost_link(scheme: str) -> None:
    with pytest.raises(LinkLost, match="label"):
        open_transport(f"{scheme}://board..hall:9100", 9600)


def test_a_box_that_lost_its_power_is_found_out(server: SerialServer) -> None:
    """Nobody says goodbye then: only the probes that we switched on can tell."""
    port = open_transport(server.url, 9600)
    connection = getattr(port, "_socket", None) or port._port._socket  # type: ignore[attr-defined]
    for level, option, value in serial_server._KEEPALIVE:
        assert connection.getsockopt(level, option) == value
    port.close()


def test_a_peer_that_takes_no_bytes_is_a_lost_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_server, "WRITE_TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = open_transport(f"socket://127.0.0.1:{deaf.getsockname()[1]}", 9600)
        with pytest.raises(LinkLost, match="took no bytes"):
            port.write(bytes(64_000_000))  # more than the two ends' buffers hold
        port.close()


def test_a_card_readers_speed_is_found_and_changed_through_a_serial_server(tmp_path: Path) -> None:
    entry = IdCardOn(name="reader", link=str(tmp_path / "reader0"), baud=57600)
    host = Host(Bench(devices=[entry]))
    host.start()
    server = SerialServer(entry.link or "", rfc2217=True)
    try:
        open_at = partial(open_transport, server.url)
        reader = IdCardReader(open_at(115200), open_at=open_at)
        assert reader.find_baud() == 57600
        reader.set_baud(9600)
        assert host["reader"].state()["baud"] == 9600
        assert len(reader.identify()) == 16
        reader._talk.transport.close()
    finally:
        server.close()
        host.stop()


def test_two_hundred_times_hung_up_on_and_no_socket_left_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as box:
        clock = FakeClock()
        url = f"socket://127.0.0.1:{box.getsockname()[1]}"
        link = Link(partial(open_transport, url, 9600), "printer", clock)
        before = open_files()
        for _ in range(200):
            clock.advance(5.0)
            link.write(b"x")
            box.accept()[0].close()
            with pytest.raises(LinkLost):
                link.read(1.0)
        assert open_files() <= before


def test_a_server_that_refuses_rfc_2217_again_and_again_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    soon = partial(rfc2217.Timeout, 0.1)  # pyserial waits 3 s for a server to agree
    monkeypatch.setattr(rfc2217, "Timeout", lambda _seconds: soon())
    with socket.create_server(("127.0.0.1", 0)) as box:
        url = f"rfc2217://127.0.0.1:{box.getsockname()[1]}"
        before, threads = open_files(), threading.active_count()
        for _ in range(3):
            refusing = threading.Thread(target=lambda: box.accept()[0].close())
            refusing.start()
            with pytest.raises(LinkLost):
                open_transport(url, 9600)
            refusing.join()
        assert open_files() <= before
        assert threading.active_count() <= threads


def test_a_server_that_is_gone_right_after_it_answered_is_a_lost_link(
    server: SerialServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_connection: socket.socket) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(serial_server, "watch_over", gone)
    threads = threading.active_count()
    with pytest.raises(LinkLost):
        open_transport(server.url, 9600)
    assert threading.active_count() <= threads
