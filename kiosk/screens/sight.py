"""What the window shows: its pixels, and the texts on them with their boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.base import EventLoop
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.screens.touch import Touch
from kiosk.screens.words import Words


def picture() -> Image.Image:
    """Draws now and reads the pixels back. Only on Kivy's own thread."""
    window = EventLoop.window
    window.dispatch("on_draw")
    width, height = window.system_size
    pixels = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
    drawn = Image.frombuffer("RGBA", (width, height), bytes(pixels), "raw", "RGBA", 0, -1)
    return drawn.convert("RGB")


def texts() -> list[dict[str, Any]]:
    """Every text that can be seen: `text`, `box` [x, y, width, height] from the top left in
    window pixels, and `touch`, the box of what a finger may press there, or None."""
    height = EventLoop.window.height
    return [
        {
            "text": label.text,
            "box": box_of(label, height),
            "touch": box_of(pressed, height) if pressed else None,
        }
        for label, pressed in visible_texts(list(EventLoop.window.children))
    ]


def visible_texts(
    widgets: list[Widget], within: Touch | None = None
) -> Iterator[tuple[Words, Touch | None]]:
    for widget in reversed(widgets):
        if widget.opacity == 0:
            continue
        pressed = widget if isinstance(widget, Touch) else within
        if isinstance(widget, Words) and widget.text:
            yield widget, pressed
        yield from visible_texts(widget.children, pressed)


def box_of(widget: Widget, window_height: float) -> list[int]:
    x, y = widget.to_window(*widget.pos)
    top = window_height - (y + widget.height)
    return [round(x), round(top), round(widget.width), round(widget.height)]
