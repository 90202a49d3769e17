"""The paper of a simulated receipt printer: dots put on it, then torn off as a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pylopdf_fonts_zh_cn
import segno
from PIL import Image, ImageDraw, ImageFont

DOTS_PER_MM = 8
PRINT_DOTS = {58: 384, 80: 576}  # width of the print head, by paper width in mm
CELL_HEIGHT = 24
LATIN_WIDTH = 12
CHINESE_WIDTH = 24
CUTTER_DOTS = 96  # from the print head down to the cutter: what stands there is cut off later
LONGEST_SLIP_DOTS = 16000  # 2 m without a cut: the simulator tears the paper itself
_INK_BELOW_GREY = 140
_BASE_LINES = {LATIN_WIDTH: 19, CHINESE_WIDTH: 21}  # dots below the top of the cell
_LATIN_SIZE = 21


@dataclass(frozen=True)
class Cell:
    """One character as it will be printed; `width` and `height` multiply its 24-dot cell."""

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    reverse: bool = False
    underline: bool = False

    @property
    def dots(self) -> int:
        return (LATIN_WIDTH if self.text.isascii() else CHINESE_WIDTH) * self.width


class Paper:
    """A strip that grows downwards. Every method that moves it returns by how many dots.

    As in a real printer the cutter is some way below the head: a piece begins with the blank that
    stood between them, and rows that were not fed past the cutter stay on the next piece.
    """

    def __init__(self, paper_mm: int) -> None:
        self.paper_mm = paper_mm
        self.width = PRINT_DOTS[paper_mm]
        self.length = 0  # dots moved since the last cut
        self._pieces = [self._blank(CUTTER_DOTS)]

    def text_row(self, cells: Sequence[Cell], align: int, spacing: int) -> int:
        """Print a row of characters standing on one base line; `spacing` is the least advance."""
        height = max((cell.height * CELL_HEIGHT for cell in cells), default=0)
        row = self._blank(max(height, spacing))
        x = self._left(sum(cell.dots for cell in cells), align)
        for cell in cells:
            row.paste(_drawn(cell), (x, height - cell.height * CELL_HEIGHT))
            x += cell.dots
        return self._put(row)

    def picture(self, dots: Image.Image, align: int) -> int:
        row = self._blank(dots.height)
        row.paste(dots, (self._left(dots.width, align), 0))
        return self._put(row)

    def qr(self, text: bytes, level: str, module_dots: int, align: int) -> int:
        """A QR code without a margin, as printers print it: the white around it is the sender's."""
        try:
            code = segno.make(text, error=level, micro=False, mode="byte", boost_error=False)
        except segno.DataOverflowError:
            return 0  # too long for any code: a printer prints none
        out = io.BytesIO()
        code.save(out, kind="png", scale=module_dots, border=0)
        return self.picture(Image.open(out).convert("1"), align)

    def feed(self, dots: int) -> int:
        return self._put(self._blank(dots)) if dots > 0 else 0

    def cut(self) -> bytes:
        """The piece that falls off at the cutter, as PNG."""
        strip = self._strip()
        self._pieces = [strip.crop((0, self.length, self.width, strip.height))]
        piece = strip.crop((0, 0, self.width, self.length))
        self.length = 0
        return self._png(piece)

    def tear_off(self) -> bytes:
        """All of the old paper as PNG, taken out by hand; a new roll begins."""
        strip = self._strip()
        self._pieces, self.length = [self._blank(CUTTER_DOTS)], 0
        return self._png(strip)

    def _strip(self) -> Image.Image:
        strip = self._blank(sum(piece.height for piece in self._pieces))
        y = 0
        for piece in self._pieces:
            strip.paste(piece, (0, y))
            y += piece.height
        return strip

    def _png(self, piece: Image.Image) -> bytes:
        """With the white edges where the head does not reach."""
        edge = (self.paper_mm * DOTS_PER_MM - self.width) // 2
        whole = Image.new("1", (piece.width + 2 * edge, max(1, piece.height)), 1)
        whole.paste(piece, (edge, 0))
        out = io.BytesIO()
        dots_per_inch = DOTS_PER_MM * 25.4
        whole.save(out, format="PNG", dpi=(dots_per_inch, dots_per_inch))
        return out.getvalue()

    def _left(self, width: int, align: int) -> int:
        spare = max(0, self.width - width)
        return (0, spare // 2, spare)[align]

    def _blank(self, height: int) -> Image.Image:
        return Image.new("1", (self.width, max(1, height)), 1)

    def _put(self, piece: Image.Image) -> int:
        self._pieces.append(piece)
        self.length += piece.height
        return piece.height


@lru_cache(maxsize=2048)
def _drawn(cell: Cell) -> Image.Image:
    """The character from a 24-dot bitmap, enlarged dot by dot as a printer does."""
    base = LATIN_WIDTH if cell.text.isascii() else CHINESE_WIDTH
    glyph = _glyph(cell.text, base)
    if cell.bold:
        heavier = glyph.copy()
        heavier.paste(0, (1, 0), glyph.point(lambda ink: 0 if ink else 255))
        glyph = heavier
    if cell.underline:
        ImageDraw.Draw(glyph).line((0, CELL_HEIGHT - 1, base, CELL_HEIGHT - 1), fill=0)
    if cell.reverse:
        glyph = glyph.point(lambda ink: 255 - ink)
    size = (base * cell.width, CELL_HEIGHT * cell.height)
    return glyph.resize(size, Image.Resampling.NEAREST).convert("1")


def _glyph(text: str, width: int) -> Image.Image:
    font = _font(_LATIN_SIZE if width == LATIN_WIDTH else CELL_HEIGHT)
    natural = max(width, round(font.getlength(text)))
    drawn = Image.new("L", (natural, CELL_HEIGHT), 255)
    left = (natural - round(font.getlength(text))) // 2
    ImageDraw.Draw(drawn).text((left, _BASE_LINES[width]), text, font=font, fill=0, anchor="ls")
    if natural > width:
        drawn = drawn.resize((width, CELL_HEIGHT), Image.Resampling.BILINEAR)
    return drawn.point(lambda grey: 0 if grey < _INK_BELOW_GREY else 255)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)
