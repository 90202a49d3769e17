"""Prepares the process for Kivy, which reads its environment when it is imported.

Without a display SDL draws off screen through EGL: the same widgets, the same pixels.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
from collections.abc import Mapping
from pathlib import Path

from kiosk.look import Glass

LIBRARIES = {  # what Kivy's window and Pillow's raqm load -> the Debian package that has it
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libfribidi.so.0": "libfribidi0",
}


def missing_packages() -> list[str]:
    """The Debian packages without which no window opens, on screen or off."""
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def has_display(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def kivy_environment(glass: Glass, home: Path, *, off_screen: bool) -> dict[str, str]:
    """What must stand in `os.environ` before the first `import kivy`."""
    settings = {
        "KIVY_HOME": str(home),
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",  # nobody's settings but ours
        "KIVY_NO_FILELOG": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",
        "KIVY_TEXT": "sdl2",
        "KIVY_CLOCK": "free_only",  # a machine's answer is heard at once, not with the next frame
        # mm() in the screens' rules is a millimetre of the real screen
        "KIVY_DPI": f"{glass.dots_per_inch:.4f}",
        "KIVY_METRICS_DENSITY": "1",
        "KIVY_METRICS_FONTSCALE": "1",
        "SDL_GRAB_KEYBOARD": "1",  # while the window holds the mouse: full screen only
        "SDL_TOUCH_MOUSE_EVENTS": "0",  # a finger is a finger, and not a mouse as well
    }
    if off_screen:
        settings["SDL_VIDEODRIVER"] = "offscreen"
    return settings


def quiet_kivy() -> None:
    """Kivy tells its whole start as news, and a missing multitouch library as an error."""
    logging.getLogger("kivy").addFilter(
        lambda record: record.levelno >= logging.WARNING and "MTDev" not in record.getMessage()
    )


UNLIMITED = 0
LOOKS_PER_S = 125  # for touches: each waits for the next look; only what changed is drawn


def configure_window(glass: Glass, *, fullscreen: bool, frames_per_s: int = LOOKS_PER_S) -> None:
    """Call after the environment stands and before the window is imported."""
    from kivy.config import Config

    graphics: dict[str, object] = {
        "width": glass.width_px,
        "height": glass.height_px,
        "fullscreen": "auto" if fullscreen else 0,
        "resizable": 0,
        "multisamples": 4,
        "maxfps": frames_per_s,
        "show_cursor": 0 if fullscreen else 1,
        "allow_screensaver": 0,  # the kiosk sleeps by its own rules
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    for key in ("exit_on_escape", "pause_on_minimize"):
        Config.set("kivy", key, "0")
    # SDL brings touches itself; further providers would give every touch twice.
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")


def desktop_px() -> tuple[int, int] | None:
    """The X desktop's size in pixels, None when there is none to ask."""
    name = ctypes.util.find_library("X11")
    if name is None:
        return None
    x11 = ctypes.CDLL(name)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    for ask in (x11.XDisplayWidth, x11.XDisplayHeight):
        ask.argtypes = [ctypes.c_void_p, ctypes.c_int]
    x11.XDefaultScreen.argtypes = [ctypes.c_void_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    screen = x11.XDefaultScreen(display)
    size = (x11.XDisplayWidth(display, screen), x11.XDisplayHeight(display, screen))
    x11.XCloseDisplay(display)
    return size


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
