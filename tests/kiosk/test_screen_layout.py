"""Every screen, in every language, on real sizes of panels, for hands and eyes of 75 years."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.look import Glass
from kiosk.surface import missing_packages
from kiosk.texts import languages
from tests.kiosk.measure_layout import out_of_reach

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

MEASURE = Path(__file__).with_name("measure_layout.py")
PANELS = {
    '27" upright': {"width_px": 1080, "height_px": 1920, "width_mm": 336, "height_mm": 597},
    '21.5" upright': {"width_px": 1080, "height_px": 1920, "width_mm": 268, "height_mm": 476},
    '21.5" lying': {"width_px": 1920, "height_px": 1080, "width_mm": 476, "height_mm": 268},
}
USUAL, SMALL, LYING = PANELS
# High contrast moves nothing; "all" holds it, and the low and the spoken mode in large type, which
# only the large panel has room for in every language.
# `python tests/kiosk/measure_layout.py` measures any other panel, language and mode.
CASES = [
    *((USUAL, code, "plain") for code in languages()),
    *((USUAL, code, "large,all") for code in languages()),
    *((USUAL, code, "low,spoken") for code in ("zh", "en")),
    *((SMALL, code, "plain") for code in ("en", "bo")),  # the longest texts and the tallest
    *((LYING, code, "plain") for code in ("en", "mn", "ug", "bo")),
    (SMALL, "en", "large,low+large"),
    (LYING, "en", "large,low+large"),
]


def measured(panel: dict[str, int], *more: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, MEASURE, json.dumps(panel), *more],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    wrong: list[str] = json.loads(done.stdout.splitlines()[-1])
    return wrong


@pytest.mark.parametrize(("panel", "codes", "modes"), CASES)
def test_every_screen_is_easy_to_read_and_to_press(panel: str, codes: str, modes: str) -> None:
    assert measured(PANELS[panel], "20", "", modes, codes) == []


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
