"""The simulated camera shows a hall in which somebody walks up and holds a code."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from devices.camera.codes import CodeReader
from devices.camera.driver import Camera
from devices.camera.ports import open_camera
from devices.camera.presence import Presence
from devices.errors import LinkLost
from devices.sim.camera import HEAD, CameraSim
from devices.sim.device import Refused, act
from devices.sim.film import HEIGHT_PX, STEPS_PER_S, WALK_STEPS, WIDTH_PX
from devices.sim.station import Station
from devices.sim.wires import TcpWire

LINK = "http://192.0.2.10:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7"
QUESTION = b"GET /video HTTP/1.1\r\nHost: camera\r\n\r\n"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_shows_pictures_at_its_own_pace_to_whoever_asks() -> None:
    clock = Clock()
    camera = CameraSim(clock)
    assert camera.speak(clock.now) == (b"", None)
    assert camera.feed(QUESTION[:10]) + camera.feed(QUESTION[10:]) == HEAD
    shown, due = camera.speak(clock.now)
    assert shown.startswith(b"--picture\r\nContent-Type: image/jpeg\r\n")
    assert camera.speak(clock.now) == (b"", due)
    assert due == pytest.approx(clock.now + 1 / STEPS_PER_S)


def test_it_is_no_web_server() -> None:
    assert CameraSim(Clock()).feed(b"POST / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 404")
    camera = CameraSim(Clock())
    for _ in range(100):
        assert camera.feed(b"x" * 1000) == b""
    assert camera.feed(QUESTION) == HEAD or camera.lull() == b""


def test_a_code_is_held_up_after_the_walk() -> None:
    clock = Clock()
    camera = CameraSim(clock)
    act(camera, "hold", {"text": LINK})
    first = camera.picture()
    clock.now += WALK_STEPS / STEPS_PER_S
    assert camera.picture() != first
    assert camera.state()["scene"] == "code"
    act(camera, "away", {})
    assert camera.state()["scene"] == "empty"
    assert camera.state()["held"] is None


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(Refused):
        act(CameraSim(Clock()), "hold", {"text": "x" * 5000})


@pytest.fixture
def station() -> Iterator[Station]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Station(
        kind="camera",
        name="camera-k1",
        device=CameraSim(time.monotonic),
        wire=TcpWire(port),
        baud=115200,
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def eye(station: Station) -> Iterator[Camera]:
    port = station.state()["tcp_port"]
    made = open_camera("camera-k1", f"http://127.0.0.1:{port}/video", WIDTH_PX, HEIGHT_PX)
    yield made
    made.close()


def test_the_driver_sees_somebody_come_and_reads_the_code(station: Station, eye: Camera) -> None:
    presence, reader = Presence(), CodeReader()
    for _ in range(8):
        assert not presence.look(eye.frame())
    station.act("hold", {"text": LINK})
    deadline = time.monotonic() + 15
    someone, codes = False, list[str]()
    while not (someone and codes):
        frame = eye.frame()
        someone = presence.look(frame) or someone
        codes = codes or reader.read(frame)
        assert time.monotonic() < deadline, (someone, codes)
    assert codes == [LINK]


def test_a_camera_that_was_unplugged_is_found_again(station: Station, eye: Camera) -> None:
    eye.frame()
    station.act("unplug", {})
    with pytest.raises(LinkLost):
        any(eye.frame() is None for _ in range(20))
    station.act("plug", {})
    deadline = time.monotonic() + 15
    while True:
        try:
            assert eye.frame().shape == (HEIGHT_PX, WIDTH_PX)
            break
        except LinkLost:
            assert time.monotonic() < deadline
            time.sleep(0.05)
