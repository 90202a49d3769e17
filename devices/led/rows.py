"""Rows of text as one area, for cards whose memory holds few areas. Pure.

The areas stand in rows of 16 px and columns of 8 px, as `display` lays them out; blanks fill what
is between them, and colour marks keep their colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from devices.errors import DeviceRefused
from devices.led.area import Area
from devices.led.areas import DynamicArea
from devices.led.markup import Run, markup_of

ROW_PX = 16
COLUMN_PX = 8
WIDE_PX = 16
LINE_END = Run("\n")


def one_area(areas: Sequence[Area], unit: int) -> DynamicArea:
    """All of `areas` in one; its speech is the first that any of them has.

    Raises `DeviceRefused`: `too_many_areas` when they stand in no such rows, overlap or move,
    `text_not_displayable` as they would by themselves.
    """
    rows: dict[int, list[Area]] = {}
    for area in areas:
        if not _is_of_a_row(area):
            raise DeviceRefused("too_many_areas", f"{area.text!r} does not stand in a row")
        area.on_wire(0, unit)  # what could not be shown by itself cannot be shown here
        rows.setdefault(area.y // ROW_PX, []).append(area)
    top, bottom = min(rows), max(rows)
    runs: list[Run] = []
    for row in range(top, bottom + 1):
        runs += [LINE_END] if row > top else []
        runs += _line(sorted(rows.get(row, ()), key=lambda area: area.x))
    whole = Area(
        x=0,
        y=top * ROW_PX,
        width=max(area.x + area.width for area in areas),
        height=(bottom - top + 1) * ROW_PX,
        text="",
        say=next((area.say for area in areas if area.say), None),
    )
    return replace(whole.on_wire(0, unit), markup=markup_of(tuple(runs)))


def _line(row: list[Area]) -> Iterator[Run]:
    at = 0
    for area in row:
        if area.x < at:
            raise DeviceRefused("too_many_areas", f"{area.text!r} stands on its neighbour")
        yield Run(" " * ((area.x - at) // COLUMN_PX) + area.text, area.colour)
        at = area.x + sum(COLUMN_PX if char.isascii() else WIDE_PX for char in area.text)


def _is_of_a_row(area: Area) -> bool:
    placed = area.y % ROW_PX == 0 and area.x % COLUMN_PX == 0 and area.height == ROW_PX
    return placed and area.effect == "static" and "\n" not in area.text
