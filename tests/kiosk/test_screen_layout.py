"""Every screen, in every language, on the usual panel, for hands and eyes of 75 years."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.look import Glass
from kiosk.surface import missing_packages
from kiosk.texts import languages
from tests.kiosk.measure_layout import out_of_reach
from tests.kiosk.panels import PANELS, USUAL, measured

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

# High contrast moves nothing; "all" holds it, and the low and the spoken mode in large type:
# nothing has less room. Other panels are measured in `test_layout_of_other_panels`, and any panel,
# language and mode by `python tests/kiosk/measure_layout.py`.
CASES = [
    *((code, "plain") for code in languages()),
    *((code, "all") for code in ("en", "mn", "bo")),  # the longest texts and the tallest
    ("en", "low,spoken"),
]


@pytest.mark.parametrize(("codes", "modes"), CASES)
def test_every_screen_is_easy_to_read_and_to_press(codes: str, modes: str) -> None:
    assert measured(PANELS[USUAL], "20", "", modes, codes) == []


def test_a_button_out_of_reach_is_noticed() -> None:
    screen = SimpleNamespace(bottom_mm=900)
    view: Any = SimpleNamespace(world=SimpleNamespace(kiosk=SimpleNamespace(screen=screen)))
    touches = [("low", (0, 60, 50, 110)), ("high", (0, 600, 50, 650))]
    glass = Glass(1080, 1920, px_per_mm=2.0)
    assert out_of_reach(touches, view, glass) == ["'high' is 1200 to 1225 mm above the floor"]


def test_one_button_of_19_millimetres_is_noticed() -> None:
    panel = PANELS[USUAL]
    assert measured(panel, "20", "help", "plain", "en") == []
    wrong = measured(panel, "20", "help", "plain", "en", "19")
    assert any("is a target of" in fault and "19.0 mm" in fault for fault in wrong)
