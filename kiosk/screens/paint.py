"""The hall's colours and the size of its texts, as every rule of every screen reads them.

They are set before a screen is made and stand as long as it does. So this is no Kivy object: a
rule that names it binds nothing, and half of what a screen costs to make is its bindings.
"""

from __future__ import annotations

from dataclasses import asdict, replace

from kivy.utils import get_color_from_hex

from kiosk.look import HIGH_CONTRAST, LEAST_FONT_MM, Palette, blend, type_of
from kiosk.states import Modes

TINT = 0.08  # of the action colour on paper: a calm ground for what may be touched
WARM = 0.10


Rgba = list[float]  # 0 to 1


class Paint:
    action: Rgba
    your_turn: Rgba
    ground: Rgba
    paper: Rgba
    ink: Rgba
    quiet: Rgba
    line: Rgba
    fault: Rgba
    action_ink: Rgba
    band: Rgba
    band_ink: Rgba
    night: Rgba
    night_ink: Rgba
    tint: Rgba
    warm: Rgba

    def __init__(self) -> None:
        self.large = False
        self.wide = True  # the screen: see `kiosk.look.is_wide`
        self.scale = 1.0  # of the sizes that texts wish for
        self.least_mm = LEAST_FONT_MM  # no font is smaller
        self.use(Palette(action="#0B5C66", your_turn="#8A5A00"))

    def use(self, palette: Palette) -> None:
        """The hall's own colours."""
        self._halls = palette
        self._lay(palette)

    def suit(self, modes: Modes, *, wide: bool) -> None:
        """Before a screen is made for this visitor."""
        self._lay(HIGH_CONTRAST if modes.contrast else self._halls)
        kind, self.wide = type_of(modes, wide=wide), wide
        self.large, self.scale, self.least_mm = modes.large, kind.scale, kind.least_mm

    def _lay(self, palette: Palette) -> None:
        for name, colour in asdict(whole(palette)).items():
            setattr(self, name, get_color_from_hex(colour))


def whole(palette: Palette) -> Palette:
    """With the colours that follow from others filled in."""
    return replace(
        palette,
        band=palette.band or palette.action,
        tint=palette.tint or blend(palette.action, palette.paper, TINT),
        warm=palette.warm or blend(palette.your_turn, palette.paper, WARM),
    )


PAINT = Paint()  # one per process, as there is one screen
