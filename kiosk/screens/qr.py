"""A QR code drawn as one mesh of squares: dark on white, with the quiet zone that readers need."""

from __future__ import annotations

from typing import Any

import segno
from kivy.graphics import Color, Rectangle
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

QUIET_ZONE = 4  # modules, ISO/IEC 18004


class QrCode(Widget):
    text = StringProperty("")

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.bind(pos=self._draw, size=self._draw, text=self._draw)

    def _draw(self, *_args: object) -> None:
        self.canvas.clear()
        if not self.text:
            return
        rows = [bytes(row) for row in segno.make(self.text, error="m", micro=False).matrix]
        modules = len(rows) + 2 * QUIET_ZONE
        module = max(int(min(self.size) / modules), 1)  # whole pixels: sharp edges
        edge = module * modules
        left = int(self.x + (self.width - edge) / 2)
        bottom = int(self.y + (self.height - edge) / 2)
        with self.canvas:
            Color(1, 1, 1)
            Rectangle(pos=(left, bottom), size=(edge, edge))
            Color(0, 0, 0)
            for down, row in enumerate(rows):
                y = bottom + edge - (down + 1 + QUIET_ZONE) * module
                for first, last in _runs(row):
                    x = left + (first + QUIET_ZONE) * module
                    Rectangle(pos=(x, y), size=((last - first) * module, module))


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules begin and end in one row."""
    runs, start = [], None
    for at, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            runs.append((start, at))
            start = None
    return runs
