"""What a kiosk's window needs from the system, by its Debian package."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

WINDOW_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libgles2": "libGLESv2.so.2",
}
TEXT_LIBRARIES = {"libfribidi0": "libfribidi.so.0"}  # right-to-left scripts; nothing else misses it


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(
    libraries: dict[str, str], can_load: Callable[[str], bool] = can_load
) -> list[str]:
    """The Debian packages of those `libraries` that this machine does not have."""
    return [package for package, library in libraries.items() if not can_load(library)]
