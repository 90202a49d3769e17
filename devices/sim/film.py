"""What a kiosk's camera sees, drawn: the empty hall, someone walking up, a code held at an angle.

Pure: the same moment gives the same picture. Nobody in it is real.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
import segno
from PIL import Image

Picture = npt.NDArray[np.uint8]  # (height, width, 3), blue green red

WIDTH_PX, HEIGHT_PX = 640, 480
STEPS_PER_S = 5
WALK_STEPS = 10  # two seconds from the door to the kiosk
SWAY_STEPS = 8  # someone who stands still does not
GRAIN = 4.0  # of a small sensor's noise
CODE_PX = 230  # a slip at arm's length
QUIET_MODULES = 4

_HAIR, _SKIN, _COAT = (38, 34, 30), (150, 178, 214), (112, 74, 38)
_WALL, _FLOOR, _COUNTER = (198, 206, 204), (120, 130, 136), (104, 138, 158)


@dataclass(frozen=True)
class Moment:
    """`near` 0 nobody there, to 1 before the kiosk; `code` is held up when it is not ""."""

    near: float = 0.0
    code: str = ""
    step: int = 0


def draw(moment: Moment) -> Picture:
    picture = _hall().copy()
    if moment.near > 0:
        _person(picture, moment)
    if moment.code:
        picture = _paper(picture, moment)
    grain = np.roll(_grain(), 7919 * moment.step)  # another grain for every step
    noisy: Picture = np.clip(picture + grain, 0, 255).astype(np.uint8)
    return noisy


@lru_cache(1)
def _grain() -> npt.NDArray[np.int16]:
    dice = np.random.default_rng(1)
    return np.rint(dice.normal(0, GRAIN, (HEIGHT_PX, WIDTH_PX, 3))).astype(np.int16)


@lru_cache(1)
def _hall() -> Picture:
    picture = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    picture[:] = _WALL
    cv2.rectangle(picture, (0, 330), (WIDTH_PX, HEIGHT_PX), _FLOOR, -1)
    for left in range(10, WIDTH_PX, 160):
        cv2.rectangle(picture, (left, 250), (left + 140, 340), _COUNTER, -1)
        cv2.rectangle(picture, (left + 30, 150), (left + 110, 180), (70, 90, 40), -1)
    shade = np.linspace(1.06, 0.86, WIDTH_PX)[None, :, None]
    return np.clip(picture * shade, 0, 255).astype(np.uint8)


def _person(picture: Picture, moment: Moment) -> None:
    """Comes from the left and grows; standing, sways by a few pixels."""
    size = 0.3 + 0.7 * moment.near
    sway = 4 * np.sin(2 * np.pi * moment.step / SWAY_STEPS)
    x = int(60 + (WIDTH_PX / 2 - 60) * moment.near + sway)
    head = int(62 * size)
    top = int(250 - 170 * size)
    shoulders = top + int(2.5 * head)
    cv2.ellipse(picture, (x, shoulders + int(2.9 * head)), (int(2.1 * head), int(3.2 * head)),
                0, 0, 360, _COAT, -1, cv2.LINE_AA)  # fmt: skip
    cv2.rectangle(picture, (x - head // 3, top + head), (x + head // 3, shoulders), _SKIN, -1)
    cv2.ellipse(picture, (x, top + head), (int(0.8 * head), head), 0, 0, 360, _SKIN, -1)
    cv2.ellipse(picture, (x, top + int(0.6 * head)), (int(0.85 * head), int(0.7 * head)),
                0, 180, 360, _HAIR, -1)  # fmt: skip


def _paper(picture: Picture, moment: Moment) -> Picture:
    """A slip with the code, turned and tilted by the hand that holds it."""
    code = _code(moment.code)
    edge = code.shape[0]
    wobble = 2 * np.cos(2 * np.pi * moment.step / SWAY_STEPS)
    corners = np.array([[-0.46, -0.42], [0.5, -0.5], [0.46, 0.5], [-0.5, 0.44]]) * CODE_PX
    angle = np.deg2rad(-9 + wobble)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = corners @ turn.T + (WIDTH_PX / 2 + wobble, 300)
    source = np.array([[0, 0], [edge, 0], [edge, edge], [0, edge]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    soft = cv2.GaussianBlur(code, (0, 0), 0.4 * edge / CODE_PX)
    held = cv2.warpPerspective(soft, matrix, (WIDTH_PX, HEIGHT_PX), borderValue=(0, 0, 0))
    mask = cv2.warpPerspective(np.full((edge, edge), 255, np.uint8), matrix, (WIDTH_PX, HEIGHT_PX))
    share = mask[:, :, None] / 255.0
    lit = held[:, :, None] * 0.8 + 28
    blended: Picture = np.clip(picture * (1 - share) + lit * share, 0, 255).astype(np.uint8)
    return blended


@lru_cache(4)
def _code(text: str) -> Picture:
    png = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(png, kind="png", scale=10, border=QUIET_MODULES)
    return np.asarray(Image.open(png).convert("L"))
