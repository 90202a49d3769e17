"""The hall's colours as Kivy properties, so that every rule of every screen follows them."""

from __future__ import annotations

from kivy.event import EventDispatcher
from kivy.properties import ColorProperty

from kiosk.look import Palette, blend

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
    on_action = ColorProperty("#FFFFFF")
    night = ColorProperty("#0B1719")
    night_ink = ColorProperty("#C9DADD")
    tint = ColorProperty("#ECF2F3")
    warm = ColorProperty("#F6EFE4")

    def use(self, palette: Palette) -> None:
        for name, colour in vars(palette).items():
            setattr(self, name, colour)
        self.tint = blend(palette.action, palette.paper, TINT)
        self.warm = blend(palette.your_turn, palette.paper, WARM)


PAINT = Paint()  # one per process, as Kivy's own Metrics is
