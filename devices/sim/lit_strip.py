"""One window strip as it hangs: a line of coloured text that rolls when it is too long."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image

from devices.sim.device import State
from devices.sim.glyphs import GLYPH_HEIGHT_PX, WIDE_PX
from devices.sim.lit import COLOURS, Dot, draw_line, line_width, lit_count, panel

ROLL_PX_PER_S = 48.0  # a line longer than the strip rolls
ONLY_COLOUR = "red"  # of a strip that has one

Runs = Sequence[tuple[str, str]]  # neighbouring characters of one colour, and its name


class LitStrip:
    def __init__(self, window: str, columns: int, clock: Callable[[], float]) -> None:
        self._window = window
        self._columns = columns
        self._clock = clock
        self._runs: Runs = ()
        self._since = 0.0
        self._frames = 0

    def show(self, runs: Runs) -> None:
        self._runs, self._since = runs, self._clock()
        self._frames += 1

    def pixels(self) -> Image.Image:
        """Its LEDs now."""
        lit = panel(self._width_px, GLYPH_HEIGHT_PX)
        line = self._dots()
        left = 0
        if self._rolls:
            way = line_width(line) + self._width_px
            left = self._width_px - int((self._clock() - self._since) * ROLL_PX_PER_S) % way
        draw_line(lit, line, left, 0)
        return lit

    def state(self) -> State:
        return {
            "window": self._window,
            "columns": self._columns,
            "text": "".join(text for text, _ in self._runs),
            "runs": [{"text": text, "colour": colour} for text, colour in self._runs],
            "moving": self._rolls,
            "lit": lit_count(self.pixels()),
            "frames": self._frames,
        }

    @property
    def _width_px(self) -> int:
        return self._columns * WIDE_PX

    @property
    def _rolls(self) -> bool:
        return line_width(self._dots()) > self._width_px

    def _dots(self) -> list[Dot]:
        return [
            (character, COLOURS.get(colour, COLOURS[ONLY_COLOUR]))
            for text, colour in self._runs
            for character in text
        ]
