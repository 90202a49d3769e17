"""The screen as a picture that may leave the kiosk: what concerns a person is under a plain bar.

Covered are the texts that say so (`Words.private`), whatever holds a name that the state knows, and
every QR code, which opens a person's page. The bars are drawn into the picture alone: the frame on
the glass stays as it is.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from typing import Any

import msgspec
from kivy.base import EventLoop
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from kiosk import states as s
from kiosk.screens.qr import QrCode
from kiosk.screens.sight import picture
from kiosk.screens.words import Words

BAR = "#5B6B70"
MARGIN_PX = 3  # letters reach beyond their box by a hair
MOST_PX = (720, 1280)
MOST_BYTES = 600_000  # what the server takes
FEW_COLOURS = 64

Box = tuple[float, float, float, float]


def redacted_png(screen: s.Screen) -> bytes:
    """Only on Kivy's own thread. `screen` is what is shown."""
    window = EventLoop.window
    drawn = picture()
    scale = drawn.width / window.width
    pen = ImageDraw.Draw(drawn)
    for left, top, right, bottom in private_boxes(screen, list(window.children), window.height):
        pen.rectangle((left * scale, top * scale, right * scale, bottom * scale), fill=BAR)
    drawn.thumbnail(MOST_PX)
    return _png(drawn)


def private_boxes(screen: s.Screen, widgets: list[Widget], height: float) -> Iterator[Box]:
    """Left, top, right and bottom of what is covered, in window pixels from the top left."""
    names = {name for name in names_in(screen) if name}
    for widget in _seen(widgets):
        if isinstance(widget, QrCode) and widget.text:
            yield _box(widget, widget.width, widget.height, height)
        elif isinstance(widget, Words) and _is_private(widget, names):
            width = max(widget.width, widget.texture_size[0])
            yield _box(widget, width, max(widget.height, widget.texture_size[1]), height)


def names_in(known: Any) -> Iterator[str]:
    """Every masked name that a state holds, however deep."""
    if isinstance(known, msgspec.Struct):
        fields = msgspec.structs.asdict(known)
    elif dataclasses.is_dataclass(known):
        fields = vars(known)
    elif isinstance(known, list | tuple):
        fields = {str(at): value for at, value in enumerate(known)}
    else:
        return
    for name, value in fields.items():
        if name == "masked_name" and isinstance(value, str):
            yield value
        else:
            yield from names_in(value)


def _is_private(words: Words, names: set[str]) -> bool:
    return bool(words.text) and (words.private or any(name in words.text for name in names))


def _seen(widgets: list[Widget]) -> Iterator[Widget]:
    for widget in widgets:
        if widget.opacity > 0:
            yield widget
            yield from _seen(widget.children)


def _box(widget: Widget, width: float, height: float, window_height: float) -> Box:
    """Around the middle of the widget."""
    x, y = widget.to_window(*widget.center)
    half_width, half_height = width / 2 + MARGIN_PX, height / 2 + MARGIN_PX
    top = window_height - y
    return x - half_width, top - half_height, x + half_width, top + half_height


def _png(image: Image.Image) -> bytes:
    for drawn in (image, image.quantize(FEW_COLOURS)):
        png = io.BytesIO()
        drawn.save(png, "PNG", optimize=True)
        if png.tell() <= MOST_BYTES:
            break
    return png.getvalue()
