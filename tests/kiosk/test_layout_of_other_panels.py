"""The same on panels that are smaller, or lie."""

from __future__ import annotations

import pytest

from kiosk.surface import missing_packages
from kiosk.texts import languages
from tests.kiosk.panels import LYING, PANELS, SMALL, measured

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

# What any other mode shows has more room than it has in "all".
CASES = [
    *((panel, code, "plain") for panel in (SMALL, LYING) for code in ("en", "mn", "ug", "bo")),
    *((panel, code, "all") for panel in (SMALL, LYING) for code in languages()),
    (SMALL, "zh", "large"),
    *((LYING, code, "large") for code in ("en", "ug")),
]


@pytest.mark.parametrize(("panel", "codes", "modes"), CASES)
def test_every_screen_is_easy_to_read_and_to_press_there(
    panel: str, codes: str, modes: str
) -> None:
    assert measured(PANELS[panel], "20", "", modes, codes) == []
