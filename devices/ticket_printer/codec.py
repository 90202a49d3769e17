"""Slip -> ESC/POS bytes. No I/O; see PROTOCOL.md for every command and its source.

Text is ours (kanji mode, GBK, sizes); the QR code, the cut and pictures are python-escpos's.
"""

from __future__ import annotations

from collections.abc import Callable

from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image

from devices.ticket_printer import raster, wrap
from devices.ticket_printer.slip import Align, Line, Qr, Rule, Slip
from devices.ticket_printer.text import clean, in_printer_font

PAPER_DOTS = {58: 384, 80: 576}  # printable width at 203 dpi (8 dots a millimetre), by paper_mm
COLUMN_DOTS = 12  # an ASCII character at scale 1; a Chinese one is twice as wide
MAX_SCALE = 8
PITCH_DOTS = 30  # from row to row at scale 1: the character and a quarter of its height in white
MIN_SCALE_TO_FIT = 2  # a long word is shrunk this far, then set narrow, before it is cut in two
QUIET_MODULES = 4  # white around a QR code (ISO/IEC 18004)

START = b"\x1b@\x1c&"  # ESC @: forget the last slip's modes; FS &: kanji mode
ASK_WHEN_DONE = b"\x1dr\x01"  # GS r 1: answered in order, when all before it was carried out
PICTURE_HEADER_BYTES = 8  # GS v 0 m xL xH yL yH
ALIGNMENTS: dict[Align, int] = {"left": 0, "center": 1, "right": 2}

# Bytes that a QR code of version 1, 2, 3 … holds at error correction M (ISO/IEC 18004, table 7).
QR_CAPACITY_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412)

# A profile with a known width: without one python-escpos prints a complaint on stdout.
_PROFILE = "TM-T20II"


def encode(slip: Slip, paper_mm: int) -> bytes:
    """The bytes that print and cut `slip`, then ask for an answer in order (`GS r 1`).

    `paper_mm` is 58 or 80. Raises ValueError for another paper or a QR text beyond 412 bytes.
    """
    if paper_mm not in PAPER_DOTS:
        raise ValueError(f"no such paper: {paper_mm} mm")
    writer = _Writer(PAPER_DOTS[paper_mm])
    for part in slip.parts:
        match part:
            case Line():
                writer.line(part)
            case Rule():
                writer.rule()
            case Qr():
                writer.qr(part)
    writer.cut()
    return bytes(writer.out) + ASK_WHEN_DONE


class _Writer:
    """Sends a mode only when it changes: a slip's bytes are its time on a serial line."""

    def __init__(self, width_dots: int) -> None:
        self.out = bytearray(START)
        self._width = width_dots
        self._modes: dict[str, int] = {"align": 0, "bold": 0, "size": size_byte(1, 1)}
        self._set_spacing(1)

    def line(self, line: Line) -> None:
        text = clean(line.text)
        across, tall = fitting_size(text, line.scale, self._width)
        self._set("bold", int(line.bold))
        for row in wrap.break_line(text, self._width // (COLUMN_DOTS * across)):
            if in_printer_font(row):
                self._set("align", ALIGNMENTS[line.align])
                self._set("size", size_byte(across, tall))
                self.out += row.encode("gbk") + b"\n"
            else:
                self._drawn_row(row, tall, line.align)

    def rule(self) -> None:
        self._set("align", 0)
        self._set("size", size_byte(1, 1))
        self._set("bold", 0)
        self.out += ("─" * (self._width // (2 * COLUMN_DOTS))).encode("gbk") + b"\n"

    def qr(self, code: Qr) -> None:
        text = clean(code.text)
        if not text:
            return
        dots = min(code.module_dots, self._width // (qr_modules(text) + 2 * QUIET_MODULES))
        self._set("align", ALIGNMENTS["center"])
        self._feed(QUIET_MODULES * dots)
        self.out += _by_library(lambda p: p.qr(text, ec=QR_ECLEVEL_M, size=dots, native=True))
        self._feed(QUIET_MODULES * dots)

    def cut(self) -> None:
        self.out += _by_library(lambda p: p.cut(feed=False))  # GS V 66 0: feeds as far as needed

    def _drawn_row(self, row: str, tall: int, align: Align) -> None:
        drawn = raster.draw_row(row, tall)
        spare = max(0, self._width - drawn.width)
        left = {"left": 0, "center": spare // 2, "right": spare}[align]
        picture = Image.new("1", (min(left + drawn.width, self._width), drawn.height), 1)
        picture.paste(drawn, (left, 0))
        self._set("align", 0)  # the white stands in the picture: not every printer aligns pictures
        self.out += without_real_time_commands(_by_library(lambda p: p.image(picture)))
        self._feed(max(0, PITCH_DOTS * tall - drawn.height))

    def _feed(self, dots: int) -> None:
        self.out += b"\x1bJ" + bytes([min(dots, 255)])

    def _set(self, mode: str, value: int) -> None:
        if self._modes[mode] == value:
            return
        self._modes[mode] = value
        if mode == "size":
            self._set_size(value)
        else:
            self.out += {"align": b"\x1ba", "bold": b"\x1bE"}[mode] + bytes([value])

    def _set_size(self, size: int) -> None:
        # Some printers enlarge Chinese only by FS !, which knows no more than double; GS ! comes
        # last because it wins where both work.
        kanji = 0x04 * (size > 0x0F) | 0x08 * (size & 0x0F > 0)
        self.out += b"\x1c!" + bytes([kanji]) + b"\x1d!" + bytes([size])
        self._set_spacing((size & 0x0F) + 1)

    def _set_spacing(self, tall: int) -> None:
        self.out += b"\x1b3" + bytes([PITCH_DOTS * tall])


def size_byte(across: int, tall: int) -> int:
    """The parameter of `GS !` for characters `across` and `tall` times their size, 1 to 8."""
    return (across - 1) << 4 | (tall - 1)


def fitting_size(text: str, scale: int, width_dots: int) -> tuple[int, int]:
    """Across and tall: `scale`, or the largest below it at which no word has to be cut.

    A word that is too long even at double size is set at half its width: as tall, if less handsome.
    """
    longest = wrap.longest_unit(text) * COLUMN_DOTS
    for fitting in range(min(scale, MAX_SCALE), MIN_SCALE_TO_FIT - 1, -1):
        if longest * fitting <= width_dots:
            return fitting, fitting
    tall = min(scale, MIN_SCALE_TO_FIT)
    return (1 if longest <= width_dots else tall), tall


def qr_modules(text: str) -> int:
    """Modules along the edge of the smallest code (level M, byte mode) that holds `text`."""
    size = len(text.encode())
    for version, capacity in enumerate(QR_CAPACITY_M, start=1):
        if size <= capacity:
            return 17 + 4 * version
    raise ValueError(f"a slip's QR code holds {QR_CAPACITY_M[-1]} bytes, not {size}")


def without_real_time_commands(picture: bytes) -> bytes:
    """`GS v 0` bytes in which no dots read as a real-time command.

    Printers look for DLE EOT, DLE ENQ and DLE DC4 (a drawer pulse) in everything they receive,
    pictures included. One more black dot breaks such a pair and nobody sees it.
    """
    head, dots = picture[:PICTURE_HEADER_BYTES], picture[PICTURE_HEADER_BYTES:]
    for second in (b"\x04", b"\x05", b"\x14"):
        dots = dots.replace(b"\x10" + second, b"\x18" + second)
    return head + dots


def _by_library(write: Callable[[Dummy], None]) -> bytes:
    printer = Dummy(profile=_PROFILE)
    write(printer)
    return bytes(printer.output)
