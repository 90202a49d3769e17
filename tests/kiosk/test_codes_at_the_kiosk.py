"""The real kiosk with a virtual scanner and camera: sleeps, wakes, and knows whose slip it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from config.loader import load
from devices.sim.camera import CameraSim
from devices.sim.scanner import ScannerSim
from devices.sim.station import Station
from devices.sim.wires import PtyWire, TcpWire
from kiosk.hall_facts import from_configuration
from kiosk.surface import missing_packages
from queue_server.contract.messages import IssueTicket
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.queue_at_hand import QueueAtHand

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

NO_BROKER = 9  # the discard port: nobody listens
SLOW_S = 30.0  # a camera is opened and learns its hall; machines that test are busy
DEVICES = """
scanner = {{ port = "{scanner}", family = "gm65", trigger = true }}
camera = {{ source = "http://127.0.0.1:{camera}/video", width_px = 640, height_px = 480 }}
sleep_after_s = 1.5
"""
INVITATION = "请触摸屏幕取号"
HOME = "请选择您要办理的业务"


@pytest.fixture
def stations(tmp_path: Path) -> Iterator[tuple[Station, Station]]:
    scanner = Station(
        kind="scanner",
        name="scanner-k1",
        device=ScannerSim(time.monotonic, mode="command"),
        wire=PtyWire(tmp_path / "scanner0"),
        baud=9600,
    )
    camera = Station(
        kind="camera",
        name="camera-k1",
        device=CameraSim(time.monotonic),
        wire=TcpWire(0),
        baud=115200,
    )
    with ExitStack() as stack:
        for station in (scanner, camera):
            station.start()
            stack.callback(station.stop)
        yield scanner, camera


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[QueueAtHand]:
    hall = load(write_hall(tmp_path, server=1, mqtt=NO_BROKER), {})
    with QueueAtHand(from_configuration(hall, date(2026, 11, 23))) as made:
        yield made


def slip_of(queue: QueueAtHand) -> str:
    """Somebody took a number an hour ago; what the code on their slip says."""
    ticket = queue.issue(IssueTicket(request_id=uuid4(), service="real-estate"))
    return f"http://192.0.2.10:8080/t/{ticket.ticket_id}"  # type: ignore[union-attr]


def test_a_kiosk_sleeps_wakes_and_knows_its_slips(
    tmp_path: Path, queue: QueueAtHand, stations: tuple[Station, Station]
) -> None:
    scanner, camera = stations
    devices = DEVICES.format(scanner=scanner.state()["link"], camera=camera.state()["tcp_port"])
    hall_file = write_hall(tmp_path, server=queue.port, mqtt=NO_BROKER, devices=devices)
    slip = slip_of(queue)
    with KioskAtHand(tmp_path, hall_file) as kiosk:
        kiosk.wait_to_see(INVITATION, SLOW_S)
        kiosk.wait_to_see("Touch to take a number")
        kiosk.touch(200, 400)  # where a group of services is when the screen is awake
        kiosk.wait_to_see(HOME)

        kiosk.wait_to_see(INVITATION, SLOW_S)
        scanner.act("hold", {"text": slip})
        kiosk.wait_to_see("E001", SLOW_S)
        assert kiosk.sees("您的号票")
        scanner.act("away", {})
        kiosk.press("返回")
        kiosk.wait_to_see(HOME)

        kiosk.wait_for(lambda: camera.state()["pictures"] > 10, "ten pictures", SLOW_S)
        kiosk.wait_to_see(INVITATION, SLOW_S)
        camera.act("walk_up", {})
        kiosk.wait_to_see(HOME, SLOW_S)
        camera.act("hold", {"text": f"http://192.0.2.10:8080/t/{UUID(int=7)}"})
        kiosk.wait_to_see("本机不认识这个码", SLOW_S)
        kiosk.press("English")
        kiosk.wait_to_see("This code is not known here")
        camera.act("hold", {"text": slip})
        kiosk.wait_to_see("Your ticket", SLOW_S)
        assert kiosk.sees("E001")
        assert len(queue.commands) == 1  # looking took no number
    assert "Traceback" not in kiosk.log.read_text("utf-8", "replace")
