"""Is someone standing before the kiosk? Seen by what differs from the empty hall. Pure.

The hall is learned as the usual brightness of each of 320 × 180 points (OpenCV's MOG2, after
Zivkovic, ICPR 2004): no picture of anyone is kept, compared or recognised.
"""

from __future__ import annotations

import cv2
import numpy as np

from devices.camera.frames import Frame

WIDTH_PX, HEIGHT_PX = 320, 180
SOMEONE_SHARE = 0.08  # of the picture, in one piece: a grown-up within some two metres
STIR_SHARE = 0.015
EVERYTHING_SHARE = 0.7  # so much at once is a lamp, not a person
WAKE_FRAMES = 3  # in a row, before someone is there: nobody who only passes by wakes the screen
LEAVE_FRAMES = 5
LEARN_FRAMES = 5  # the first ones only teach
STIR_FRAMES = 25  # for which something that moved once counts as stirring
# What stays is usual after log(0.9) / log(1 - rate) frames: MOG2 calls usual what is seen in a
# tenth of the (fading) past. While nobody is there, 2 s; while someone is, 3.5 min: a person who
# waits is not furniture at once, but a chair that somebody left is after some time.
LEARN = 0.01
LEARN_SLOWLY = 0.0001
HISTORY = 500
VARIANCES = 25.0  # how far from usual a point must be
GRAIN_PX = 3


class Presence:
    """Feed it the frames as they come, about five a second. Not for more than one thread."""

    def __init__(self) -> None:
        self._hall = cv2.createBackgroundSubtractorMOG2(
            history=HISTORY, varThreshold=VARIANCES, detectShadows=False
        )
        self._seen = 0  # frames, up to LEARN_FRAMES
        self._streak = 0  # frames in a row that speak against what is believed now
        self._someone = False
        self._stir_frames = 0

    def look(self, frame: Frame) -> bool:
        """Whether someone stands there, as of this frame."""
        share = self._share(cv2.resize(frame, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA))
        self._stir_frames = STIR_FRAMES if share >= STIR_SHARE else max(self._stir_frames - 1, 0)
        self._believe(share >= SOMEONE_SHARE)
        return self._someone

    @property
    def stirs(self) -> bool:
        """Something moved in these seconds, be it only a hand with a code: worth a closer look."""
        return self._someone or self._stir_frames > 0

    def _share(self, small: cv2.typing.MatLike) -> float:
        """Of the picture, the largest piece that is not the usual hall."""
        if self._seen < LEARN_FRAMES:
            self._seen += 1
            self._hall.apply(small, learningRate=1 / self._seen)
            return 0.0
        rate = LEARN_SLOWLY if self._someone else LEARN
        different = self._hall.apply(small, learningRate=rate)
        if not self._someone and _filled(different) > EVERYTHING_SHARE:
            self._seen = 0  # the light changed: learn the hall anew
            return 0.0
        whole = cv2.morphologyEx(different, cv2.MORPH_OPEN, _GRAIN)
        whole = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, _GRAIN, iterations=2)
        return _largest_piece(whole)

    def _believe(self, someone: bool) -> None:
        self._streak = self._streak + 1 if someone != self._someone else 0
        if self._streak >= (LEAVE_FRAMES if self._someone else WAKE_FRAMES):
            self._someone, self._streak = someone, 0


_GRAIN = np.ones((GRAIN_PX, GRAIN_PX), np.uint8)


def _filled(mask: cv2.typing.MatLike) -> float:
    return cv2.countNonZero(mask) / (WIDTH_PX * HEIGHT_PX)


def _largest_piece(mask: cv2.typing.MatLike) -> float:
    _, _, pieces, _ = cv2.connectedComponentsWithStats(mask)
    areas = pieces[1:, cv2.CC_STAT_AREA]  # the first is all that is as usual
    return float(areas.max(initial=0)) / (WIDTH_PX * HEIGHT_PX)
