"""Breaks a line of Chinese and Latin text at the paper's edge as a typesetter would."""

from __future__ import annotations

from devices.ticket_printer.text import NO_BREAK_SPACE, columns

# Never first in a row, never last in a row (the usual rules for Chinese punctuation).
CLOSING = frozenset("，。、；：？！）】》〉」』”’…—·％℃,.;:?!)]}%")
OPENING = frozenset("（【《〈「『“‘([{")

_PAUSES = frozenset("，。；：？！、,.;:?!")
_BREAK_OUTSIDE_A_PAUSE = 0.2  # as bad as leaving nearly half of a row white


def break_line(text: str, width: int) -> list[str]:
    """Rows of at most `width` columns: as few as can be, then even, then ending at a pause.

    Breaks stand between Chinese characters and at spaces; a Latin word longer than a row is cut.
    """
    units = _units(text, width)
    # best[n]: what it costs to set the first n units, and where the last row of them begins
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(units) + 1):
        best.append(_best_last_row(units, end, width, best))
    rows: list[str] = []
    end = len(units)
    while end > 0:
        start = best[end][2]
        rows.insert(0, _row(units[start:end]))
        end = start
    return rows or [""]


def longest_unit(text: str) -> int:
    """Columns of the longest piece that may not be broken."""
    return max((columns(unit.rstrip()) for unit in _units(text, None)), default=0)


def _best_last_row(
    units: list[str], end: int, width: int, best: list[tuple[int, float, int]]
) -> tuple[int, float, int]:
    candidates: list[tuple[int, float, int]] = []
    for start in range(end - 1, -1, -1):
        row = _row(units[start:end])
        if columns(row) > width and start < end - 1:
            break
        rows, cost, _ = best[start]
        white = (width - columns(row)) / width
        pause = end == len(units) or row[-1:] in _PAUSES or units[end][0] in OPENING
        rough = 0.0 if pause else _BREAK_OUTSIDE_A_PAUSE
        candidates.append((rows + 1, round(cost + white * white + rough, 6), start))
    # of equals, the one whose last row is the shorter
    return min(candidates, key=lambda found: (found[0], found[1], -found[2]))


def _row(units: list[str]) -> str:
    return "".join(units).strip(" ").replace(NO_BREAK_SPACE, " ")


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
    if ch in (" ", NO_BREAK_SPACE) or ch in CLOSING:
        return True
    if last == NO_BREAK_SPACE or last in OPENING:
        return True
    return last != " " and _latin(last) and _latin(ch) and ch not in OPENING


def _latin(ch: str) -> bool:
    return ch.isascii() or (ch.isalpha() and ord(ch) < 0x0600)


def _cut(unit: str, width: int) -> list[str]:
    pieces = [""]
    for ch in unit:
        if pieces[-1] and ch != " " and columns(pieces[-1].rstrip(" ") + ch) > width:
            pieces.append("")
        pieces[-1] += ch
    return pieces
