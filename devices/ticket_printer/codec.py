"""Slip -> ESC/POS bytes. No I/O; see PROTOCOL.md for every command and its source.

Text is ours (kanji mode, GBK, sizes); the QR code and pictures are python-escpos's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image

from devices.ticket_printer import raster, wrap
from devices.ticket_printer.model import Cutter, Model
from devices.ticket_printer.slip import Align, Line, Picture, Qr, Rule, Slip
from devices.ticket_printer.text import clean, columns, encode_row, in_printer_font

if TYPE_CHECKING:
    from escpos.printer import Dummy

COLUMN_DOTS = 12  # an ASCII character at scale 1; a Chinese one is twice as wide
MAX_SCALE = 8
PITCH_DOTS = 30  # from row to row at scale 1: the character and a quarter of its height in white
MIN_SCALE_TO_FIT = 2  # a long word is shrunk this far, then set narrow, before it is cut in two
QUIET_MODULES = 4  # white around a QR code (ISO/IEC 18004)

START = b"\x1b@"  # ESC @: forget the last slip's modes
KANJI_MODE = b"\x1c&"  # FS &
# GS V 65 0 and GS V 66 0 feed as far as the cutter is below the head; a tear bar is about as far.
ENDS: dict[Cutter, bytes] = {
    "full": b"\x1dVA\x00",
    "partial": b"\x1dVB\x00",
    "none": b"\x1bJ\x78",
}
# Before any question: a command that was cut in its head takes what follows for its own length,
# and `10 04` would make it wait for a thousand bytes.
END_OF_A_HEAD = bytes(16)
BEEP = b"\x1bB\x02\x02"  # ESC B n t: twice, 0.1 s
PICTURE_ROWS = 512  # at a time: small printers hold no more
PICTURE_HEADER_BYTES = 8  # GS v 0 m xL xH yL yH
ALIGNMENTS: dict[Align, int] = {"left": 0, "center": 1, "right": 2}

# Bytes that a QR code of version 1, 2, 3 … holds at error correction M (ISO/IEC 18004, table 7).
QR_CAPACITY_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412)

# A profile with a known width: without one python-escpos prints a complaint on stdout.
_PROFILE = "TM-T20II"


def prepare() -> None:
    """Load python-escpos, before the first slip and after the first screen: it reads every printer
    of its data base, which takes a third of a second."""
    import escpos.printer  # noqa: F401


def encode(slip: Slip, model: Model) -> bytes:
    """The bytes that print and cut `slip`. Raises ValueError for a QR text beyond 412 bytes."""
    writer = _Writer(model)
    for part in slip.parts:
        match part:
            case Line():
                writer.line(part)
            case Rule():
                writer.rule()
            case Qr():
                writer.qr(part)
            case Picture():
                writer.picture(part)
    return bytes(writer.out) + ENDS[model.cutter] + (BEEP if model.buzzer else b"")


def fresh_start(unsent: int, model: Model) -> bytes:
    """What a printer must hear before a slip when an earlier one broke off in the middle.

    A command that was cut may wait for as many bytes as `unsent`, and would eat the next slip's
    head: NUL ends it and means nothing elsewhere. What stands on the paper is cut off, or two
    visitors' numbers come out on one piece.
    """
    return bytes(unsent) + START + ENDS[model.cutter]


class _Writer:
    """Sends a mode only when it changes: a slip's bytes are its time on a serial line."""

    def __init__(self, model: Model) -> None:
        self._font = model.font
        self._chinese = model.font != "none"
        self.out = bytearray(START + KANJI_MODE if self._chinese else START)
        self._width = model.width_dots
        self._modes: dict[str, int] = {"align": 0, "bold": 0, "size": size_byte(1, 1)}
        self._set_spacing(1)

    def line(self, line: Line) -> None:
        text = clean(line.text)
        across, tall = fitting_size(text, line.scale, self._width)
        self._set("bold", int(line.bold))
        for row in wrap.break_line(text, self._width // (COLUMN_DOTS * across)):
            if in_printer_font(row, self._font):
                self._set("align", ALIGNMENTS[line.align])
                self._set("size", size_byte(across, tall))
                self.out += encode_row(row, self._font) + b"\n"
            else:
                drawn = raster.draw_row(row, across, tall, self._width, bold=line.bold)
                self._picture_row(drawn, tall, line.align)

    def rule(self) -> None:
        self._set("align", 0)
        self._set("size", size_byte(1, 1))
        self._set("bold", 0)
        bar = "─" if self._chinese else "-"
        across = self._width // (COLUMN_DOTS * columns(bar))
        self.out += encode_row(bar * across) + b"\n"

    def qr(self, code: Qr) -> None:
        text = clean(code.text)
        if not text:
            return
        dots = min(code.module_dots, self._width // (qr_modules(text) + 2 * QUIET_MODULES))
        self._set("align", ALIGNMENTS["center"])
        self._feed(QUIET_MODULES * dots)
        from escpos.constants import QR_ECLEVEL_M  # see `prepare`

        self.out += _by_library(lambda p: p.qr(text, ec=QR_ECLEVEL_M, size=dots, native=True))
        self._feed(QUIET_MODULES * dots)

    def picture(self, picture: Picture) -> None:
        """Raises ValueError for one that is wider than the paper."""
        if picture.width_dots > self._width:
            raise ValueError(f"{picture.width_dots} dots do not stand on {self._width}")
        size = (picture.width_dots, picture.height_dots)
        drawn = Image.frombytes("1", size, bytes(0xFF ^ byte for byte in picture.rows))
        ink = drawn.point(lambda dot: 255 - dot).getbbox()
        if ink is None:
            self._feed(picture.height_dots)
            return
        self._set("align", 0)
        self._feed(ink[1])
        for top in range(ink[1], ink[3], PICTURE_ROWS):
            band = drawn.crop((0, top, ink[2], min(top + PICTURE_ROWS, ink[3])))
            self._image(band)
        self._feed(picture.height_dots - ink[3])

    def _picture_row(self, drawn: Image.Image, tall: int, align: Align) -> None:
        """White above and below is fed, not sent: a picture's bytes are slow on a serial line."""
        ink = drawn.point(lambda dot: 255 - dot).getbbox() or (0, 0, 1, 1)
        top, bottom = ink[1], ink[3]
        spare = self._width - drawn.width
        left = {"left": 0, "center": spare // 2, "right": spare}[align]
        picture = Image.new("1", (left + drawn.width, bottom - top), 1)
        picture.paste(drawn.crop((0, top, drawn.width, bottom)), (left, 0))
        self._set("align", 0)  # the white stands in the picture: not every printer aligns pictures
        above = max(0, top - raster.top_of_characters(tall))
        self._feed(above)
        self._image(picture)
        self._feed(PITCH_DOTS * tall - picture.height - above)

    def _image(self, dots: Image.Image) -> None:
        self.out += without_real_time_commands(_by_library(lambda p: p.image(dots)))

    def _feed(self, dots: int) -> None:
        if dots > 0:
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
        self.out += b"\x1c!" + bytes([kanji]) if self._chinese else b""
        self.out += b"\x1d!" + bytes([size])
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
    from escpos.printer import Dummy  # see `prepare`

    printer = Dummy(profile=_PROFILE)
    write(printer)
    return bytes(printer.output)
