"""`python -m kiosk.screenshots`: the screens of the kiosk that is asked for, as it is fitted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from kiosk.screenshots import main
from kiosk.surface import missing_packages
from tests.kiosk.kiosk_at_hand import write_hall

drawn = pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}")

WANTED = ("--kiosk", "k2", "--only", "help", "--modes", "plain,contrast")
LYING = """
[[kiosks]]
id = "k2"
zone = "f1"
languages = ["zh", "ug"]
screen = { width_px = 960, height_px = 540, width_mm = 476, height_mm = 268 }
"""


@drawn
def test_each_kiosk_is_drawn_on_its_own_panel_in_its_own_languages(tmp_path: Path) -> None:
    hall = write_hall(tmp_path, server=1, mqtt=1, devices=LYING)
    out = tmp_path / "pictures"
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.screenshots", out, *WANTED],
        env={**os.environ, "HALL_CONFIG": str(hall)},
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    sizes = {path.stem: Image.open(path).size for path in out.iterdir()}
    assert sizes == {
        f"kiosk-help-{ending}": (960, 540) for ending in ("zh", "zh-contrast", "ug", "ug-contrast")
    }


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--modes", "plain,larg"], 'no "larg"; did you mean "large"?'),
        (["--languages", "kk"], 'no "kk"; known: bo, en, mn, ug, zh'),
        (["--kiosk", "k9"], 'there is no kiosk "k9"; known: k1'),
    ],
)
def test_a_wrong_word_is_told_with_what_there_is(
    wrong: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), *wrong])
    assert told in " ".join(capsys.readouterr().err.split())
