"""Window strips on one RS485 line, each at its address. Wire: devices/strip/PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PIL import Image

from devices.framing import Garbage
from devices.sim.bench_file import StripOn
from devices.sim.device import Action, Listener, Refused, State
from devices.sim.glyphs import GLYPH_HEIGHT_PX, WIDE_PX
from devices.sim.lit import COLOURS, Dot, draw_line, line_width, lit_count, panel
from devices.strip.codec import Decoder, Message, ReadMemory, Run, Shown, ShowText, encode

ROLL_PX_PER_S = 48.0  # a line longer than the strip rolls


@dataclass
class _Strip:
    window: str
    columns: int
    runs: Sequence[Run] = ()
    since: float = 0.0
    frames: int = field(default=0)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def width_px(self) -> int:
        return self.columns * WIDE_PX

    def dots(self) -> list[Dot]:
        return [(char, COLOURS[run.colour.name.lower()]) for run in self.runs for char in run.text]

    @property
    def rolls(self) -> bool:
        return line_width(self.dots()) > self.width_px


class StripBusSim(Listener):
    """Only the strip that is addressed answers; a damaged frame is answered by none."""

    actions: Mapping[str, Action] = {}

    def __init__(self, strips: Sequence[StripOn], clock: Callable[[], float]) -> None:
        self._clock = clock
        self._decoder = Decoder()
        self._strips = {strip.address: _Strip(strip.window, strip.columns) for strip in strips}

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.feed(data))

    def lull(self) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.finish())

    def state(self) -> State:
        return {"strips": [self._strip_state(address) for address in self._strips]}

    def pixels(self, address: int) -> Image.Image:
        """The strip's LEDs now; raises `Refused` (404) when there is no such strip."""
        strip = self._strips.get(address)
        if strip is None:
            raise Refused("unknown_strip", f"no strip at address {address}", 404)
        lit = panel(strip.width_px, GLYPH_HEIGHT_PX)
        line = strip.dots()
        left = 0
        if strip.rolls:
            way = line_width(line) + strip.width_px
            left = strip.width_px - int((self._clock() - strip.since) * ROLL_PX_PER_S) % way
        draw_line(lit, line, left, 0)
        return lit

    def _strip_state(self, address: int) -> State:
        strip = self._strips[address]
        return {
            "address": address,
            "window": strip.window,
            "columns": strip.columns,
            "text": strip.text,
            "runs": [{"text": run.text, "colour": run.colour.name.lower()} for run in strip.runs],
            "moving": strip.rolls,
            "lit": lit_count(self.pixels(address)),
            "frames": strip.frames,
        }

    def _answer(self, event: Message | Garbage) -> bytes:
        if isinstance(event, Garbage) or (strip := self._strips.get(event.address)) is None:
            return b""
        if isinstance(event, ShowText):
            strip.runs, strip.since = event.runs, self._clock()
            strip.frames += 1
            return encode(Shown(event.address))
        if isinstance(event, ReadMemory):
            return encode(Shown(event.address))
        return b""
