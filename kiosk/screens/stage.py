"""A window for one view at a time, driven by hand: for pictures and measurements."""

from __future__ import annotations

import gc

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder
from PIL import Image

from kiosk import states as s
from kiosk.screens.frame import View, World
from kiosk.screens.shown import view_of
from kiosk.screens.sight import picture

READY_FRAMES = 4  # that layouts and texts need to settle
VIEWS_AT_ONCE = 80  # that nobody needs any more, some 3 MB each


class Stage:
    """One for the life of a process. Every view leaves thousands of objects that only the garbage
    collector finds; looking for them by itself it takes longer than laying the views out."""

    def __init__(self) -> None:
        EventLoop.ensure_window()
        EventLoop.start()
        self.view: View | None = None
        self._views = 0
        gc.disable()

    def put(self, screen: s.Screen, world: World) -> View:
        """Lay `screen` out, without drawing it."""
        if self.view is not None:
            Window.remove_widget(self.view)
            self._clear()
        self.view = view_of(screen, world)
        Window.add_widget(self.view)
        for _ in range(READY_FRAMES):
            Clock.tick()
            Builder.sync()
        return self.view

    def _clear(self) -> None:
        self._views += 1
        if self._views % VIEWS_AT_ONCE == 0:
            self.view = None
            gc.collect()

    def show(self, screen: s.Screen, world: World) -> Image.Image:
        self.put(screen, world)
        EventLoop.idle()
        return picture()
