"""What a screen says of the kiosk is true on it, and buttons that are not there leave no hole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.surface import missing_packages
from kiosk.texts import languages

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

FIND = Path(__file__).with_name("find_on_screens.py")
WIDTH_PX = 1080  # of the demonstration's kiosk
ZH = languages()["zh"].texts
Seen = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def seen() -> Seen:
    done = subprocess.run(
        [sys.executable, FIND, "server-away,take-ticket,guide", "zh"],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: Seen = json.loads(done.stdout.splitlines()[-1])
    return found


def touch(seen: Seen, screen: str, text: str) -> list[int]:
    (box,) = (x["touch"] for x in seen[f"{screen}-zh"] if x["text"] == text)
    return list(box)


def test_while_the_server_is_away_the_network_is_not_called_well(seen: Seen) -> None:
    said = {x["text"] for x in seen["server-away-zh"]}
    assert ZH["status.network"] + ZH["status.fault"] in said
    assert ZH["status.network"] + ZH["status.ok"] not in said


def test_the_two_buttons_of_a_guide_of_one_page_fill_their_row(seen: Seen) -> None:
    printing, taking = (touch(seen, "guide", ZH[f"guide.{what}"]) for what in ("print", "take"))
    assert abs(printing[2] - taking[2]) <= 2
    assert printing[2] + taking[2] > WIDTH_PX * 0.85


def test_who_has_the_ticket_finds_one_large_way_out(seen: Seen) -> None:
    done = touch(seen, "take-ticket", ZH["bar.done"])
    assert done[2] > WIDTH_PX * 0.8
