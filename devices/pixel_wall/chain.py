"""How a wall's pixels hang on one another: from rows of lamps to universes of channels. Pure.

The data line runs through all pixels, line by line, from one corner; a controller cuts this chain
into universes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ColourOrder = Literal["rgb", "rbg", "grb", "gbr", "brg", "bgr"]
Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
Along = Literal["rows", "columns"]

CHANNELS = 3
PIXELS_PER_UNIVERSE = 170  # 510 of 512 channels: a pixel never lies across two universes
LAST_UNIVERSE = 63999

Rgb = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Chain:
    """`start`: where the first pixel hangs; `along`: whether the line runs through rows or columns;
    `serpentine`: every second line runs back."""

    width_px: int
    height_px: int
    universe: int = 1
    colour_order: ColourOrder = "rgb"
    start: Corner = "top-left"
    along: Along = "rows"
    serpentine: bool = False
    pixels_per_universe: int = PIXELS_PER_UNIVERSE

    @property
    def universes(self) -> range:
        count = -(-self.width_px * self.height_px // self.pixels_per_universe)
        return range(self.universe, self.universe + count)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """For each pixel of the chain its place on the wall: row * width + column."""
        down = self.along == "columns"
        lines, length = self._lines(down)
        places = []
        for line in range(lines):
            back = self.serpentine and line % 2 == 1
            for step in range(length):
                at = length - 1 - step if back else step
                places.append(self._place(at, line) if not down else self._place(line, at))
        return tuple(places)

    def channels(self, pixels: list[Rgb]) -> dict[int, bytes]:
        """Universe -> its values, from pixels row by row from the top left."""
        order = ["rgb".index(colour) for colour in self.colour_order]
        chain = [pixels[place] for place in self.places]
        return {
            universe: bytes(pixel[part] for pixel in chain[at : at + step] for part in order)
            for universe, at, step in self._cuts()
        }

    def pixels(self, values: dict[int, bytes]) -> list[Rgb]:
        """The wall's pixels from what the universes hold; a pixel without values is dark."""
        order = [self.colour_order.index(colour) for colour in "rgb"]
        wall: list[Rgb] = [(0, 0, 0)] * (self.width_px * self.height_px)
        for universe, at, step in self._cuts():
            held = values.get(universe, b"").ljust(step * CHANNELS, b"\0")
            for index, place in enumerate(self.places[at : at + step]):
                red, green, blue = (held[index * CHANNELS + part] for part in order)
                wall[place] = (red, green, blue)
        return wall

    def _lines(self, down: bool) -> tuple[int, int]:
        size = (self.width_px, self.height_px)
        return size if down else (size[1], size[0])

    def _place(self, column: int, row: int) -> int:
        """`column` and `row` count from the corner where the chain starts."""
        vertical, horizontal = self.start.split("-")
        x = column if horizontal == "left" else self.width_px - 1 - column
        y = row if vertical == "top" else self.height_px - 1 - row
        return y * self.width_px + x

    def _cuts(self) -> list[tuple[int, int, int]]:
        """Universe, its first pixel's number in the chain, and how many there are room for."""
        step = self.pixels_per_universe
        return [(universe, index * step, step) for index, universe in enumerate(self.universes)]
