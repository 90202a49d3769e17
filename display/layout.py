"""PURE: board + size + time -> Frame: which text stands where, in which colour.

Rows of 16 px; a drawn board of 7 to 15 px has one row, in Latin. First a title with the clock (or
the age of the data), when there are rows enough; then one call per row in a fixed order,
"A012 → 3号窗口": number in the colour of "your turn", way in green, and on wide boards the English.
A call in highlight is all in that colour and has a mark before it, for boards of one colour and
eyes that see few. While it blinks the mark changes (where there is no room for a mark, the arrow
comes and goes) and the number changes colour, but never goes dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.kinds import Name
from devices.led.driver import Area
from display.board import Board, Call
from display.card_font import COLUMN_PX, ROW_PX, columns, width_px

Frame = tuple[Area, ...]
Colour = Literal["red", "green", "yellow"]

TITLE_NEEDS_ROWS = 4  # a lower board spends every row on calls
NUMBER_COLUMNS = 5  # "A1000": a counter beyond 999 has a digit more
GAP_COLUMNS = 1
LIT_MARKS = {False: "●", True: "○"}  # by the dark half of the blink
NUMBER_COLOURS: dict[bool, Colour] = {False: "yellow", True: "red"}  # likewise
ARROW = "→"
WAY_COLOURS: dict[bool, Colour] = {False: "green", True: "yellow"}  # by the highlight
TITLE_COLOUR: Colour = "green"
STALE_COLOUR: Colour = "red"


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a call is written: `way` is what follows the number. `{right}` is the window's number,
    right-aligned with the others'."""

    marked: bool
    way: str

    @property
    def number_at(self) -> int:
        """Column of the number: after the mark."""
        return 2 if self.marked else 0

    @property
    def way_at(self) -> int:
        return self.number_at + NUMBER_COLUMNS + (GAP_COLUMNS if self.marked else 0)

    def width_px(self, window: str) -> int:
        return self.way_at * COLUMN_PX + width_px(self.way_to(window, len(window)))

    def way_to(self, window: str, digits: int) -> str:
        return self.way.format(window=window, right=window.rjust(digits))


# The first that fits is taken.
FORMS = (
    Form(marked=True, way="→ {right}号窗口 Window {window}"),
    Form(marked=True, way="→ {right}号窗口"),
    Form(marked=False, way="→{right}号窗口"),
    Form(marked=False, way="→{right}号"),
    Form(marked=False, way="→{right}"),
)


LOW_FORMS = (
    Form(marked=False, way="Window {right}"),
    Form(marked=False, way=">{right}"),
)
LOW_ROW_PX = 7  # the lowest that shows capitals and digits


class BoardTooSmall(ValueError):
    """Not even one call in its shortest form fits."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How calls are placed on one board, decided once from its size. What takes long to be painted
    does not blink."""

    width_px: int
    row_px: int
    title: Name
    has_title: bool
    rows_per_column: int
    columns: int
    form: Form
    window_digits: int
    blinks: bool = True

    @property
    def calls(self) -> int:
        """How many calls fit."""
        return self.rows_per_column * self.columns


def plan(
    size_px: tuple[int, int],
    title: Name,
    windows: tuple[str, ...],
    *,
    drawn: bool = False,
    blinks: bool = True,
) -> Layout:
    """`windows`: all that the board may show. `drawn`: it knows dots and no characters, so that it
    may be lower than a card's font. Raises `BoardTooSmall`, `TextRefused`."""
    width, height = size_px
    rows = height // ROW_PX or int(drawn and height >= LOW_ROW_PX)
    longest = max(windows, key=len, default="0")
    forms = FORMS if height >= ROW_PX else LOW_FORMS
    form = next((form for form in forms if form.width_px(longest) <= width), None)
    if form is None or not rows:
        raise BoardTooSmall(f"{width}×{height} px holds no call to window {longest}")
    width_px(title.zh + title.en)  # refuse at start what the card cannot show
    has_title = rows >= TITLE_NEEDS_ROWS
    return Layout(
        width_px=width,
        row_px=min(height, ROW_PX),
        title=title,
        has_title=has_title,
        rows_per_column=rows - 1 if has_title else rows,
        columns=max(1, width // (form.width_px(longest) + 2 * COLUMN_PX)),
        form=form,
        window_digits=len(longest),
        blinks=blinks,
    )


def frame(layout: Layout, board: Board, now: datetime, local: datetime) -> Frame:
    """`local` is `now` on the hall's wall clock."""
    areas = _title(layout, board, now, local) if layout.has_title else []
    for place, call in enumerate(board.visible):
        areas.extend(_row(layout, call, place, now))
    return tuple(areas)


def _row(layout: Layout, call: Call, place: int, now: datetime) -> list[Area]:
    column, row = divmod(place, layout.rows_per_column)
    x = column * (layout.width_px // layout.columns // COLUMN_PX * COLUMN_PX)
    y = (row + layout.has_title) * ROW_PX
    form = layout.form
    dark = layout.blinks and call.blinks_off(now)
    number_x, way_x = (x + at * COLUMN_PX for at in (form.number_at, form.way_at))
    areas = []
    if form.marked and call.is_lit(now):
        areas.append(_area(x, y, LIT_MARKS[dark], NUMBER_COLOURS[dark]))
    if call.number:  # else the way alone: the card could show nothing of it
        areas.append(_area(number_x, y, call.number, NUMBER_COLOURS[dark], layout.row_px))
    way = form.way_to(call.window, layout.window_digits)
    over = columns(call.number) - (form.way_at - form.number_at)
    if over > 0:
        way, further = _make_room(layout, way, over)
        way_x += further * COLUMN_PX
    if dark and not form.marked:
        way = way.replace(ARROW, " " * columns(ARROW))
    areas.append(_area(way_x, y, way, WAY_COLOURS[call.is_lit(now)], layout.row_px))
    return areas


def _make_room(layout: Layout, way: str, over: int) -> tuple[str, int]:
    """The way beside a number that is `over` columns too long ("AB1000"), and by how many columns
    it stands further right: all of it where the row goes on, else without its arrow."""
    row = layout.width_px // layout.columns // COLUMN_PX
    if layout.form.way_at + columns(way) + over <= row:
        return way, over
    bare = way.lstrip(f"{ARROW}>")
    return bare, columns(way) - columns(bare)


def _title(layout: Layout, board: Board, now: datetime, local: datetime) -> list[Area]:
    """The clock at the right where it leaves room for the title; stale data say their time."""
    since = board.stale_since(now)
    if since is not None:
        at = since.astimezone(local.tzinfo)
        stamps = (f"数据时间 {at:%H:%M} Not live", f"数据时间 {at:%H:%M}", f"{at:%H:%M}")
        stamp = next(text for text in stamps if width_px(text) <= layout.width_px)
        return [_area(0, 0, stamp, STALE_COLOUR)]
    clock = f"{local:%H:%M}"
    clock_x = (layout.width_px - width_px(clock)) // COLUMN_PX * COLUMN_PX
    titles = (f"{layout.title.zh} {layout.title.en}", layout.title.zh)
    for title in titles:
        if width_px(title) + COLUMN_PX <= clock_x:
            return [
                _area(0, 0, title, TITLE_COLOUR),
                _area(clock_x, 0, clock, TITLE_COLOUR),
            ]
    if width_px(layout.title.zh) <= layout.width_px:
        return [_area(0, 0, layout.title.zh, TITLE_COLOUR)]
    return [_area(clock_x, 0, clock, TITLE_COLOUR)]


def _area(x: int, y: int, text: str, colour: Colour, height: int = ROW_PX) -> Area:
    return Area(
        x=x, y=y, width=width_px(text), height=height, text=text, colour=colour, effect="static"
    )
