"""A language that is read from the right: the whole screen is turned round, figures are not."""

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
Seen = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def seen() -> Seen:
    done = subprocess.run(
        [sys.executable, FIND, "services,phone-pad,staff-pin,languages,guide", "zh,ug"],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: Seen = json.loads(done.stdout.splitlines()[-1])
    return found


def middle(seen: Seen, screen: str, text: str) -> float:
    (box,) = (x["touch"] or x["box"] for x in seen[screen] if x["text"] == text)
    return float(box[0] + box[2] / 2)


def test_the_way_back_is_at_the_right_in_uyghur(seen: Seen) -> None:
    back = languages()["ug"].texts["bar.back"]
    assert middle(seen, "services-zh", languages()["zh"].texts["bar.back"]) < WIDTH_PX / 3
    assert middle(seen, "services-ug", back) > WIDTH_PX * 2 / 3


@pytest.mark.parametrize("screen", ["services", "languages"])
def test_everything_that_is_pressed_changes_sides(seen: Seen, screen: str) -> None:
    def pressed(language: str) -> list[tuple[int, int]]:
        boxes = [x["touch"] for x in seen[f"{screen}-{language}"] if x["touch"]]
        return sorted({(box[0] + box[2] // 2, box[1]) for box in boxes})

    mirrored = sorted((WIDTH_PX - x, y) for x, y in pressed("zh"))
    assert len(mirrored) == len(pressed("ug"))
    for (x, y), (there_x, there_y) in zip(mirrored, pressed("ug"), strict=True):
        assert abs(x - there_x) <= 3
        assert abs(y - there_y) <= 3


def test_the_letter_of_a_service_stands_before_its_name(seen: Seen) -> None:
    letters = [x["box"] for x in seen["services-ug"] if x["text"] == "A"]
    names = [x["box"] for x in seen["services-ug"] if x["text"] == "企业设立登记"]
    assert letters[0][0] > names[0][0] + names[0][2] / 2


def test_the_clock_changes_sides_and_not_its_figures(seen: Seen) -> None:
    assert middle(seen, "services-zh", "10:05") > WIDTH_PX / 2
    assert middle(seen, "services-ug", "10:05") < WIDTH_PX / 2


@pytest.mark.parametrize("pad", ["phone-pad", "staff-pin"])
def test_a_pad_of_figures_stays_as_on_every_telephone(seen: Seen, pad: str) -> None:
    for language in ("zh", "ug"):
        one, two, three = (middle(seen, f"{pad}-{language}", x) for x in "123")
        assert one < two < three


def test_the_lines_of_a_guide_begin_at_the_right_in_uyghur(seen: Seen) -> None:
    """Also those that are laid out only when the room for them is known."""

    def side(language: str) -> str:
        told = languages()[language].texts["guide.conditions"]
        (found,) = (x["side"] for x in seen[f"guide-{language}-sides"] if x["text"] == told)
        return str(found)

    assert (side("zh"), side("ug")) == ("left", "right")
