"""Where on the screen things are pressed, in millimetres above the floor. Pure.

From a wheelchair hands reach from 380 to 1220 mm (EN 301 549, 8.3.3.1). Where a screen reaches
beyond, the low mode makes its header or its lowest line as much taller, so that all that is pressed
lies between; what is above is only read.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.ease import HIGHEST_MM, LOWEST_MM
from config.machines import Screen
from kiosk.states import Modes


@dataclass(frozen=True)
class Bands:
    """Heights in mm: the header, the line of buttons, that of the voice, the lowest line."""

    header: float
    bar: float
    voice: float
    status: float


UPRIGHT = Bands(header=34, bar=42, voice=0, status=13)
LYING = Bands(header=28, bar=26, voice=0, status=13)
UPRIGHT_LARGE = Bands(header=36, bar=54, voice=0, status=5)
LYING_LARGE = Bands(header=20, bar=26, voice=0, status=4)
VOICE_MM = 27.0


def bands(screen: Screen, modes: Modes) -> Bands:
    upright = screen.height_mm >= screen.width_mm
    usual = {
        (True, False): UPRIGHT,
        (False, False): LYING,
        (True, True): UPRIGHT_LARGE,
        (False, True): LYING_LARGE,
    }[upright, modes.large]
    voice = VOICE_MM if modes.spoken else 0.0
    if not modes.low:
        return Bands(usual.header, usual.bar, voice, usual.status)
    return Bands(
        header=max(usual.header, screen.bottom_mm + screen.height_mm - HIGHEST_MM),
        bar=usual.bar,
        voice=voice,
        status=max(usual.status, LOWEST_MM - screen.bottom_mm),
    )


def low_helps(screen: Screen) -> bool:
    """Whether the low mode moves anything on this screen."""
    plain, low = (bands(screen, Modes(low=low)) for low in (False, True))
    return plain != low
