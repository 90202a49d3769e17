"""One area of a font card as it is lit: pages, wrapping, rolling, and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PIL import Image

from devices.led.areas import DynamicArea
from devices.led.markup import runs_of
from devices.sim.device import State
from devices.sim.glyphs import GLYPH_HEIGHT_PX
from devices.sim.lit import (
    COLOURS,
    Dot,
    draw_line,
    draw_lines,
    line_width,
    lines_of,
    lit_count,
    panel,
)

OWN_COLOUR = "red"  # what a card shows before any colour mark
ROLL_PX_PER_S = 48.0
PAGE_S = 3.0  # a page without a stay of its own
HALF_SECOND = 0.5  # the unit of `stay`
MULTI_LINE, AUTOMATIC_BREAKS = 2, 2
ROLLING_EFFECTS = {3: 1, 4: -1}  # left, right
UNTIL_TIMEOUT = (2, 3)  # run modes that blank the area when its time is over
ALIGNS = {0: "left", 1: "right", 2: "center"}  # 0 is in every sample; the others are a guess [G]


@dataclass(frozen=True)
class LitArea:
    area: DynamicArea
    since: float  # monotonic seconds when it was sent

    @cached_property
    def text(self) -> str:
        return "".join(run.text for run in runs_of(self.area.markup))

    @cached_property
    def lines(self) -> list[list[Dot]]:
        runs = runs_of(self.area.markup)
        dots = [(char, COLOURS[run.colour or OWN_COLOUR]) for run in runs for char in run.text]
        if self.area.lines != MULTI_LINE:
            return [[dot for dot in dots if dot[0] != "\n"]]
        wrap = self.area.new_line == AUTOMATIC_BREAKS
        return lines_of(dots, self.area.width, wrap=wrap)

    @property
    def rolls(self) -> bool:
        too_wide = max(map(line_width, self.lines)) > self.area.width
        return too_wide and self.area.effect in ROLLING_EFFECTS

    @property
    def moves(self) -> bool:
        return self.rolls or len(self._pages()) > 1

    def lasts(self, now: float) -> bool:
        blanks = self.area.run_mode in UNTIL_TIMEOUT and self.area.timeout > 0
        return not blanks or now - self.since < self.area.timeout

    def light(self, board: Image.Image, now: float) -> None:
        """Light the area's LEDs on `board`; what lies beyond its edges stays unseen."""
        if self.lasts(now) and min(self.area.width, self.area.height) > 0:
            board.paste(self._pixels(now - self.since), (self.area.x, self.area.y))

    def state(self) -> State:
        runs = runs_of(self.area.markup)
        return {
            "x": self.area.x,
            "y": self.area.y,
            "width": self.area.width,
            "height": self.area.height,
            "text": self.text,
            "colours": sorted({run.colour or OWN_COLOUR for run in runs}),
            "lit": lit_count(self._pixels(0.0)) if self.area.width * self.area.height else 0,
        }

    def _pages(self) -> list[list[list[Dot]]]:
        per_page = max(1, self.area.height // (GLYPH_HEIGHT_PX + self.area.line_space))
        return [self.lines[i : i + per_page] for i in range(0, len(self.lines), per_page)]

    def _pixels(self, age_s: float) -> Image.Image:
        own = panel(self.area.width, self.area.height)
        pages = self._pages()
        stay_s = self.area.stay * HALF_SECOND or PAGE_S
        page = pages[int(age_s / stay_s) % len(pages)]
        if self.rolls:
            self._roll(own, page, age_s)
        else:
            align = ALIGNS.get(self.area.align, "left")
            draw_lines(own, page, align=align, gap_px=self.area.line_space)
        return own

    def _roll(self, own: Image.Image, page: list[list[Dot]], age_s: float) -> None:
        """The line's start stands at the edge first, so that a look at once sees something."""
        way = max(map(line_width, page)) + own.width
        step = int(age_s * ROLL_PX_PER_S) % way * ROLLING_EFFECTS[self.area.effect]
        top = max(0, (own.height - GLYPH_HEIGHT_PX * len(page)) // 2)
        for index, line in enumerate(page):
            draw_line(own, line, -step, top + index * GLYPH_HEIGHT_PX)
            draw_line(own, line, -step + (way if step > 0 else -way), top + index * GLYPH_HEIGHT_PX)
