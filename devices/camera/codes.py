"""Codes in a camera's picture: QR codes, and Code 128 as printed by other machines. Pure.

Read by zxing-cpp: of the 41 drawn scenes in the tests (turned, tilted, small, white on black, not
UTF-8 …) it gets 40 right, OpenCV's two detectors 21 and 26, and it never needs the hundreds of
milliseconds in which those fail. `tests/bench/camera.py` measures all three.

A picture gets one look at all of it, and further looks, in turn, while they fit into the budget: at
five pictures a second, a code that is held for half a second has had all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np
import zxingcpp

from devices.camera.frames import Frame
from devices.scanner.scan import LONGEST_BYTES, decoded

BUDGET_S = 0.030  # of this thread's own time, for one picture
FORGETTING = 0.7  # how much an old duration counts beside a new one
SHARPEN = 2.0
SHARPEN_SIGMA_PX = 3.0

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_BAR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)

Look = Callable[[Frame], list[bytes]]


class CodeReader:
    """Keeps nothing of a picture. Not for more than one thread."""

    def __init__(
        self, *, clock: Callable[[], float] = time.thread_time, budget_s: float = BUDGET_S
    ) -> None:
        self._clock = clock
        self._budget_s = budget_s
        self._turn = 0
        self._takes_s = [0.0] * len(FURTHER)

    def read(self, frame: Frame) -> list[str]:
        """The texts of the codes in `frame`, each once; [] when none can be read.

        A code of more than 512 bytes, or in neither UTF-8 nor GB 18030, is not read.
        """
        start = self._clock()
        found = _whole(frame)
        for _ in FURTHER:
            if found:
                break
            at = self._turn
            begun = self._clock()
            if begun - start + self._takes_s[at] > self._budget_s:
                # A look that was slow once, on a busy machine, must come to its turn again.
                self._takes_s[at] *= FORGETTING
                break
            self._turn = (at + 1) % len(FURTHER)
            found = FURTHER[at](frame)
            self._takes_s[at] = max(self._clock() - begun, self._takes_s[at] * FORGETTING)
        return _texts(found)


def _whole(frame: Frame) -> list[bytes]:
    return _read(frame)


def _middle_doubled(frame: Frame) -> list[bytes]:
    """For small and noisy codes."""
    return _read(cv2.resize(_middle(frame), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


def _middle_sharpened(frame: Frame) -> list[bytes]:
    """For codes out of focus."""
    middle = _middle(frame)
    soft = cv2.GaussianBlur(middle, (0, 0), SHARPEN_SIGMA_PX)
    return _read(cv2.addWeighted(middle, 1 + SHARPEN, soft, -SHARPEN, 0))


def _bars(frame: Frame) -> list[bytes]:
    return _read(frame, _BAR)


def _bars_turned(frame: Frame) -> list[bytes]:
    """Bars are only found across the picture's rows and columns: turn it by 30° either way."""
    middle = _middle(frame)
    height, width = middle.shape
    for degrees in TURNS_DEG:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        found = _read(cv2.warpAffine(middle, turn, (width, height)), _BAR)
        if found:
            return found
    return []


FURTHER: tuple[Look, ...] = (_middle_doubled, _bars, _middle_sharpened, _bars_turned)
TURNS_DEG = (-30, 30)


def _middle(frame: Frame) -> Frame:
    """Half as wide and two thirds as high: where people hold codes."""
    height, width = frame.shape
    return frame[height // 6 : height - height // 6, width // 4 : width - width // 4]


def _read(image: Frame | cv2.typing.MatLike, formats: zxingcpp.BarcodeFormats = _QR) -> list[bytes]:
    return [code.bytes for code in zxingcpp.read_barcodes(np.asarray(image), formats=formats)]


def _texts(found: list[bytes]) -> list[str]:
    read = (decoded(data) for data in found if 0 < len(data) <= LONGEST_BYTES)
    return list(dict.fromkeys(text for text, _ in filter(None, read)))
