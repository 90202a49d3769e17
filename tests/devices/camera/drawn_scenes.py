"""Drawn camera pictures: slips and telephones held before a kiosk, as its camera sees them.

All is drawn with seeded noise: the same picture in every run. Nobody is in them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import segno
from PIL import Image

from devices.camera.frames import Frame

WIDTH_PX, HEIGHT_PX = 1280, 720
SEED = 20_261_123
LINK = "http://192.0.2.10:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7"
CHINESE = "预约 2026-11-23 不动产登记 A001"
QUIET_MODULES = 4

Change = Callable[[Frame, np.random.Generator], Frame]


def qr(content: str | bytes = LINK, error: str = "m", scale: int = 10) -> Frame:
    """The code alone, black on white, with its quiet zone."""
    png = io.BytesIO()
    encoding = None if isinstance(content, bytes) else "utf-8"
    code = segno.make(content, error=error, micro=False, boost_error=False, encoding=encoding)
    code.save(png, kind="png", scale=scale, border=QUIET_MODULES)
    return np.asarray(Image.open(png).convert("L")).copy()


def code128(text: str = "A001-7C9E6679") -> Frame:
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    image = np.asarray(zxingcpp.write_barcode_to_image(made, scale=3, add_quiet_zones=True))
    return np.repeat(image[:1], 160, axis=0).copy()


def hall(dice: np.random.Generator) -> Frame:
    """A wall with light falling in, a counter, a floor."""
    across = np.linspace(150, 90, WIDTH_PX)[None, :] + np.linspace(20, -30, HEIGHT_PX)[:, None]
    wall = across.astype(np.float32)
    wall[520:] -= 40
    for left in range(0, WIDTH_PX, 160):
        wall[420:520, left : left + 150] = 70 + (left // 160 % 3) * 25
    return noisy(np.clip(wall, 0, 255).astype(np.uint8), dice, 3.0)


def noisy(image: Frame, dice: np.random.Generator, sigma: float) -> Frame:
    grain = dice.normal(0, sigma, image.shape)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def held(
    code: Frame,
    dice: np.random.Generator,
    *,
    size_px: float = 300,
    turn_deg: float = 0,
    tilt: float = 0,
    centre: tuple[float, float] = (640, 360),
) -> Frame:
    """`code` in the hall: `size_px` wide, turned, its far side shorter by `tilt` (0 to 1)."""
    height, width = code.shape
    half_w, half_h = size_px / 2, size_px / 2 * height / width
    corners = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]])
    shrink = np.array([1 - tilt, 1, 1, 1 - tilt])[:, None] ** np.array([[0.5, 1.0]])
    angle = np.deg2rad(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = (corners * shrink) @ turn.T + np.array(centre)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), target.astype(np.float32))
    size = (WIDTH_PX, HEIGHT_PX)
    # Shrinking by bilinear samples would make moiré that no lens makes: blur first.
    factor = width / size_px
    soft = cv2.GaussianBlur(code, (0, 0), factor * 0.4) if factor > 1.2 else code
    paper = cv2.warpPerspective(soft, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full_like(code, 255), matrix, size)
    scene = hall(dice)
    share = mask.astype(np.float32) / 255
    lit = paper * 0.80 + 25  # paper is not white, ink is not black
    return np.clip(scene * (1 - share) + lit * share, 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Scene:
    """`content` is what must be read; `must` False: nobody promises that."""

    name: str
    draw: Callable[[np.random.Generator], Frame]
    content: str = LINK
    must: bool = True

    def picture(self) -> Frame:
        return self.draw(np.random.default_rng(SEED))


def _scene(name: str, content: str = LINK, *, must: bool = True, **how: Any) -> Scene:
    code = how.pop("code", None)
    change: Change = how.pop("change", lambda image, dice: image)

    def draw(dice: np.random.Generator) -> Frame:
        return change(held(qr() if code is None else code(), dice, **how), dice)

    return Scene(name, draw, content, must)


def blurred(sigma: float) -> Change:
    return lambda image, _dice: cv2.GaussianBlur(image, (0, 0), sigma)  # type: ignore[return-value]


def grainy(sigma: float) -> Change:
    return lambda image, dice: noisy(image, dice, sigma)


def dim(share: float) -> Change:
    return lambda image, dice: noisy((image * share).astype(np.uint8), dice, 4.0)


def shaken(length_px: int) -> Change:
    kernel = np.zeros((length_px, length_px), np.float32)
    kernel[length_px // 2] = 1 / length_px
    return lambda image, _dice: cv2.filter2D(image, -1, kernel)  # type: ignore[return-value]


def thumb(share: float) -> Callable[[], Frame]:
    """A code whose lower right corner a thumb covers by `share` of its width."""

    def draw() -> Frame:
        code = qr(error="h")
        edge = code.shape[0]
        centre = (int(edge * 0.82), int(edge * 0.86))
        cv2.circle(code, centre, int(edge * share / 2), 140, -1)
        return code

    return draw


def glare(image: Frame, _dice: np.random.Generator) -> Frame:
    """A lamp mirrored in a telephone's glass, beside the middle."""
    ys, xs = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    light = 190 * np.exp(-(((xs - 700) / 60) ** 2 + ((ys - 300) / 40) ** 2))
    return np.clip(image + light, 0, 255).astype(np.uint8)


def shadowed(image: Frame, _dice: np.random.Generator) -> Frame:
    dark = np.linspace(1.0, 0.25, WIDTH_PX)[None, :]
    return (image * dark).astype(np.uint8)


def inverted() -> Frame:
    return 255 - qr()


def both(*changes: Change) -> Change:
    def change(image: Frame, dice: np.random.Generator) -> Frame:
        for one in changes:
            image = one(image, dice)
        return image

    return change


def two_codes(dice: np.random.Generator) -> Frame:
    left = held(qr(), dice, size_px=260, centre=(360, 360))
    right = held(qr("A002"), dice, size_px=260, centre=(920, 360))
    return np.where(np.arange(WIDTH_PX)[None, :] < 640, left, right).astype(np.uint8)


SCENES = (
    _scene("straight"),
    _scene("turned by 30 degrees", turn_deg=30),
    _scene("turned by 45 degrees", turn_deg=45),
    _scene("lying on its side", turn_deg=90),
    _scene("upside down", turn_deg=180),
    _scene("in perspective", tilt=0.35),
    _scene("in strong perspective", tilt=0.5, turn_deg=15, size_px=360),
    _scene("small", size_px=130),
    _scene("very small", size_px=100),
    _scene("tiny", size_px=85, must=False),
    _scene("near", size_px=640),
    _scene("at the picture's edge", centre=(170, 180)),
    _scene("noisy", change=grainy(25)),
    _scene("very noisy", change=grainy(45)),
    _scene("noisy and small", size_px=160, change=grainy(18)),
    _scene("a little blurred", change=blurred(2.0)),
    _scene("blurred", change=blurred(3.2)),
    _scene("very blurred", change=blurred(4.5), must=False),
    _scene("shaken by the hand", change=shaken(7)),
    # What only the further looks read:
    _scene("very small and out of focus", size_px=105, change=blurred(1.2)),
    _scene("small and out of focus", size_px=125, change=blurred(1.6)),
    _scene("small, turned and out of focus", size_px=140, turn_deg=20, change=blurred(1.6)),
    _scene("far out of focus", change=blurred(4.2)),
    _scene("small and shaken", size_px=125, change=shaken(5)),
    _scene("near and shaken hard", size_px=380, change=shaken(15)),
    _scene("in the dark", change=dim(0.25)),
    _scene("half in shadow", change=shadowed),
    _scene("with glare", change=glare),
    _scene("under a thumb", code=thumb(0.28)),
    _scene("white on black", code=inverted),
    _scene("white on black, turned", code=inverted, turn_deg=40, tilt=0.2),
    _scene("Chinese in UTF-8", CHINESE, code=lambda: qr(CHINESE)),
    _scene("Chinese in GB 18030", CHINESE, code=lambda: qr(CHINESE.encode("gb18030"))),
    _scene("one letter", "A", code=lambda: qr("A"), size_px=200),
    _scene("dense", "H" * 300, code=lambda: qr("H" * 300), size_px=420),
    _scene("very dense", "H" * 512, code=lambda: qr("H" * 512, error="l"), size_px=520),
    _scene("mirrored", code=lambda: qr()[:, ::-1].copy()),
    _scene("bar code", "A001-7C9E6679", code=code128, size_px=520),
    _scene(
        "bar code, turned by 25 degrees", "A001-7C9E6679", code=code128, size_px=520, turn_deg=25
    ),
    _scene(
        "small, tilted, turned and noisy",
        size_px=190,
        tilt=0.25,
        turn_deg=-25,
        change=both(blurred(0.8), grainy(10)),
    ),
)
EMPTY = Scene("an empty hall", hall, "")
