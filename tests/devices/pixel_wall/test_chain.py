"""How a wall's pixels are cut into universes."""

from __future__ import annotations

from itertools import product

import pytest

from devices.pixel_wall.chain import Along, Chain, ColourOrder, Corner, Rgb

RED: Rgb = (255, 0, 0)


def numbered(count: int) -> list[Rgb]:
    return [(at % 256, at // 256, 7) for at in range(count)]


@pytest.mark.parametrize(
    ("start", "along", "serpentine", "places"),
    [
        ("top-left", "rows", False, (0, 1, 2, 3, 4, 5)),
        ("top-left", "rows", True, (0, 1, 2, 5, 4, 3)),
        ("top-right", "rows", False, (2, 1, 0, 5, 4, 3)),
        ("bottom-left", "rows", True, (3, 4, 5, 2, 1, 0)),
        ("top-left", "columns", False, (0, 3, 1, 4, 2, 5)),
        ("top-left", "columns", True, (0, 3, 4, 1, 2, 5)),
        ("bottom-right", "columns", False, (5, 2, 4, 1, 3, 0)),
    ],
)
def test_the_line_runs_as_it_was_laid(
    start: Corner, along: Along, serpentine: bool, places: tuple[int, ...]
) -> None:
    chain = Chain(width_px=3, height_px=2, start=start, along=along, serpentine=serpentine)
    assert chain.places == places


def test_170_pixels_make_a_universe() -> None:
    chain = Chain(width_px=171, height_px=1, universe=8)
    channels = chain.channels(numbered(171))
    assert {universe: len(values) for universe, values in channels.items()} == {8: 510, 9: 3}
    assert list(chain.universes) == [8, 9]


def test_colours_go_in_the_order_of_the_pixels_chip() -> None:
    orders: dict[ColourOrder, bytes] = {
        "rgb": b"\x01\x02\x03",
        "grb": b"\x02\x01\x03",
        "brg": b"\x03\x01\x02",
    }
    for order, values in orders.items():
        chain = Chain(width_px=1, height_px=1, colour_order=order)
        assert chain.channels([(1, 2, 3)]) == {1: values}


def test_what_was_laid_out_is_read_back() -> None:
    corners: list[Corner] = ["top-left", "top-right", "bottom-left", "bottom-right"]
    orders: list[ColourOrder] = ["rgb", "rbg", "grb", "gbr", "brg", "bgr"]
    ways: list[Along] = ["rows", "columns"]
    for start, along, serpentine, order in product(corners, ways, (False, True), orders):
        chain = Chain(
            width_px=13,
            height_px=5,
            start=start,
            along=along,
            serpentine=serpentine,
            colour_order=order,
            pixels_per_universe=17,
        )
        wall = numbered(65)
        assert chain.pixels(chain.channels(wall)) == wall


def test_a_universe_that_was_not_heard_is_dark() -> None:
    chain = Chain(width_px=2, height_px=1, pixels_per_universe=1)
    assert chain.pixels({1: b"\xff\0\0"}) == [RED, (0, 0, 0)]
    assert chain.pixels({1: b"\xff"}) == [RED, (0, 0, 0)]
