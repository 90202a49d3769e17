"""Nothing answers where nothing is shown (AGCO 2.1.8: no hidden touch points)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.surface import missing_packages

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

EVERYWHERE = Path(__file__).with_name("touch_everywhere.py")
UPRIGHT = {"width_px": 1080, "height_px": 1920, "width_mm": 336, "height_mm": 597}
LYING = {"width_px": 1920, "height_px": 1080, "width_mm": 476, "height_mm": 268}


def answers(panel: dict[str, int], *more: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, EVERYWHERE, json.dumps(panel), *more],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("panel", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_no_screen_answers_beside_what_it_shows(panel: dict[str, int]) -> None:
    assert answers(panel) == []


def test_an_answer_would_be_noticed() -> None:
    assert any("StaffTouched" in answer for answer in answers(UPRIGHT, "help", "everything"))
