"""Text in every script as measured lines, and these as an alpha mask. No Kivy here.

Chinese, Latin, Uyghur, Tibetan and Mongolian letters may stand in one line: it is cut into runs of
one font and one direction, and each run is shaped as a whole. Widths are measured once per em,
since Pillow does not hint them. Mongolian is laid in columns from left to right when asked to:
drawn as lines and turned, with Chinese characters and short numbers standing upright in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from kiosk.bidi import RTL, levels, visual
from kiosk.line_breaks import units
from kiosk.typefaces import Face, by_face, faces, font

Align = Literal["left", "center", "right"]

MEASURE_PX = 200.0
UPRIGHT_SIGNS = 2  # digits that stand upright side by side in a column
ASCENT_EM, DESCENT_EM = 1.16, 0.288  # Noto Sans SC's line; taller letters make their lines taller
LOW_ASCENT_EM = 0.9  # at least, of lines with other scripts: what Chinese and Latin really reach
_MONGOLIAN = range(0x1800, 0x18B0)


@dataclass(frozen=True)
class Run:
    """One font and one direction. `upright`: turned back by a quarter in a column."""

    text: str
    face: Face
    rtl: bool
    upright: bool = False


@dataclass(frozen=True)
class Line:
    """Runs from left to right, and how wide they are in em."""

    runs: tuple[Run, ...]
    width_em: float


@dataclass(frozen=True)
class Block:
    """Lines of one size. `width` and `height` are whole pixels; in `vertical` each line is a
    column. `whole`: no line is longer than was allowed."""

    lines: tuple[Line, ...]
    size_px: float
    ascent: float
    advance: float
    width: int
    height: int
    vertical: bool
    whole: bool


def is_mongolian(text: str) -> bool:
    return any(ord(ch) in _MONGOLIAN for ch in text)


def lay(
    text: str,
    size_px: float,
    room_px: float | None = None,
    line_height: float = 1.0,
    *,
    vertical: bool = False,
) -> Block:
    """Lines no longer than `room_px` (across, or down when `vertical`); one each when None."""
    lines = [
        line
        for paragraph in text.split("\n")
        for line in _broken(paragraph, room_px / size_px if room_px else None, vertical)
    ]
    ascent, descent = _heights(lines)
    longest = max((line.width_em for line in lines), default=0.0) * size_px
    advance = (ascent + descent) * size_px * line_height
    deep = advance * (len(lines) - 1) + (ascent + descent) * size_px
    along, across = int(longest + 0.999), int(deep + 0.999)
    return Block(
        lines=tuple(lines),
        size_px=size_px,
        ascent=ascent * size_px,
        advance=advance,
        width=across if vertical else along,
        height=along if vertical else across,
        vertical=vertical,
        whole=room_px is None or longest <= room_px + 0.5,
    )


def draw(block: Block, align: Align = "left") -> Image.Image:
    """The block as an alpha mask ("L", white letters). In a column lines begin at the top."""
    along = block.height if block.vertical else block.width
    across = block.width if block.vertical else block.height
    mask = Image.new("L", (max(along, 1), max(across, 1)), 0)
    for number, line in enumerate(block.lines):
        free = along - line.width_em * block.size_px
        start = {"left": 0.0, "center": free / 2, "right": free}[
            "left" if block.vertical else align
        ]
        # The first column is the leftmost: turned clockwise, the lowest line comes first.
        place = len(block.lines) - 1 - number if block.vertical else number
        _draw_line(mask, line, block.size_px, start, block.ascent + place * block.advance)
    return mask.transpose(Image.Transpose.ROTATE_270) if block.vertical else mask


def width_em(text: str) -> float:
    """Of the longest line of `text`, unbroken."""
    return max((_measured(line, False).width_em for line in text.split("\n")), default=0.0)


def forget() -> None:
    """Drop what was measured: names and numbers of the last visitor are among it."""
    for cache in (_measured, _unit_em, _run_em, _ink_em):
        cache.cache_clear()


def _broken(text: str, room_em: float | None, vertical: bool) -> Iterator[Line]:
    """As many units on a line as have room; a unit that is longer gets a line of its own."""
    if room_em is None or (whole := _measured(text.rstrip(" "), vertical)).width_em <= room_em:
        yield _measured(text.rstrip(" "), vertical) if room_em is None else whole
        return
    begun, length = "", 0.0
    for unit in units(text):
        if begun and length + _unit_em(unit.rstrip(" "), vertical) > room_em:
            yield _measured(begun.rstrip(" "), vertical)
            begun, length = "", 0.0
        begun += unit
        length += _unit_em(unit, vertical)
    yield _measured(begun.rstrip(" "), vertical)


@lru_cache(maxsize=4096)
def _unit_em(text: str, vertical: bool) -> float:
    return sum(_run_em(run) for run in _runs(text, vertical))


@lru_cache(maxsize=1024)
def _measured(text: str, vertical: bool) -> Line:
    runs = _runs(text, vertical)
    return Line(runs, sum(_run_em(run) for run in runs))


def _runs(text: str, vertical: bool) -> tuple[Run, ...]:
    """Level runs in visual order, each cut by font; inside one that runs from the right, the last
    font's run comes first."""
    at_level = levels(text)
    bounds = [i for i in range(1, len(text)) if at_level[i] != at_level[i - 1]]
    spans = list(zip([0, *bounds], [*bounds, len(text)], strict=True)) if text else []
    runs: list[Run] = []
    for index in visual([at_level[start] for start, _ in spans]):
        start, end = spans[index]
        rtl = at_level[start] % 2 == RTL
        cut = [run for part, face in by_face(text[start:end]) for run in _cut(part, face, vertical)]
        runs += [Run(run.text, run.face, rtl, run.upright) for run in (cut[::-1] if rtl else cut)]
    return tuple(runs)


def _cut(text: str, face: Face, vertical: bool) -> Iterator[Run]:
    """In a column Chinese characters stand upright one by one, short numbers as one."""
    if not vertical or face is not faces()[0]:
        yield Run(text, face, False)
        return
    lying = ""
    for part in _upright_parts(text):
        if part.isascii() and not (part.isalnum() and len(part) <= UPRIGHT_SIGNS):
            lying += part
            continue
        if lying:
            yield Run(lying, face, False)
            lying = ""
        yield Run(part, face, False, upright=True)
    if lying:
        yield Run(lying, face, False)


def _upright_parts(text: str) -> list[str]:
    """Words, times and numbers in Latin signs whole, all else by the character."""
    parts: list[str] = []
    for ch in text:
        if parts and _is_latin_sign(ch) and _is_latin_sign(parts[-1][-1]):
            parts[-1] += ch
        else:
            parts.append(ch)
    return parts


def _is_latin_sign(ch: str) -> bool:
    return ch.isascii() and not ch.isspace()


@lru_cache(maxsize=4096)
def _run_em(run: Run) -> float:
    if run.upright:
        return 1.0
    face = font(run.face, MEASURE_PX)
    return float(face.getlength(run.text, direction=_way(run))) / MEASURE_PX


def _heights(lines: list[Line]) -> tuple[float, float]:
    """Above and below the base line, in em: the usual, or what the tallest letters need."""
    runs = {run for line in lines for run in line.runs}
    usual = all(run.face is faces()[0] for run in runs)
    tops, bottoms = [ASCENT_EM if usual else LOW_ASCENT_EM], [DESCENT_EM]
    for run in runs:
        if run.face is not faces()[0]:
            top, bottom = _ink_em(run)
            tops.append(top)
            bottoms.append(bottom)
    return max(tops), max(bottoms)


@lru_cache(maxsize=1024)
def _ink_em(run: Run) -> tuple[float, float]:
    face = font(run.face, MEASURE_PX)
    _, top, _, bottom = face.getbbox(run.text, anchor="ls", direction=_way(run))
    return -top / MEASURE_PX, bottom / MEASURE_PX


def _way(run: Run) -> str:
    return "rtl" if run.rtl else "ltr"


def _draw_line(mask: Image.Image, line: Line, size_px: float, x: float, base: float) -> None:
    pen = ImageDraw.Draw(mask)
    for run in line.runs:
        if run.upright:
            _draw_upright(mask, run, size_px, x, base)
        else:
            face = font(run.face, size_px)
            pen.text((x, base), run.text, fill=255, font=face, anchor="ls", direction=_way(run))
        x += _run_em(run) * size_px


def _draw_upright(mask: Image.Image, run: Run, size_px: float, x: float, base: float) -> None:
    """Turned to the left, so that it stands when the column is turned to the right."""
    edge = max(round(size_px), 1)
    cell = Image.new("L", (edge, edge), 0)
    face = font(run.face, size_px)
    wide = face.getlength(run.text)
    if wide > edge:
        face = font(run.face, size_px * edge / wide)
    ImageDraw.Draw(cell).text((edge / 2, edge / 2), run.text, fill=255, font=face, anchor="mm")
    cell = cell.transpose(Image.Transpose.ROTATE_90)
    middle = base - 0.36 * size_px  # of the letters beside it
    mask.paste(cell, (round(x), round(middle - edge / 2)), cell)
