"""Texts as lamps: what is drawn, where, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from devices.errors import DeviceRefused
from devices.led.area import Area
from devices.pixel_font import has_glyph
from devices.pixels import DARK, GREEN, LAMPS, RED, YELLOW, draw


def area(text: str, x: int = 0, y: int = 0, width: int = 64, height: int = 16, **more: Any) -> Area:
    return Area(x=x, y=y, width=width, height=height, text=text, **more)


def seen(text: str, width: int = 32, height: int = 16) -> list[str]:
    picture = draw([area(text, width=width, height=height)], width, height)
    return ["".join(".#"[lamp > 0] for lamp in row).rstrip(".") for row in picture.rows()]


def test_a_window_number_can_be_read() -> None:
    assert seen("3", 8) == [
        "",
        "",
        "..####",
        ".#..##",
        ".....##",
        ".....##",
        "....##",
        "..###",
        ".....#",
        ".....##",
        ".....##",
        ".#...##",
        ".#####",
        "",
        "",
        "",
    ]


def test_each_area_has_its_place_and_its_colour() -> None:
    areas = [
        area("A", colour="red", width=8),
        area("号", x=16, colour="green", width=16),
        area("1", x=8, y=16, colour="yellow", width=8),
    ]
    picture = draw(areas, 32, 32)
    found = {
        lamp: {(at % 32, at // 32) for at, own in enumerate(picture.lamps) if own == lamp}
        for lamp in (RED, GREEN, YELLOW)
    }
    assert all(x < 8 and y < 16 for x, y in found[RED])
    assert all(x >= 16 and y < 16 for x, y in found[GREEN])
    assert all(8 <= x < 16 and y >= 16 for x, y in found[YELLOW])
    assert all(found.values())


def test_lines_stand_in_the_middle_of_their_area() -> None:
    picture = draw([area("口\n口", width=16, height=48)], 16, 48)
    lit = [at // 16 for at, lamp in enumerate(picture.lamps) if lamp]
    assert min(lit) >= 8
    assert max(lit) < 40


def test_a_low_sign_shows_latin_in_seven_rows() -> None:
    rows = seen("A1", 12, 7)
    assert len(rows) == 7
    assert rows[0]  # the first row is used, and the last
    assert rows[6]


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        (area("请", height=7), "text_not_displayable"),
        (area("\u0007"), "text_not_displayable"),
        (area("🎫"), "text_not_displayable"),
        (area("A", height=5), "does_not_fit"),
        (area("请A001号", width=32), "does_not_fit"),
        (area("一\n二"), "does_not_fit"),
        (area("A", x=1), "area_off_board"),
        (area("A", y=-1), "area_off_board"),
    ],
)
def test_what_cannot_be_shown_whole_is_refused(wrong: Area, cause: str) -> None:
    with pytest.raises(DeviceRefused) as refusal:
        draw([wrong], 64, 16)
    assert refusal.value.cause == cause


def test_no_box_is_ever_drawn_for_a_character() -> None:
    assert all(map(has_glyph, "请到窗口办理●○→：，。ABCabc 龘"))
    assert not any(map(has_glyph, "🎫\n\u0000\ufffe\U000e0001"))


def test_nothing_shown_is_dark() -> None:
    assert set(draw([], 8, 8).lamps) == {DARK}
    assert set(LAMPS.values()) == {RED, GREEN, YELLOW}
