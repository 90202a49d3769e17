from __future__ import annotations

from pathlib import Path

import pytest

from config.contrast import contrast
from config.hall import Look
from config.machines import Screen
from kiosk import surface
from kiosk.look import (
    CAPITAL_MM,
    CAPITAL_OF_FONT,
    LEAST_FONT_MM,
    glass_for,
    grid,
    page_of,
    palette_of,
)
from kiosk.program import main


def test_a_real_screen_keeps_its_pixels() -> None:
    glass = glass_for(Screen(), (1080, 1920))
    assert (glass.width_px, glass.height_px) == (1080, 1920)
    assert glass.px_per_mm == pytest.approx(1080 / 336)


def test_a_smaller_desktop_shrinks_the_screen_as_a_whole() -> None:
    glass = glass_for(Screen(), (1366, 768))
    assert glass.height_px <= 768
    assert glass.width_px / glass.height_px == pytest.approx(1080 / 1920, rel=0.01)
    assert glass.px_per_mm * 336 == pytest.approx(glass.width_px)


def test_the_smallest_letter_is_tall_enough_for_a_public_screen() -> None:
    assert LEAST_FONT_MM * CAPITAL_OF_FONT >= CAPITAL_MM


def test_what_must_be_read_stands_out_seven_to_one() -> None:
    palette = palette_of(Look())
    for text, ground in (
        (palette.ink, palette.paper),
        (palette.ink, palette.ground),
        (palette.quiet, palette.ground),
        (palette.action_ink, palette.action),
    ):
        assert contrast(text, ground) >= 7
    for text in (palette.your_turn, palette.fault, palette.action):
        assert contrast(text, palette.ground) >= 4.5


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("portrait", [True, False])
def test_tiles_fill_a_grid_that_holds_them(count: int, portrait: bool) -> None:
    columns, rows = grid(count, portrait=portrait)
    assert columns * rows >= count
    assert (columns - 1) * rows < count or rows == 1


def test_more_than_eight_choices_are_turned_like_pages() -> None:
    assert page_of(8, 0) == (range(8), False)
    shown = [list(page_of(17, page)[0]) for page in range(4)]
    assert shown[0] + shown[1] + shown[2] == list(range(17))
    assert shown[3] == shown[0]
    assert page_of(17, 0)[1]


def test_a_machine_that_can_open_no_window_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(surface, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setenv("HALL_DATA", str(tmp_path))
    assert main(["--kiosk", "k1"]) == 69
    assert "apt install libegl1" in capsys.readouterr().err
