"""Lines of a slip in scripts that no printer's font can join or stack, drawn as pictures. Pure.

The number, times and all else that the printer writes itself stays text: it is sharper, and quicker
on a serial line. Mongolian lines that follow one another become one block of columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from PIL import Image

from devices.ticket_printer.slip import Line, Part, Picture, Slip
from kiosk.typefaces import by_face, faces
from kiosk.typeset import Align, Block, draw, is_mongolian, lay

EM_DOTS = 20  # of a line at scale 1, 24 when bold: a Chinese character in the printer's own font
BOLD_EM_DOTS = 24
LEADING = 1.05
BLACK_FROM = 110  # of 255: letters drawn a little heavier than on a screen
BELOW_DOTS = 10  # white, which is fed and not sent
COLUMN_GAP_DOTS = 12
COLUMN_STEPS = 12  # taller and taller columns are tried until all stand side by side
STEP_DOTS = 48


def shaped(slip: Slip, width_dots: int) -> Slip:
    """The same slip for paper of `width_dots`, with pictures where letters need shaping."""
    parts: list[Part] = []
    for kind, run in groupby(slip.parts, _kind):
        alike = list(run)
        lines = [part for part in alike if isinstance(part, Line)]
        parts += _DRAWN[kind](lines, width_dots) if kind in _DRAWN else alike
    return Slip(parts=tuple(parts))


def needs_shaping(text: str) -> bool:
    return any(face is not faces()[0] for _, face in by_face(text))


def _kind(part: Part) -> str:
    if not isinstance(part, Line) or not needs_shaping(part.text):
        return ""
    return "columns" if is_mongolian(part.text) else "lines"


def _lines(lines: list[Line], width_dots: int) -> Iterator[Part]:
    for line in lines:
        block = _fitting(line, width_dots)
        mask = draw(block, _align(line))
        page = Image.new("L", (width_dots, mask.height + BELOW_DOTS), 0)
        free = width_dots - mask.width
        left = {"left": 0, "center": free // 2, "right": free}[_align(line)]
        page.paste(mask, (max(left, 0), 0))
        yield _picture(page)


def _columns(lines: list[Line], width_dots: int) -> list[Part]:
    """All lines side by side in columns as short as the paper's width allows; else line by line."""
    for step in range(1, COLUMN_STEPS + 1):
        blocks = [
            lay(line.text, _em(line), step * STEP_DOTS, LEADING, vertical=True) for line in lines
        ]
        across = sum(block.width for block in blocks) + COLUMN_GAP_DOTS * (len(blocks) - 1)
        if across <= width_dots and all(block.whole for block in blocks):
            return [_side_by_side(blocks, width_dots)]
    return list(_lines(lines, width_dots))


def _side_by_side(blocks: list[Block], width_dots: int) -> Picture:
    """From the left, as columns are read: white to the left of a picture costs bytes."""
    page = Image.new("L", (width_dots, max(block.height for block in blocks) + BELOW_DOTS), 0)
    left = 0
    for block in blocks:
        page.paste(draw(block), (left, 0))
        left += block.width + COLUMN_GAP_DOTS
    return _picture(page)


def _fitting(line: Line, width_dots: int) -> Block:
    """At the wished size, or smaller where a word is longer than the paper is wide."""
    sizes = [_em(line) * share for share in (1.0, 0.85, 0.7, 0.55)]
    blocks = (lay(line.text, size, width_dots, LEADING) for size in sizes)
    last = lay(line.text, sizes[-1], width_dots, LEADING)
    return next((block for block in blocks if block.whole and block.width <= width_dots), last)


def _em(line: Line) -> float:
    return float((BOLD_EM_DOTS if line.bold else EM_DOTS) * line.scale)


def _align(line: Line) -> Align:
    return line.align


def _picture(mask: Image.Image) -> Picture:
    dots = mask.point(lambda grey: 255 if grey >= BLACK_FROM else 0).convert("1")
    return Picture(width_dots=dots.width, rows=dots.tobytes())


_DRAWN = {"columns": _columns, "lines": _lines}
