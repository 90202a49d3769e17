"""The ways of showing a screen, by name, for pictures and for everything that measures screens."""

from __future__ import annotations

from kiosk.states import Modes

PLAIN = "plain"
MODES: dict[str, Modes] = {
    PLAIN: Modes(),
    "large": Modes(large=True),
    "contrast": Modes(contrast=True),
    "low": Modes(low=True),
    "spoken": Modes(spoken=True),
    "large+contrast": Modes(large=True, contrast=True),
    "low+large": Modes(low=True, large=True),
    "all": Modes(large=True, contrast=True, low=True, spoken=True),
}
