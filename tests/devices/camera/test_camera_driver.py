"""A camera is opened, lost and found again; a film is a camera, too."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from wires import FakeClock

from devices.camera.codes import CodeReader
from devices.camera.driver import (
    MOST_STALE,
    V4L_TIMEOUT,
    Camera,
    CameraPort,
    is_device,
    open_capture,
)
from devices.camera.ports import open_camera
from devices.errors import LinkLost
from devices.link import Link
from devices.sim.film import HEIGHT_PX, WIDTH_PX, Moment, draw

LINK = "http://192.0.2.10:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7"


class FakeCapture:
    """As OpenCV's: each grab takes `takes_s`, each picture shows its number."""

    def __init__(self, clock: FakeClock, takes_s: list[float], pictures: int = 10_000) -> None:
        self._clock = clock
        self._takes_s = takes_s
        self._left = pictures
        self.grabbed = 0
        self.released = False
        self.broken = False
        self.size = (4, 6)

    def isOpened(self) -> bool:  # noqa: N802
        return True

    def grab(self) -> bool:
        self._clock.advance(self._takes_s.pop(0) if self._takes_s else 0.2)
        self.grabbed += 1
        return self.grabbed <= self._left

    def retrieve(self) -> tuple[bool, np.ndarray]:
        return not self.broken, np.full((*self.size, 3), self.grabbed, np.uint8)

    def set(self, propId: int, value: float) -> bool:  # noqa: N803
        return True

    def release(self) -> None:
        self.released = True


def camera(capture: FakeCapture, clock: FakeClock) -> Camera:
    port = CameraPort(
        "rtsp://192.0.2.7/live", 6, 4, clock=clock, open=lambda source, width, height: capture
    )
    return Camera(port, width_px=6, height_px=4)


def test_a_frame_is_grey_and_of_the_configured_size(clock: FakeClock) -> None:
    capture = FakeCapture(clock, [])
    capture.size = (40, 60)
    frame = camera(capture, clock).frame()
    assert frame.shape == (4, 6)
    assert frame.dtype == np.uint8


def test_pictures_that_were_waiting_are_thrown_away(clock: FakeClock) -> None:
    capture = FakeCapture(clock, [0.0, 0.001, 0.0, 0.15, 0.2])
    eye = camera(capture, clock)
    assert eye.frame()[0, 0] == 4
    assert eye.frame()[0, 0] == 5


def test_a_camera_that_sends_faster_than_anyone_looks_is_not_followed_for_ever(
    clock: FakeClock,
) -> None:
    capture = FakeCapture(clock, [0.0] * 100)
    camera(capture, clock).frame()
    assert capture.grabbed == MOST_STALE


@pytest.mark.parametrize("how", ["ends", "sends broken pictures"])
def test_a_camera_that_goes_is_a_lost_link(how: str, clock: FakeClock) -> None:
    capture = FakeCapture(clock, [], pictures=1)
    eye = camera(capture, clock)
    eye.frame()
    if how == "sends broken pictures":
        capture = FakeCapture(clock, [])
        capture.broken = True
        eye = camera(capture, clock)
    with pytest.raises(LinkLost):
        eye.frame()


def test_a_lost_camera_is_let_go_and_opened_again(clock: FakeClock) -> None:
    made: list[FakeCapture] = []

    def open_one() -> CameraPort:
        made.append(FakeCapture(clock, [], pictures=2))
        return CameraPort("0", 6, 4, clock=clock, open=lambda *_: made[-1])

    eye = Camera(Link(open_one, "camera-k1", clock), width_px=6, height_px=4)
    eye.frame(), eye.frame()
    with pytest.raises(LinkLost):
        eye.frame()
    assert made[0].released
    with pytest.raises(LinkLost):
        eye.frame()  # not yet: a pause first
    clock.advance(1.0)
    eye.frame()
    assert len(made) == 2


@pytest.mark.parametrize(
    ("source", "device"),
    [
        ("0", True),
        ("/dev/video2", True),
        ("/dev/v4l/by-id/usb-a-video-index0", True),
        ("http://192.0.2.7/v.mjpg", False),
        ("/var/films/hall.avi", False),
    ],
)
def test_what_is_a_device_and_what_a_film(source: str, device: bool) -> None:
    assert is_device(source) == device


def test_a_camera_that_is_not_there_says_so(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
        for source in (str(tmp_path / "none.avi"), "/dev/video99", nobody):
            with pytest.raises(LinkLost):
                open_camera("camera-k1", source, 640, 480).frame()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Someone shows a code, recorded as a camera would."""
    path = tmp_path / "hall.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 5, (WIDTH_PX, HEIGHT_PX))
    for moment in (Moment(), Moment(1.0), Moment(1.0, LINK, 2)):
        writer.write(draw(moment))
    writer.release()
    return path


def test_a_recorded_film_is_a_camera_and_goes_round(film: Path) -> None:
    eye = open_camera("camera-k1", str(film), WIDTH_PX, HEIGHT_PX)
    reader = CodeReader()
    read: Callable[[], list[str]] = lambda: reader.read(eye.frame())  # noqa: E731
    assert [read() for _ in range(6)] == [[], [], [LINK]] * 2
    eye.close()


def test_a_usb_camera_that_hangs_is_given_up_as_soon_as_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str | None] = []

    class Opened:
        def __init__(self, *_how: object) -> None:
            told.append(os.environ.get(V4L_TIMEOUT))

        def set(self, *_wish: object) -> bool:
            return True

    monkeypatch.delenv(V4L_TIMEOUT, raising=False)
    monkeypatch.setattr(cv2, "VideoCapture", Opened)
    open_capture("/dev/video0", 640, 480)
    assert told == ["3"]
    monkeypatch.setenv(V4L_TIMEOUT, "8")
    open_capture("/dev/video0", 640, 480)
    assert told == ["3", "8"]
