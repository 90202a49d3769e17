from __future__ import annotations

import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.eye import Eye


class Window:
    def __init__(self) -> None:
        self.touches: list[tuple[float, float]] = []
        self.stuck = False

    def frame(self) -> bytes:
        if self.stuck:
            raise TimeoutError("the screen does not answer")
        return b"\x89PNG of a kiosk"

    def texts(self) -> bytes:
        return b"[]"

    def touch(self, x: float, y: float) -> None:
        self.touches.append((x, y))


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def path(tmp_path: Path, window: Window) -> Iterator[Path]:
    place = tmp_path / "run" / "kiosk-k1.sock"
    eye = Eye(place, window)
    eye.start()
    yield place
    eye.stop()
    assert not place.exists()


def ask(path: Path, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(4096):
            answer += part
        return answer


def test_the_eye_shows_frames_and_passes_touches_on(path: Path, window: Window) -> None:
    png = b"\x89PNG of a kiosk"
    assert ask(path, b"FRAME\n") == struct.pack(">I", len(png)) + png
    assert ask(path, b"TOUCH 10 20.5\nTEXTS\n") == b"OK\n" + struct.pack(">I", 2) + b"[]"
    assert window.touches == [(10, 20.5)]


def test_only_the_kiosks_own_user_may_look(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "request_",
    [b"SHOOT\n", b"TOUCH 1\n", b"TOUCH nan 2\n", b"TOUCH -1 2\n", b"TOUCH x y\n", b"A" * 5000],
)
def test_nonsense_closes_the_connection_and_touches_nothing(
    path: Path, window: Window, request_: bytes
) -> None:
    assert ask(path, request_) == b""
    assert window.touches == []
    assert ask(path, b"TEXTS\n")


def test_a_stuck_screen_closes_the_connection(path: Path, window: Window) -> None:
    window.stuck = True
    assert ask(path, b"FRAME\n") == b""
    window.stuck = False
    assert ask(path, b"FRAME\n")


def test_a_socket_left_by_a_killed_kiosk_is_replaced(tmp_path: Path, window: Window) -> None:
    place = tmp_path / "kiosk-k1.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    eye = Eye(place, window)
    eye.start()
    assert ask(place, b"TEXTS\n")
    eye.stop()
