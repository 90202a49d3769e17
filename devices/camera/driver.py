"""A camera: on USB, in the network, or a film. See PROTOCOL.md.

A frame goes from hand to hand and is gone when the last lets go of it: nothing here keeps, writes
or sends one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from devices.camera.frames import Frame
from devices.errors import LinkLost
from devices.exchange import Clock
from devices.transport import Transport

OPEN_TIMEOUT_MS = 3000
READ_TIMEOUT_MS = 3000
V4L_TIMEOUT = "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"
FRAMES_PER_S = 5  # asked of a USB camera; a network camera is set to it at the camera
STALE_GRAB_S = 0.006  # a frame that comes sooner was waiting: it shows what was, not what is
MOST_STALE = 8  # frames to throw away at once

_DEVICE = "/dev/video"


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...  # noqa: N802 # OpenCV's name

    def grab(self) -> bool: ...

    def retrieve(self) -> tuple[bool, np.ndarray]: ...

    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803 # OpenCV's name

    def release(self) -> None: ...


class Camera:
    """Not for more than one thread. `transport` is a `CameraPort`, or a `Link` to one."""

    def __init__(self, transport: Transport, *, width_px: int, height_px: int) -> None:
        self._transport = transport
        self._shape = (height_px, width_px)

    def frame(self) -> Frame:
        """What the camera sees now; waits for its next frame, 3 s at most. Raises `LinkLost`."""
        data = self._transport.read(READ_TIMEOUT_MS / 1000)
        return np.frombuffer(data, np.uint8).reshape(self._shape)

    def close(self) -> None:
        """Let the camera go (its lamp goes out); the next frame opens it again."""
        self._transport.close()


class CameraPort:
    """A `Transport` whose every read is one whole grey frame; what is written goes nowhere.

    `source` is `/dev/video0` or its number, a path under `/dev/v4l/by-id`, an `http://` or
    `rtsp://` address, or a film's file, which starts again when it is over.
    """

    def __init__(
        self,
        source: str,
        width_px: int,
        height_px: int,
        *,
        clock: Clock = time.monotonic,
        open: Callable[[str, int, int], Capture] | None = None,
    ) -> None:
        self._source = source
        self._size = (width_px, height_px)
        self._clock = clock
        self._film = "://" not in source and not is_device(source)
        self._capture = (open or open_capture)(source, width_px, height_px)
        if not self._capture.isOpened():
            raise LinkLost(f"no picture from {source}")

    def read(self, timeout_s: float) -> bytes:
        """`timeout_s` is set when the camera is opened: 3 s for one in the network."""
        if not self._fresh():
            raise LinkLost(f"{self._source} sends no more pictures")
        got, picture = self._capture.retrieve()
        if not got or picture is None:
            raise LinkLost(f"{self._source} sent a broken picture")
        return self._grey(picture).tobytes()

    def write(self, data: bytes) -> None:
        """A camera hears nothing."""

    def close(self) -> None:
        self._capture.release()

    def _fresh(self) -> bool:
        """Grab a frame that was not waiting for us."""
        if self._film:
            return self._capture.grab() or self._again()
        for _ in range(MOST_STALE):
            start = self._clock()
            if not self._capture.grab():
                return False
            if self._clock() - start >= STALE_GRAB_S:
                break
        return True

    def _again(self) -> bool:
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        return self._capture.grab()

    def _grey(self, picture: np.ndarray) -> np.ndarray:
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
        if grey.shape == self._size[::-1]:
            return np.asarray(grey)
        return np.asarray(cv2.resize(grey, self._size, interpolation=cv2.INTER_AREA))


def is_device(source: str) -> bool:
    return source.isdecimal() or source.startswith(("/dev/v4l/", _DEVICE))


def open_capture(source: str, width_px: int, height_px: int) -> cv2.VideoCapture:
    if is_device(source):
        # OpenCV knows no other way to say it, and waits for 10 s otherwise.
        os.environ.setdefault(V4L_TIMEOUT, str(READ_TIMEOUT_MS // 1000))
        wishes = {
            cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),  # USB 2 is too slow for raw
            cv2.CAP_PROP_FRAME_WIDTH: width_px,
            cv2.CAP_PROP_FRAME_HEIGHT: height_px,
            cv2.CAP_PROP_FPS: FRAMES_PER_S,
            cv2.CAP_PROP_BUFFERSIZE: 1,
        }
        where = str(Path(source).resolve()) if source.startswith("/") else _DEVICE + source
        capture = cv2.VideoCapture(where, cv2.CAP_V4L2)
        for wish, value in wishes.items():
            capture.set(wish, value)
        return capture
    limits = [
        (cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS),
        (cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS),
        (cv2.CAP_PROP_N_THREADS, 1),
    ]
    flat = [number for limit in limits for number in limit]
    return cv2.VideoCapture(source, cv2.CAP_FFMPEG, flat)
