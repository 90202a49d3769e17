"""Nothing leads out of the kiosk: no key, no second finger, no mouse button, no wish of a window.

What no program can hold off by itself (the switch to another console, SysRq, a strange USB device)
is held off by the machine: see systemd/README.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from kiosk.screens.touch import Touch

RESTS_S = 3.0  # what lies on the glass longer is a sleeve or a bag, and no finger that presses
FINGERS = (None, "left")  # a touch panel names no button
KEYS = ("on_keyboard", "on_key_down", "on_key_up", "on_textinput", "on_textedit")


class OneFinger:
    """Of several fingers only the first presses: hands that rest on the glass, and ten fingers at
    once, do what one does. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._first: Any = None
        self._since_s = 0.0

    def down(self, touch: Any) -> bool:
        """Whether the touch is kept from the screen."""
        if touch.button not in FINGERS:
            return True
        now_s = self._clock()
        if self._first is not None:
            if now_s - self._since_s < RESTS_S:
                return True
            _let_go(self._first)
        self._first, self._since_s = touch, now_s
        return False

    def up(self, touch: Any) -> None:
        if touch is self._first:
            self._first = None


def lock_down(window: Any, clock: Callable[[], float], *, fullscreen: bool) -> None:
    """A window on a desktop (`fullscreen` False) may be closed and moved; a kiosk's may not."""
    for event in KEYS:
        window.bind(**{event: _swallow})
    finger = OneFinger(clock)
    # Kivy holds a bound method weakly: the lambdas keep the finger.
    window.bind(on_touch_down=lambda _window, touch: finger.down(touch))
    window.bind(on_touch_up=lambda _window, touch: finger.up(touch))
    window.bind(on_request_close=lambda *_args, **_named: fullscreen)
    if fullscreen:
        window.bind(on_minimize=_come_back, on_hide=_come_back)
        if os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
            window.grab_mouse()  # with SDL_GRAB_KEYBOARD: the window manager hears no key either


def _swallow(*_args: object, **_named: object) -> bool:
    return True


def _come_back(window: Any, *_args: object) -> None:
    window.restore()
    window.raise_window()


def _let_go(touch: Any) -> None:
    """A touch that is none any more presses nothing when it ends."""
    for held in list(touch.grab_list):
        widget = held()
        if widget is not None:
            touch.ungrab(widget)
            if isinstance(widget, Touch):
                widget.state = "normal"
