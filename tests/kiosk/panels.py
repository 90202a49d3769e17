"""Panels of kiosks, and measuring every screen on one of them in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MEASURE = Path(__file__).with_name("measure_layout.py")
PANELS = {
    '27" upright': {"width_px": 1080, "height_px": 1920, "width_mm": 336, "height_mm": 597},
    '21.5" upright': {"width_px": 1080, "height_px": 1920, "width_mm": 268, "height_mm": 476},
    '21.5" lying': {"width_px": 1920, "height_px": 1080, "width_mm": 476, "height_mm": 268},
}
USUAL, SMALL, LYING = PANELS


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
