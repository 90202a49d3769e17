"""The board's driver on real ports: TCP as the card's own server, serial at both its speeds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from devices.errors import DeviceError, LinkLost
from devices.led.driver import Area, OnbonBoard
from devices.led.probe import PROBES
from devices.link import Link
from devices.sim.bench_file import Bench, LedOnbonOn
from devices.sim.host import Host
from devices.transport import open_transport

CALL = Area(x=0, y=0, width=128, height=16, text="请A001号到3号")
DEADLINE_S = 5.0


@pytest.fixture(params=["tcp", 9600, 57600])
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Host, str, int]]:
    serial = request.param != "tcp"
    place = {"link": str(tmp_path / "board")} if serial else {"tcp_port": 0}
    board = LedOnbonOn(name="board", width_px=128, height_px=32, card="6K2", **place)  # type: ignore[arg-type]
    host = Host(Bench(devices=[board]))
    host.start()
    port = place.get("link") or f"socket://127.0.0.1:{host['board'].state()['tcp_port']}"
    yield host, str(port), request.param if serial else 57600
    host.stop()


def card_at(port: str, baud: int) -> OnbonBoard:
    link = Link(partial(open_transport, port, baud), "board", longest_retry_s=0.2)
    return OnbonBoard(link, "bx-6k", 128, 32)


def test_a_board_is_shown_a_call_and_tells_that_it_does(hall: tuple[Host, str, int]) -> None:
    host, port, baud = hall
    board = card_at(port, baud)
    board.ping()
    assert board.card_type == "6K2"
    board.show([CALL])
    assert host["board"].state()["texts"] == [CALL.text]
    assert board.status().areas == (0,)


def test_a_board_whose_cable_was_pulled_shows_again_when_it_is_back(
    hall: tuple[Host, str, int],
) -> None:
    host, port, baud = hall
    board = card_at(port, baud)
    board.show([CALL])
    host.act("board", "unplug", {})
    with pytest.raises(LinkLost):
        board.ping()
    host.act("board", "plug", {})
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            board.show([CALL])
            break
        except DeviceError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert host["board"].state()["texts"] == [CALL.text]


def test_the_probe_finds_a_card_on_its_port(hall: tuple[Host, str, int]) -> None:
    _, port, baud = hall
    (probe,) = PROBES
    assert baud in probe.bauds
    line = open_transport(port, baud)
    line.write(probe.question)
    found = probe.judge(line.read(probe.wait_s * 4))
    line.close()
    assert found is not None
    assert found.says == "Onbon font card BX-6K2"
