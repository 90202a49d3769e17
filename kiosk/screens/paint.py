"""The hall's colours and the size of its texts as Kivy properties: every rule of every screen
follows them, and they follow what the visitor needs."""

from __future__ import annotations

from dataclasses import asdict, replace

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty

from kiosk.look import HIGH_CONTRAST, LEAST_FONT_MM, Palette, blend, type_of
from kiosk.states import Modes

TINT = 0.08  # of the action colour on paper: a calm ground for what may be touched
WARM = 0.10


class Paint(EventDispatcher):
    action = ColorProperty("#0B5C66")
    your_turn = ColorProperty("#8A5A00")
    ground = ColorProperty("#F3F6F6")
    paper = ColorProperty("#FFFFFF")
    ink = ColorProperty("#10262B")
    quiet = ColorProperty("#3C5157")
    line = ColorProperty("#C3D0D2")
    fault = ColorProperty("#A3201D")
    action_ink = ColorProperty("#FFFFFF")  # not "on_action": Kivy takes that for a handler
    band = ColorProperty("#0B5C66")
    band_ink = ColorProperty("#FFFFFF")
    night = ColorProperty("#0B1719")
    night_ink = ColorProperty("#C9DADD")
    tint = ColorProperty("#ECF2F3")
    warm = ColorProperty("#F6EFE4")
    large = BooleanProperty(False)
    scale = NumericProperty(1.0)  # of the sizes that texts wish for
    least_mm = NumericProperty(LEAST_FONT_MM)  # no font is smaller

    def __init__(self) -> None:
        super().__init__()
        self._halls = Palette(action="#0B5C66", your_turn="#8A5A00")

    def use(self, palette: Palette) -> None:
        """The hall's own colours."""
        self._halls = palette
        self._lay(palette)

    def suit(self, modes: Modes, *, wide: bool) -> None:
        """Before a screen is made for this visitor."""
        self._lay(HIGH_CONTRAST if modes.contrast else self._halls)
        kind = type_of(modes, wide=wide)
        self.large, self.scale, self.least_mm = modes.large, kind.scale, kind.least_mm

    def _lay(self, palette: Palette) -> None:
        for name, colour in asdict(whole(palette)).items():
            setattr(self, name, colour)


def whole(palette: Palette) -> Palette:
    """With the colours that follow from others filled in."""
    return replace(
        palette,
        band=palette.band or palette.action,
        tint=palette.tint or blend(palette.action, palette.paper, TINT),
        warm=palette.warm or blend(palette.your_turn, palette.paper, WARM),
    )


PAINT = Paint()  # one per process, as Kivy's own Metrics is
