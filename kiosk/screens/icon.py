"""Line icons of our own, drawn on a grid of 24 × 24; always beside a word, never alone."""

from __future__ import annotations

import math
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothEllipse, SmoothLine
from kivy.properties import BooleanProperty, ColorProperty, StringProperty
from kivy.uix.widget import Widget

GRID = 24
STROKE = 1.7  # of the grid
CIRCLE_STEPS = 40
DISC_TINT = 0.12
DISC_ICON = 0.52  # of the disc

Stroke = tuple[tuple[float, float], ...]


def _arc(x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360) -> Stroke:
    steps = [math.radians(start + (end - start) * i / CIRCLE_STEPS) for i in range(41)]
    return tuple((x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps)


def _box(left: float, bottom: float, right: float, top: float) -> Stroke:
    return ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))


# y grows upwards, as on Kivy's canvas
ICONS: dict[str, tuple[Stroke, ...]] = {
    "back": (((15, 5), (8, 12), (15, 19)),),
    "forward": (((9, 5), (16, 12), (9, 19)),),
    "restart": (_arc(12, 12, 8, 8, 100, 400), ((18.3, 17.4), (18.2, 12.2), (22.6, 15.0))),
    "help": (
        _arc(12, 12, 9.5, 9.5),
        (*_arc(12, 14.6, 3, 3, 180, -45), (12, 10.6), (12, 9.4)),
        _arc(12, 6.6, 0.4, 0.4),
    ),
    "language": (
        _arc(12, 12, 9.5, 9.5),
        _arc(12, 12, 4.2, 9.5),
        ((2.5, 12), (21.5, 12)),
        ((4, 16.6), (20, 16.6)),
        ((4, 7.4), (20, 7.4)),
    ),
    "card": (
        _box(2, 5, 22, 19),
        _arc(8, 13.6, 2, 2),
        _arc(8, 8.2, 3.2, 2.4, 0, 180),
        ((14, 14.5), (19, 14.5)),
        ((14, 10.5), (19, 10.5)),
    ),
    "phone": (
        _box(6.5, 1.5, 17.5, 22.5),
        ((6.5, 5.5), (17.5, 5.5)),
        ((6.5, 19.5), (17.5, 19.5)),
        ((11.2, 3.5), (12.8, 3.5)),
    ),
    "appointment": (
        _box(2.5, 3, 21.5, 19.5),
        ((2.5, 14.5), (21.5, 14.5)),
        ((7.5, 22), (7.5, 17.5)),
        ((16.5, 22), (16.5, 17.5)),
        ((7.5, 9), (11, 6), (16.5, 11.5)),
    ),
    "code": (
        _box(3, 13.5, 10.5, 21),
        _box(13.5, 13.5, 21, 21),
        _box(3, 3, 10.5, 10.5),
        _box(6, 16.5, 7.5, 18),
        _box(16.5, 16.5, 18, 18),
        _box(6, 6, 7.5, 7.5),
        ((13.5, 10.5), (13.5, 7), (17, 7), (17, 3)),
        ((20.8, 10.5), (20.8, 7)),
        ((13.5, 3), (13.6, 3.2)),
        ((20.8, 3.2), (20.8, 3)),
    ),
    "printer": (
        ((7, 15), (7, 21), (17, 21), (17, 15)),
        ((7, 8), (3, 8), (3, 15), (21, 15), (21, 8), (17, 8)),
        _box(7, 3, 17, 10.5),
    ),
    "network": (
        _arc(12, 5.5, 0.5, 0.5),
        _arc(12, 5, 5, 5, 45, 135),
        _arc(12, 5, 9.5, 9.5, 45, 135),
        _arc(12, 5, 14, 14, 45, 135),
    ),
    "person": (_arc(12, 16, 4, 4), _arc(12, 3.5, 7.5, 7.5, 0, 180)),
    "check": (((4, 12.5), (9.5, 6.5), (20, 18)),),
    "cross": (((6, 6), (18, 18)), ((6, 18), (18, 6))),
    "warning": (
        ((12, 21.5), (1.5, 3.5), (22.5, 3.5), (12, 21.5)),
        ((12, 15.5), (12, 9.5)),
        _arc(12, 6.6, 0.3, 0.3),
    ),
    "clock": (_arc(12, 12, 9.5, 9.5), ((12, 18), (12, 12), (16.5, 9.5))),
    "ticket": (
        ((5, 3), (5, 21.5), (19, 21.5), (19, 3)),
        ((5, 3), (7.3, 5), (9.6, 3), (12, 5), (14.4, 3), (16.7, 5), (19, 3)),
        ((8.5, 16.5), (15.5, 16.5)),
        ((8.5, 11.5), (15.5, 11.5)),
    ),
    "heart": (
        (
            (12, 4),
            (4.2, 12),
            *_arc(7.9, 15, 4.4, 4.4, 215, 25),
            *_arc(16.1, 15, 4.4, 4.4, 155, -35),
            (12, 4),
        ),
    ),
    "guide": (
        _box(5, 2, 19, 22),
        ((8.5, 17.5), (15.5, 17.5)),
        ((8.5, 13), (15.5, 13)),
        ((8.5, 8.5), (13, 8.5)),
    ),
    "large": (
        ((2, 4), (9.5, 21), (17, 4)),
        ((4.7, 10), (14.3, 10)),
        ((20, 9), (20, 15)),
        ((17, 12), (23, 12)),
    ),
    "ease": (
        _arc(12, 12, 10.5, 10.5),
        _arc(12, 17.6, 1.3, 1.3),
        ((6.5, 14.4), (12, 13.4), (17.5, 14.4)),
        ((12, 13.4), (12, 10), (8.8, 4.8)),
        ((12, 10), (15.2, 4.8)),
    ),
    "contrast": (
        _arc(12, 12, 9.5, 9.5),
        *(((x, 12 - y), (x, 12 + y)) for x, y in ((12, 9.5), (14, 9.2), (16, 8.5), (18, 7.2))),
        ((20, 6.9), (20, 17.1)),
    ),
    "low": (((3, 3), (21, 3)), ((12, 20), (12, 7)), ((6.5, 12), (12, 6.8), (17.5, 12))),
    "voice": (
        ((3, 9.5), (3, 14.5), (7, 14.5), (12, 19), (12, 5), (7, 9.5), (3, 9.5)),
        _arc(12, 12, 4.5, 4.5, -45, 45),
        _arc(12, 12, 9, 9, -45, 45),
    ),
    "louder": (
        ((3, 9.5), (3, 14.5), (7, 14.5), (12, 19), (12, 5), (7, 9.5), (3, 9.5)),
        ((15.5, 12), (22.5, 12)),
        ((19, 8.5), (19, 15.5)),
    ),
    "stop": (_box(5, 5, 19, 19),),
    "place": (
        (*_arc(12, 14.5, 6.5, 6.5, -30, 210), (12, 2), (17.6, 11.2)),
        _arc(12, 14.5, 2.4, 2.4),
    ),
}


POINTING = {"back", "forward"}  # along the line of reading


class Icon(Widget):
    name = StringProperty("")
    color = ColorProperty("#10262B")
    rtl = BooleanProperty(False)
    disc = BooleanProperty(False)  # on a disc of a tint of its colour

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        # -1: before the next frame, once, after the layouts have had their say.
        draw = Clock.create_trigger(self._draw, -1)
        for name in ("pos", "size", "name", "color", "disc", "rtl"):
            self.fbind(name, draw)
        draw()

    def _draw(self, *_args: object) -> None:
        self.canvas.clear()
        edge = min(self.size)
        if self.disc:
            with self.canvas:
                Color(rgba=(*self.color[:3], DISC_TINT))
                SmoothEllipse(pos=self._corner(edge), size=(edge, edge))
            edge *= DISC_ICON
        left, bottom = self._corner(edge)
        self._strokes(left, bottom, edge / GRID)

    def _corner(self, edge: float) -> tuple[float, float]:
        return self.x + (self.width - edge) / 2, self.y + (self.height - edge) / 2

    def _strokes(self, left: float, bottom: float, scale: float) -> None:
        turned = self.rtl and self.name in POINTING
        with self.canvas:
            Color(rgba=self.color)
            for stroke in ICONS.get(self.name, ()):
                points = [
                    value
                    for x, y in stroke
                    for value in (left + (GRID - x if turned else x) * scale, bottom + y * scale)
                ]
                SmoothLine(points=points, width=max(STROKE * scale / 2, 1.0))
