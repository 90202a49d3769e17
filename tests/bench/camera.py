"""`python -m tests.bench.camera`: what a camera's picture costs, and which detector reads more.

Times are of this machine; the ratios are what counts.
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

sys.path.append(str(Path(__file__).parents[1] / "devices/camera"))
from drawn_scenes import EMPTY, SCENES  # stands beside the tests that share it

MS = 1000


@contextmanager
def one_thread() -> Iterator[None]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)


def detectors() -> dict[str, Callable[[Frame], list[str]]]:
    plain, aruco = cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()

    def opencv(detector: cv2.GraphicalCodeDetector) -> Callable[[Frame], list[str]]:
        def read(frame: Frame) -> list[str]:
            try:
                return [detector.detectAndDecode(frame)[0]]
            except UnicodeDecodeError:  # opencv issue 23728
                return []

        return read

    return {
        "ours (zxing-cpp)": CodeReader().read,
        "cv2.QRCodeDetector": opencv(plain),
        "cv2.QRCodeDetectorAruco": opencv(aruco),
    }


def codes() -> None:
    pictures = [(scene, scene.picture()) for scene in (*SCENES, EMPTY)]
    for name, read in detectors().items():
        right, times = 0, []
        for scene, picture in pictures:
            seen: list[str] = []
            for _ in range(len(FURTHER)):
                start = time.perf_counter()
                seen = [text for text in read(picture) if text]
                times.append(time.perf_counter() - start)
                if seen:
                    break
            right += seen == ([scene.content] if scene.content else [])
        print(
            f"{name:24} {right}/{len(pictures)} scenes right; a 1280 x 720 picture takes"
            f" {statistics.mean(times) * MS:.1f} ms, at most {max(times) * MS:.1f} ms"
            f" (budget {BUDGET_S * MS:.0f})"
        )


def presence(pictures: int = 300) -> None:
    frames = [
        np.asarray(cv2.cvtColor(draw(Moment(near, step=step)).astype(np.uint8), cv2.COLOR_BGR2GRAY))
        for near in (0.0, 1.0)
        for step in range(8)
    ]
    large = [cv2.resize(frame, (1280, 720)).astype(np.uint8) for frame in frames]
    for size, shown in (("640 x 480", frames), ("1280 x 720", large)):
        looker = Presence()
        start = time.process_time()
        for at in range(pictures):
            looker.look(shown[at % 8 + (8 if at > pictures / 2 else 0)])
        each = (time.process_time() - start) / pictures
        print(
            f"presence, {size}: {each * MS:.2f} ms of CPU a picture,"
            f" {each * FRAMES_PER_S:.2%} of a core at {FRAMES_PER_S} pictures a second (goal < 5 %)"
        )


if __name__ == "__main__":
    with one_thread():
        codes()
        presence()
