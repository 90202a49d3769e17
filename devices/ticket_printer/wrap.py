"""Breaks a line of Chinese and Latin text at the paper's edge as a typesetter would."""

from __future__ import annotations

from devices.ticket_printer.text import columns

# Never first in a line, never last in a line (the usual rules for Chinese punctuation).
CLOSING = frozenset("，。、；：？！）】》〉」』”’…—·％℃,.;:?!)]}%")
OPENING = frozenset("（【《〈「『“‘([{")


def break_line(text: str, width: int) -> list[str]:
    """Rows of at most `width` columns, as few as can be and then as even as can be.

    Breaks stand between Chinese characters and at spaces; a Latin word longer than a row is cut.
    """
    units = _units(text, width)
    rows = _fill(units, width)
    for narrower in range(width - 1, 0, -1):
        if max((columns(unit) for unit in units), default=0) > narrower:
            break
        candidate = _fill(units, narrower)
        if len(candidate) > len(rows):
            break
        rows = candidate
    return rows


def longest_unit(text: str) -> int:
    """Columns of the longest piece that may not be broken."""
    return max((columns(unit) for unit in _units(text, None)), default=0)


def _fill(units: list[str], width: int) -> list[str]:
    rows: list[str] = []
    row = ""
    for unit in units:
        if row and columns((row + unit).rstrip()) > width:
            rows.append(row.rstrip())
            row = ""
        row += unit if row else unit.lstrip()
    return [*rows, row.rstrip()] if row.strip() or not rows else rows


def _units(text: str, width: int | None) -> list[str]:
    """Pieces that stay whole; each carries the closing marks and the spaces that follow it."""
    units: list[str] = []
    for ch in text:
        if units and _joins(units[-1], ch):
            units[-1] += ch
        else:
            units.append(ch)
    if width is None:
        return units
    return [piece for unit in units for piece in _cut(unit, width)]


def _joins(unit: str, ch: str) -> bool:
    last = unit[-1]
    if ch == " " or ch in CLOSING or last in OPENING:
        return True
    return last != " " and _latin(last) and _latin(ch) and ch not in OPENING


def _latin(ch: str) -> bool:
    return ch.isascii() or (ch.isalpha() and ord(ch) < 0x0600)


def _cut(unit: str, width: int) -> list[str]:
    pieces = [""]
    for ch in unit:
        if pieces[-1] and columns(pieces[-1].rstrip() + ch) > width and ch != " ":
            pieces.append("")
        pieces[-1] += ch
    return pieces
