"""What a hall says of its Alpha signs and pixel walls, and what is told of mistakes in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.loader import DEMO, ConfigMistakes, load
from config.machines import AlphaSign, Board, PixelChain

ENV = {"HALL_DATA": "/tmp/d", "HALL_RUN": "/tmp/r", "HALL_LED_PORT": "5005"}  # noqa: S108


def boards_of(tmp_path: Path, *tables: str) -> list[Board]:
    """The demonstration hall's board, and further ones."""
    added = "\n".join(f"[[boards]]\n{table}\n" for table in tables)
    file = tmp_path / "hall.toml"
    file.write_text(f"{DEMO.read_text('utf-8')}\n{added}", "utf-8")
    return load(file, ENV).boards[1:]


SIGN = 'id = "sign"\nmodel = "alpha"\nport = "/dev/hall-sign"\nwidth_px = 128\nheight_px = 16'
WALL = 'id = "wall"\nmodel = "e131"\nport = "e131://10.0.0.7"\nwidth_px = 128\nheight_px = 32'


def test_a_sign_and_a_wall_need_no_table_of_their_own(tmp_path: Path) -> None:
    sign, wall = boards_of(tmp_path, SIGN, WALL)
    assert (sign.sign, sign.line_baud) == (None, 9600)
    assert wall.pixels is None
    assert boards_of(tmp_path, f"{SIGN}\nbaud = 4800")[0].line_baud == 4800


def test_a_table_says_how_the_thing_on_the_wall_was_set(tmp_path: Path) -> None:
    sign, wall = boards_of(
        tmp_path,
        f'{SIGN}\nsign = {{ address = "0A", sign_type = "^", parity = "even" }}',
        f'{WALL}\npixels = {{ universe = 9, colour_order = "grb", along = "columns" }}',
    )
    assert sign.sign == AlphaSign(address="0A", sign_type="^", parity="even")
    assert wall.pixels == PixelChain(universe=9, colour_order="grb", along="columns")


def test_two_walls_may_hang_on_one_controller(tmp_path: Path) -> None:
    other = WALL.replace('"wall"', '"other"') + "\npixels = { universe = 30 }"
    assert [board.id for board in boards_of(tmp_path, WALL, other)] == ["wall", "other"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (f"{SIGN}\npixels = {{}}", 'pixels: a board of model "alpha" has no such table'),
        (f"{WALL}\nsign = {{}}", 'sign: a board of model "e131" has no such table'),
        (SIGN.replace("128", "256"), "width_px: an Alpha sign is drawn as one picture of at most"),
        (
            SIGN.replace("16", "32"),
            "height_px: an Alpha sign is drawn as one picture of at most 31",
        ),
        (SIGN.replace("/dev/hall-sign", "e131://10.0.0.7"), 'port: "e131://10.0.0.7" is no port'),
        (WALL.replace("e131://10.0.0.7", "/dev/hall-sign"), "port: .* expected e131://host"),
        (WALL.replace("e131://10.0.0.7", "e131://"), "port: .* expected e131://host"),
        (WALL.replace("10.0.0.7", "10.0.0.7:99999"), "port: .* expected e131://host"),
        (f"{WALL}\nbaud = 9600", "baud: a wall of pixels has no serial line"),
        (f"{WALL}\npixels = {{ universe = 63980 }}", "last universe would be 64004"),
        (f"{WALL}\npixels = {{ pixels_per_universe = 171 }}", "pixels_per_universe: expected"),
        (f'{WALL}\npixels = {{ colour_order = "rgbw" }}', "colour_order: .* did you mean"),
        (f'{SIGN}\nsign = {{ address = "1" }}', "sign.address: expected"),
        (f'{SIGN}\nsign = {{ parity = "odd" }}', "sign.parity: .* known: even, none"),
    ],
)
def test_a_mistake_is_told_at_its_key(table: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes) as told:
        boards_of(tmp_path, table)
    assert re.search(rf"boards\[1\]\.{message}|{message}", str(told.value)), str(told.value)
    assert "boards[1]." in str(told.value)
