"""Whether a hall's boards can show their titles and their calls: a check for `config.loader.load`.

Configuration knows nothing of fonts and rows, so `hallctl check-config`, the launcher and the
display hand this to it; a mistake is told at its line.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from config.cross_checks import select
from config.kinds import Name
from config.machines import Board
from config.mistakes import KeyPath
from config.variables import Report
from config.windows import WindowRange
from display.boards import manner
from display.card_font import ROW_PX, TextRefused, columns
from display.layout import LOW_ROW_PX, BoardTooSmall, plan
from display.wiring import shown_on

Kind = TypeVar("Kind")

NO_TITLE = Name(zh="", en="")  # titles are told by themselves


def check_boards(raw: dict[str, Any], report: Report) -> None:
    """Tell `report` of every title with a character that the card would not show, and of every
    board that is too small for a call."""
    for language in ("zh", "en"):
        for path, title in select(raw, f"boards[].title.{language}"):
            try:
                columns(str(title))
            except TextRefused as refused:
                report(path, str(refused))
    windows = [each for _, table in select(raw, "windows[]") for each in _read(table, WindowRange)]
    for path, table in select(raw, "boards[]"):
        for board in _read(table, Board):
            _check_size(board, windows, path, report)


def _check_size(board: Board, windows: list[WindowRange], path: KeyPath, report: Report) -> None:
    size_px, how = (board.width_px, board.height_px), manner(board)
    try:
        plan(size_px, NO_TITLE, tuple(sorted(shown_on(board, windows))), **how)
    except BoardTooSmall as small:
        least_px = LOW_ROW_PX if how["drawn"] else ROW_PX
        key = "height_px" if board.height_px < least_px else "width_px"
        report((*path, key), str(small))


def _read(table: Any, kind: type[Kind]) -> Iterator[Kind]:
    """The table, or nothing when it is not of its kind: that has been told by the types."""
    with contextlib.suppress(msgspec.ValidationError):
        yield msgspec.convert(table, kind)
