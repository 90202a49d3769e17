"""A small ESC/POS interpreter, written apart from our own encoder: bytes in, printed paper out.

It knows the commands that receipt printers of the Chinese market share; a command that it does not
know is skipped as such a printer skips it, and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PIL import Image

from devices.sim.paper import CUTTER_DOTS, Cell, Paper
from devices.sim.printer_fault import Font

LACKING = "□"
MAX_COMMAND_BYTES = 1 << 17  # a picture larger than this is not one
DEFAULT_SPACING = 34  # dots: 1/6 inch
_CUT_WITH_FEED = (65, 66, 97, 98, 103, 104)


@dataclass(frozen=True)
class Modes:
    """What `ESC @` resets. `kanji_double` is what `FS !` asked for."""

    align: int = 0
    width: int = 1
    height: int = 1
    bold: bool = False
    reverse: bool = False
    underline: bool = False
    chinese: bool = False
    spacing: int = DEFAULT_SPACING
    qr_module: int = 3
    qr_level: str = "L"
    qr_text: bytes = b""


@dataclass(frozen=True)
class Done:
    """What carrying out one command did, apart from ink."""

    moved: int = 0
    cut: bool = False
    drawer: bool = False
    ask: int | None = None  # GS r n
    automatic: int | None = None  # GS a n
    mark: bytes | None = None  # GS ( H, function 48
    identity: int | None = None  # GS I n
    talk: bool = False  # a status command: it leaves the paper as it is


@dataclass
class Interpreter:
    """Carries out one command at a time. `text` and `qr` are what a reader of the slip sees."""

    paper: Paper
    modes: Modes = field(default_factory=Modes)
    text: list[str] = field(default_factory=list)
    qr: list[str] = field(default_factory=list)
    unknown: int = 0
    beeps: int = 0
    font: Font = "gbk"
    _row: list[Cell] = field(default_factory=list)

    def step(self, buffer: bytearray) -> Done | None:
        """Take one command (or character) off the front of `buffer`; None when it is not whole."""
        first = buffer[0]
        if first >= 0x20:
            return self._character(buffer)
        if first in SINGLE:
            del buffer[0]
            return SINGLE[first](self)
        if first not in (0x10, 0x1B, 0x1C, 0x1D):
            del buffer[0]
            return Done()
        return self._command(buffer)

    def read(self) -> tuple[list[str], list[str]]:
        """The rows of text and the QR texts since the last reading."""
        seen = self.text, self.qr
        self.text, self.qr = [], []
        return seen

    def restart(self) -> None:
        """Switched off and on again: what was not yet printed is forgotten."""
        self._row = []
        self.modes = Modes()

    def beep(self, _params: bytes, _data: bytes) -> Done:
        self.beeps += 1
        return Done()

    # --- characters ---

    def _character(self, buffer: bytearray) -> Done | None:
        size = self._character_bytes(buffer)
        if len(buffer) < size:
            return None
        raw = bytes(buffer[:size])
        del buffer[:size]
        shown = raw.decode("cp437") if size == 1 else _chinese(raw, self.font)
        moved = 0
        for ch in shown:
            moved += self._place(ch)
        return Done(moved=moved)

    def _character_bytes(self, buffer: bytearray) -> int:
        if not self.modes.chinese or buffer[0] < 0x81 or self.font == "none":
            return 1
        four = self.font == "gb18030" and 0x30 <= (buffer[1] if len(buffer) > 1 else 0) <= 0x39
        return 4 if four else 2

    def _place(self, ch: str) -> int:
        modes = self.modes
        cell = Cell(ch, modes.width, modes.height, modes.bold, modes.reverse, modes.underline)
        moved = 0
        if sum(c.dots for c in self._row) + cell.dots > self.paper.width:
            moved = self.line_feed().moved  # the printer breaks where the paper ends
        self._row.append(cell)
        return moved

    def line_feed(self) -> Done:
        row, self._row = self._row, []
        self.text.append("".join(cell.text for cell in row))
        return Done(moved=self.paper.text_row(row, self.modes.align, self.modes.spacing))

    def _flush(self) -> int:
        return self.line_feed().moved if self._row else 0

    # --- commands ---

    def _command(self, buffer: bytearray) -> Done | None:
        for size in (3, 2):
            command = COMMANDS.get(bytes(buffer[:size]))
            if command is not None:
                return self._carry_out(command, buffer, size)
        if len(buffer) < 3:
            return None
        if bytes(buffer[:2]) in (b"\x1d(", b"\x1c(", b"\x1b("):  # pL pH say how much to skip
            return self._carry_out(Command(2, _length_at(0), Interpreter.skip), buffer, 3)
        self.unknown += 1
        del buffer[:2]
        return Done()

    def _carry_out(self, command: Command, buffer: bytearray, size: int) -> Done | None:
        start = size + command.params
        if len(buffer) < start:
            return None
        params = bytes(buffer[size:start])
        length = command.data(params)
        if length > MAX_COMMAND_BYTES:
            self.unknown += 1
            del buffer[:start]
            return Done()
        if len(buffer) < start + length:
            return None
        data = bytes(buffer[start : start + length])
        del buffer[: start + length]
        return command.do(self, params, data)

    def skip(self, _params: bytes, _data: bytes) -> Done:
        return Done()

    def set(self, **changes: object) -> Done:
        self.modes = replace(self.modes, **changes)  # type: ignore[arg-type]
        return Done()

    def initialise(self, _params: bytes, _data: bytes) -> Done:
        self._row = []
        self.modes = Modes()
        return Done()

    def print_mode(self, params: bytes, _data: bytes) -> Done:
        n = params[0]
        return self.set(
            height=2 if n & 0x10 else 1, width=2 if n & 0x20 else 1, bold=bool(n & 0x08)
        )

    def kanji_mode(self, params: bytes, _data: bytes) -> Done:
        n = params[0]
        return self.set(height=2 if n & 0x08 else 1, width=2 if n & 0x04 else 1)

    def size(self, params: bytes, _data: bytes) -> Done:
        return self.set(width=(params[0] >> 4 & 7) + 1, height=(params[0] & 7) + 1)

    def align(self, params: bytes, _data: bytes) -> Done:
        return self.set(align=params[0] % 48 if params[0] % 48 < 3 else 0)

    def feed_dots(self, params: bytes, _data: bytes) -> Done:
        return Done(moved=self._flush() + self.paper.feed(params[0]))

    def feed_lines(self, params: bytes, _data: bytes) -> Done:
        return Done(moved=self._flush() + self.paper.feed(params[0] * self.modes.spacing))

    def cut(self, params: bytes, _data: bytes) -> Done:
        with_feed = CUTTER_DOTS if params[0] in _CUT_WITH_FEED else 0
        return Done(moved=self._flush() + self.paper.feed(with_feed), cut=True)

    def picture(self, params: bytes, data: bytes) -> Done:
        moved = self._flush()
        width, height = _little(params, 1), _little(params, 3)
        if not width or not height:
            return Done(moved=moved)
        dots = Image.frombytes("1", (width * 8, height), bytes(~b & 0xFF for b in data))
        visible = dots.crop((0, 0, min(dots.width, self.paper.width), height))
        return Done(moved=moved + self.paper.picture(visible, self.modes.align))

    def two_dimensional(self, _params: bytes, data: bytes) -> Done:
        """`GS ( k`: cn 49 is QR; fn 67 module, 69 level, 80 store, 81 print (Epson's numbers)."""
        if len(data) < 3 or data[0] != 49:
            return Done()
        function, rest = data[1], data[2:]
        if function == 67:
            return self.set(qr_module=max(1, min(16, rest[0])))
        if function == 69:
            return self.set(qr_level="LMQH"[(rest[0] - 48) % 4])
        if function == 80:
            return self.set(qr_text=rest[1:])
        return self._print_qr() if function == 81 else Done()

    def _print_qr(self) -> Done:
        modes, moved = self.modes, self._flush()
        if not modes.qr_text:
            return Done(moved=moved)
        self.qr.append(modes.qr_text.decode("utf-8", "replace"))
        drawn = self.paper.qr(modes.qr_text, modes.qr_level, modes.qr_module, modes.align)
        return Done(moved=moved + drawn)


Action = Callable[[Interpreter, bytes, bytes], Done]


@dataclass(frozen=True)
class Command:
    """`params` bytes follow the prefix, then as many as `data` says from them."""

    params: int
    data: Callable[[bytes], int]
    do: Action


def _no_data(_params: bytes) -> int:
    return 0


def _little(params: bytes, offset: int) -> int:
    return params[offset] | params[offset + 1] << 8


def _length_at(offset: int) -> Callable[[bytes], int]:
    return lambda params: _little(params, offset)


def _picture_length(params: bytes) -> int:
    return _little(params, 1) * _little(params, 3)


def _flag(name: str) -> Action:
    return lambda on, params, _data: on.set(**{name: bool(params[0] & 1)})


def _talk(_on: Interpreter, _params: bytes, _data: bytes) -> Done:
    return Done(talk=True)


def _mark(_on: Interpreter, _params: bytes, data: bytes) -> Done:
    """`GS ( H`, function 48; the others say nothing."""
    return Done(mark=data[2:6] if data[:2] == b"00" and len(data) == 6 else None, talk=True)


def _chinese(raw: bytes, font: Font) -> str:
    """What a printer with `font` prints for these bytes; a box for what it does not have."""
    try:
        raw.decode(font)
    except UnicodeDecodeError:
        return LACKING
    return raw.decode("gb18030")


def _plain(params: int, action: Action = Interpreter.skip) -> Command:
    return Command(params, _no_data, action)


SINGLE: dict[int, Callable[[Interpreter], Done]] = {0x0A: Interpreter.line_feed}

COMMANDS: dict[bytes, Command] = {
    b"\x10\x04": _plain(1, _talk),  # DLE EOT n was answered when it arrived
    b"\x10\x05": _plain(1, _talk),  # DLE ENQ n
    b"\x10\x14": Command(1, lambda p: {1: 2, 2: 2, 8: 7}.get(p[0], 0), _talk),
    b"\x1b@": _plain(0, Interpreter.initialise),
    b"\x1b!": _plain(1, Interpreter.print_mode),
    b"\x1b-": _plain(1, _flag("underline")),
    b"\x1b2": _plain(0, lambda on, _p, _d: on.set(spacing=DEFAULT_SPACING)),
    b"\x1b3": _plain(1, lambda on, p, _d: on.set(spacing=p[0])),
    b"\x1bB": _plain(2, Interpreter.beep),
    b"\x1bE": _plain(1, _flag("bold")),
    b"\x1bG": _plain(1, _flag("bold")),
    b"\x1bJ": _plain(1, Interpreter.feed_dots),
    b"\x1bM": _plain(1),
    b"\x1bR": _plain(1),
    b"\x1ba": _plain(1, Interpreter.align),
    b"\x1bd": _plain(1, Interpreter.feed_lines),
    b"\x1bi": _plain(0, lambda on, _p, _d: on.cut(b"\x00", b"")),
    b"\x1bm": _plain(0, lambda on, _p, _d: on.cut(b"\x01", b"")),
    b"\x1bp": _plain(3, lambda _on, _p, _d: Done(drawer=True)),
    b"\x1bt": _plain(1),
    b"\x1b ": _plain(1),
    b"\x1b$": _plain(2),  # places in a row are not kept: text stands where the last one ended
    b"\x1b\\": _plain(2),
    b"\x1b{": _plain(1),
    b"\x1c!": _plain(1, Interpreter.kanji_mode),
    b"\x1c&": _plain(0, lambda on, _p, _d: on.set(chinese=True)),
    b"\x1c.": _plain(0, lambda on, _p, _d: on.set(chinese=False)),
    b"\x1c-": _plain(1),
    b"\x1cC": _plain(1),
    b"\x1cS": _plain(2),
    b"\x1d!": _plain(1, Interpreter.size),
    b"\x1dB": _plain(1, _flag("reverse")),
    b"\x1dV": Command(1, lambda p: 1 if p[0] in _CUT_WITH_FEED else 0, Interpreter.cut),
    b"\x1dL": _plain(2),
    b"\x1dP": _plain(2),
    b"\x1dW": _plain(2),
    b"\x1da": _plain(1, lambda _on, p, _d: Done(automatic=p[0], talk=True)),
    b"\x1dr": _plain(1, lambda _on, p, _d: Done(ask=p[0], talk=True)),
    b"\x1dI": _plain(1, lambda _on, p, _d: Done(identity=p[0], talk=True)),
    b"\x1d(H": Command(2, _length_at(0), _mark),
    b"\x1d(k": Command(2, _length_at(0), Interpreter.two_dimensional),
    b"\x1dv0": Command(5, _picture_length, Interpreter.picture),
}
