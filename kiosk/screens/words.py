"""Text that is always whole: it shrinks, never below the least size, until it fits its box."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.lang import Builder
from kivy.metrics import mm
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.label import Label
from pylopdf_fonts_zh_cn import sans_path

from kiosk.look import LEAST_FONT_MM
from kiosk.screens.paint import PAINT

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

FONT = str(sans_path())
# Kivy opens the font file anew for every size and keeps 64 of them: all texts share a few steps.
STEP = 1.07
LADDER = [LEAST_FONT_MM * STEP**step for step in range(42)]
ROUNDING_MM = 0.01
SHORT_NAME = 9  # Chinese characters: a name of a service rather than a sentence


class Words(Label):
    """`size_mm` is the wished font size; `fits` says whether any from there down did."""

    private = BooleanProperty(False)  # of one person: no picture and no list of texts tells it
    size_mm = NumericProperty(9.0)
    fits = BooleanProperty(True)
    wish = NumericProperty(0)  # the width in pixels of the text on one line at the wished size

    def __init__(self, **properties: Any) -> None:
        super().__init__(font_name=FONT, **properties)
        # -1: before the next frame, once, after the layouts have had their say.
        trigger = Clock.create_trigger(self._fit, -1)
        self.fbind("size", trigger)
        self.fbind("text", trigger)
        self.fbind("size_mm", trigger)
        self.fbind("line_height", trigger)
        trigger()

    def _fit(self, *_args: object) -> None:
        sizes = _sizes(self.size_mm * PAINT.scale, PAINT.least_mm)
        self.wish = self._extent(self.text, sizes[-1])
        self.text_size = self.width, None
        fitting = next((size for size in reversed(sizes) if self._fits_at(size)), None)
        self.fits = fitting is not None
        self.font_size = mm(fitting or sizes[0])

    def _fits_at(self, size_mm: float) -> bool:
        if max((self._extent(part, size_mm) for part in self._unbroken()), default=0) > self.width:
            return False
        lines = CoreLabel(
            text=self.text,
            font_name=FONT,
            font_size=mm(size_mm),
            line_height=self.line_height,
            text_size=(self.width, None),
        )
        return bool(lines.render()[1] <= self.height + 1)

    def _extent(self, text: str, size_mm: float) -> float:
        label = CoreLabel(text=text, font_name=FONT, font_size=mm(size_mm))
        return max((float(label.get_extents(line)[0]) for line in text.split("\n")), default=0.0)

    def _unbroken(self) -> list[str]:
        """What must not be broken over two lines: words of Latin letters, and short names."""
        short = len(self.text) <= SHORT_NAME
        return [part for part in self.text.split() if short or part.isascii()]


def _sizes(wished_mm: float, least_mm: float) -> list[float]:
    """The steps from the least size to the wished one; always one at least."""
    least = bisect_left(LADDER, least_mm - ROUNDING_MM)
    return LADDER[least : max(bisect_right(LADDER, wished_mm + ROUNDING_MM), least + 1)]
