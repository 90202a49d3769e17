"""What a camera's picture costs, and what reads more codes. Alone: `python -m tests.bench.camera`.

Times are the thread's own, on this machine; how many codes are read is the same on every machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from devices.camera.codes import BUDGET_S, FURTHER, CodeReader
from devices.camera.driver import FRAMES_PER_S
from devices.camera.frames import Frame
from devices.camera.presence import Presence
from devices.sim.film import Moment, draw
from tests.bench.result import Result

sys.path.append(str(Path(__file__).parents[1] / "devices/camera"))
from drawn_scenes import EMPTY, SCENES, Scene  # stands beside the tests that share it

MS = 1000
PRESENCE_SHARE = 0.05  # of a core
PICTURES = 300

Read = Callable[[Frame], list[str]]


def camera() -> list[Result]:
    with _one_thread():
        return [*codes(), presence()]


def codes() -> list[Result]:
    pictures = [(scene, scene.picture()) for scene in (*SCENES, EMPTY)]
    right, times = _tried(CodeReader().read, pictures)
    others = {name: _tried(read, pictures) for name, read in _opencv().items()}
    most = max(read for read, _ in others.values())
    slowest = max(times)
    return [
        Result(
            "codes read in drawn pictures",
            right,
            f"of {len(pictures)}",
            f"more than OpenCV's {most}",
            right > most,
            [_line("zxing-cpp, as used", right, times)]
            + [_line(name, *tried) for name, tried in others.items()],
        ),
        Result(
            "slowest look for codes in a picture of 1280 x 720",
            slowest * MS,
            "ms",
            f"<= {BUDGET_S * MS:.0f}",
            slowest <= BUDGET_S,
        ),
    ]


def presence() -> Result:
    film = [
        cv2.resize(draw(Moment(near, step=step)), (1280, 720))
        for near in (0.0, 1.0)
        for step in range(8)
    ]
    frames = [np.asarray(cv2.cvtColor(shot.astype(np.uint8), cv2.COLOR_BGR2GRAY)) for shot in film]
    looker = Presence()
    start = time.process_time()
    for at in range(PICTURES):
        looker.look(frames[at % 8 + (8 if at > PICTURES / 2 else 0)])
    each_s = (time.process_time() - start) / PICTURES
    share = each_s * FRAMES_PER_S
    return Result(
        "someone before the kiosk is seen, of a core",
        share * 100,
        "%",
        f"< {PRESENCE_SHARE:.0%}",
        share < PRESENCE_SHARE,
        [f"{each_s * MS:.2f} ms of CPU a picture of 1280 x 720, {FRAMES_PER_S} a second"],
    )


def _tried(read: Read, pictures: list[tuple[Scene, Frame]]) -> tuple[int, list[float]]:
    """How many were read right, and what every look took; a code is held for a few looks."""
    right, times = 0, []
    for scene, picture in pictures:
        seen: list[str] = []
        for _ in range(len(FURTHER)):
            start = time.thread_time()
            seen = [text for text in read(picture) if text]
            times.append(time.thread_time() - start)
            if seen:
                break
        right += seen == ([scene.content] if scene.content else [])
    return right, times


def _line(name: str, right: int, times: list[float]) -> str:
    mean, most = statistics.mean(times) * MS, max(times) * MS
    return f"{name}: {right} right, {mean:.1f} ms a look, at most {most:.1f} ms"


def _opencv() -> dict[str, Read]:
    def reader(detector: cv2.GraphicalCodeDetector) -> Read:
        def read(frame: Frame) -> list[str]:
            try:
                return [detector.detectAndDecode(frame)[0]]
            except UnicodeDecodeError:  # opencv issue 23728
                return []

        return read

    return {
        "cv2.QRCodeDetector": reader(cv2.QRCodeDetector()),
        "cv2.QRCodeDetectorAruco": reader(cv2.QRCodeDetectorAruco()),
    }


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)


if __name__ == "__main__":
    from tests.bench.run import report

    print(report(camera()))
