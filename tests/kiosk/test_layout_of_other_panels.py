"""The same on panels that are smaller, or lie."""

from __future__ import annotations

import pytest

from kiosk.surface import missing_packages
from tests.kiosk.panels import LYING, PANELS, SMALL, measured

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

CASES = [
    *((SMALL, code, "plain") for code in ("en", "bo")),  # the longest texts and the tallest
    *((LYING, code, "plain") for code in ("en", "mn", "ug", "bo")),
    (SMALL, "en", "large,low+large"),
    (LYING, "en", "large,low+large"),
]


@pytest.mark.parametrize(("panel", "codes", "modes"), CASES)
def test_every_screen_is_easy_to_read_and_to_press_there(
    panel: str, codes: str, modes: str
) -> None:
    assert measured(PANELS[panel], "20", "", modes, codes) == []
