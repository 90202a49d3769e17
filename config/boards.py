"""What a hall board's model allows, and its other keys must agree with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from config.ports import serial_port

ALPHA, WALL = "alpha", "e131"
WALL_SCHEME = "e131://"
FONT_CARDS = ("bx-5k", "bx-6k")
# A table that only these models have.
TABLES = {"sign": (ALPHA,), "pixels": (WALL,), "card": FONT_CARDS, "voice": FONT_CARDS}
LARGEST_SIGN_PX = (255, 31)  # one picture of the Alpha protocol
LAST_UNIVERSE = 63999
PIXELS_PER_UNIVERSE = 170

Mistake = tuple[str, str]  # the board's key, and what is wrong with it


def mistakes_in(board: Any) -> Iterator[Mistake]:
    """Wrong types are passed over: they have been told."""
    if not isinstance(board, dict):
        return
    model = board.get("model")
    for key, owners in TABLES.items():
        if key in board and model not in owners:
            meant = " and ".join(f'"{owner}"' for owner in owners)
            yield key, f'a board of model "{model}" has no such table; it is for {meant}'
    port = board.get("port")
    message = _wall_port(port) if model == WALL else serial_port(port)
    if message:
        yield "port", message
    size = (board.get("width_px"), board.get("height_px"))
    if model == ALPHA:
        yield from _too_large(size)
    if model == WALL:
        yield from _too_many(size, board.get("pixels"))
        if "baud" in board:
            yield "baud", "a wall of pixels has no serial line"


def _wall_port(port: Any) -> str:
    if not isinstance(port, str) or "${" in port:
        return ""
    try:
        parts = urlsplit(port)
        complete = port.startswith(WALL_SCHEME) and parts.hostname and parts.port != 0
    except ValueError:  # a port beyond 65535, or no number
        complete = None
    return "" if complete else f'"{port}" is no wall of pixels: expected {WALL_SCHEME}host'


def _too_large(size: tuple[Any, Any]) -> Iterator[Mistake]:
    for key, value, most in zip(("width_px", "height_px"), size, LARGEST_SIGN_PX, strict=True):
        if isinstance(value, int) and value > most:
            yield key, f"an Alpha sign is drawn as one picture of at most {most} here, not {value}"


def _too_many(size: tuple[Any, Any], pixels: Any) -> Iterator[Mistake]:
    table = pixels if isinstance(pixels, dict) else {}
    first = table.get("universe", 1)
    step = table.get("pixels_per_universe", PIXELS_PER_UNIVERSE)
    numbers = (*size, first, step)
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        return
    last = first - 1 + -(-size[0] * size[1] // step)
    if last > LAST_UNIVERSE:
        yield "width_px", f"the wall's last universe would be {last}; {LAST_UNIVERSE} is the last"
