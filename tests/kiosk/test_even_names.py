"""Things of one kind have one size of type, whatever their names are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kiosk.surface import missing_packages

CHILD = """
import json, os, sys
from config.loader import load
from kiosk import states as s
from kiosk.look import glass_for
from kiosk.surface import configure_window, kivy_environment, quiet_kivy
hall = load()
glass = glass_for(hall.kiosks[0].screen)
quiet_kivy()
os.environ.update(kivy_environment(glass, sys.argv[1], off_screen=True))
configure_window(glass, fullscreen=False)
from kiosk.screens.home import GroupTile
from kiosk.screens.stage import Stage
from kiosk.screens.ways_in import WayTile
from kiosk.screens.words import Words
from kiosk.screenshots import example_world
view = Stage().put(s.Home(visit=s.Visit(language="en")), example_world(hall))
def names(kind):
    tiles = [x for x in view.walk() if isinstance(x, kind)]
    found = [next(w for w in tile.walk() if isinstance(w, Words) and w.even) for tile in tiles]
    return [(w.text, w.fits, round(w.font_size, 2)) for w in found]
print(json.dumps([names(GroupTile), names(WayTile)]))
"""


@pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}")
def test_names_of_equal_tiles_have_one_size() -> None:
    with tempfile.TemporaryDirectory() as home:
        child = subprocess.run(
            [sys.executable, "-c", CHILD, home],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "HALL_CONFIG": ""},
        )
    groups, ways = json.loads(child.stdout.splitlines()[-1])
    assert len(groups) == 6
    assert len(ways) == 3
    for names in (groups, ways):
        assert all(fits for _, fits, _ in names)
        assert len({size for _, _, size in names}) == 1, names
