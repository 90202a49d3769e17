"""Text that is always whole: it shrinks, never below the least size, until it fits its box."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.metrics import mm
from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from kiosk.look import LEAST_FONT_MM
from kiosk.screens.fitted import SHELF, Box, Fitted
from kiosk.screens.paint import PAINT
from kiosk.typeset import Block, draw, is_mongolian, lay, width_em

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

STEP = 1.07
LADDER = [LEAST_FONT_MM * STEP**step for step in range(42)]  # few sizes: screens look calmer
ROUNDING_MM = 0.01
MIRRORED = {"left": "right", "right": "left"}
SHARES = {"left": 0.0, "bottom": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "top": 1.0}


class Words(Widget):
    """`size_mm` is the wished font size; `fits` says whether any from there down did.

    Mongolian stands in columns where these need no smaller letters than lines would, and are at
    least as tall as all of them are wide: stumps of columns are harder to read than turned lines.
    """

    text = StringProperty("")
    color = ColorProperty("#10262B")
    halign = OptionProperty("left", options=["left", "center", "right"])
    valign = OptionProperty("middle", options=["bottom", "middle", "top"])
    line_height = NumericProperty(1.0)
    size_mm = NumericProperty(9.0)
    rtl = BooleanProperty(False)  # on a mirrored screen: left is right
    private = BooleanProperty(False)  # of a person: no picture that leaves the kiosk shows it
    even = ObjectProperty(None, allownone=True)
    fits = BooleanProperty(True)
    wish = NumericProperty(0)  # the width in pixels of the text on one line at the wished size
    font_size = NumericProperty(0.0)  # in pixels, as it came out
    texture = ObjectProperty(None, allownone=True)
    texture_size = ListProperty([0, 0])

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        # -1: before the next frame, once, after the layouts have had their say.
        trigger = self._again = Clock.create_trigger(self._fit, -1)
        self._needs_px = 0.0
        for name in ("size", "text", "size_mm", "line_height", "halign", "rtl"):
            self.fbind(name, trigger)
        trigger()

    @property
    def alignment(self) -> str:
        """Where the text really stands in its box."""
        return str(MIRRORED.get(self.halign, self.halign) if self.rtl else self.halign)

    # The share of the box's free room that is to the left of the text, and below it.
    beside = AliasProperty(lambda self: SHARES[self.alignment], None, bind=("halign", "rtl"))
    above = AliasProperty(lambda self: SHARES[self.valign], None, bind=("valign",))

    def on_even(self, _self: Words, even: list[Words] | None) -> None:
        if even is not None:
            even.append(self)

    def _fit(self, *_args: object) -> None:
        wished_mm = self.size_mm * PAINT.scale
        fitted = self._fitted(wished_mm)
        if self.even:
            even_mm = self._evened(fitted.font_px) / mm(1)
            fitted = self._fitted(min(even_mm, wished_mm))
        self.wish, self.fits, self.font_size = fitted.wish, fitted.fits, fitted.font_px
        self.texture, self.texture_size = fitted.texture, list(fitted.size)

    def _fitted(self, wished_mm: float) -> Fitted:
        box = Box(
            self.text,
            wished_mm,
            PAINT.least_mm,
            self.width,
            self.height,
            self.line_height,
            self.alignment,
        )
        return SHELF.fitted(box, _fitted)

    def _evened(self, needs_px: float) -> float:
        """The size that all of `even` can have; they look again when this one changes it."""
        if needs_px != self._needs_px:
            self._needs_px = needs_px
            for other in self.even:
                if other is not self:
                    other._again()
        return float(min(other._needs_px for other in self.even if other._needs_px))


def _fitted(box: Box) -> Fitted:
    sizes = _sizes(box.wished_mm, box.least_mm)
    block = _block(box, sizes)
    return Fitted(
        *_drawn(box, block),
        font_px=block.size_px,
        fits=_holds(box, block),
        wish=width_em(box.text) * mm(sizes[-1]),
    )


def _block(box: Box, sizes: list[float]) -> Block:
    """The largest that fits; else the smallest."""
    ways = (True, False) if is_mongolian(box.text) else (False,)
    for size in reversed(sizes):
        for vertical in ways:
            block = _laid(box, size, vertical=vertical)
            if _holds(box, block) and (not vertical or block.height >= block.width):
                return block
    return _laid(box, sizes[0], vertical=False)


def _laid(box: Box, size_mm: float, *, vertical: bool) -> Block:
    room = box.height if vertical else box.width
    return lay(box.text, mm(size_mm), max(room, 1), box.line_height, vertical=vertical)


def _holds(box: Box, block: Block) -> bool:
    return block.whole and block.height <= box.height + 1 and block.width <= box.width + 1


def _drawn(box: Box, block: Block) -> tuple[Texture | None, tuple[int, int]]:
    if not box.text.strip():
        return None, (0, 0)
    mask = draw(block, box.alignment)  # type: ignore[arg-type]
    texture = Texture.create(size=mask.size, colorfmt="luminance_alpha")
    texture.flip_vertical()
    texture.blit_buffer(_white(mask.tobytes()), colorfmt="luminance_alpha")
    return texture, mask.size


def _white(alpha: bytes) -> bytes:
    """White letters behind `alpha`, to be coloured by the canvas."""
    both = bytearray(b"\xff") * (2 * len(alpha))
    both[1::2] = alpha
    return bytes(both)


def _sizes(wished_mm: float, least_mm: float) -> list[float]:
    """The steps from the least size to the wished one; always one at least."""
    least = bisect_left(LADDER, least_mm - ROUNDING_MM)
    return LADDER[least : max(bisect_right(LADDER, wished_mm + ROUNDING_MM), least + 1)]
