"""A finger that is not flesh: touches go the way of every touch, through Kivy's event loop."""

from __future__ import annotations

from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent

DOWN_S = 0.06  # how long it stays on the glass


class EyeTouch(MotionEvent):
    """One touch at (x, y) in window pixels from the top left."""

    def __init__(self, number: int, x: float, y: float) -> None:
        width, height = EventLoop.window.size
        place = {"x": x / max(width - 1, 1), "y": 1 - y / max(height - 1, 1)}
        super().__init__("eye", number, place, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: dict[str, Any]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


def press(number: int, x: float, y: float) -> None:
    """Only on Kivy's own thread."""
    touch = EyeTouch(number, x, y)
    EventLoop.post_dispatch_input("begin", touch)
    Clock.schedule_once(lambda _dt: EventLoop.post_dispatch_input("end", touch), DOWN_S)
