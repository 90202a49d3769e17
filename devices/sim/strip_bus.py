"""Window strips on one RS485 line, each at its address. Wire: devices/strip/PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PIL import Image

from devices.framing import Garbage
from devices.sim.bench_file import StripOn
from devices.sim.device import Action, Listener, Refused, State
from devices.sim.lit_strip import LitStrip
from devices.strip.codec import Decoder, Message, ReadMemory, Shown, ShowText, encode


class LitStrips(Listener):
    """The strips of a line, whatever it speaks."""

    actions: Mapping[str, Action] = {}

    def __init__(self, strips: Sequence[StripOn], clock: Callable[[], float]) -> None:
        self.lit = {strip.address: LitStrip(strip.window, strip.columns, clock) for strip in strips}

    def state(self) -> State:
        return {
            "strips": [{"address": address, **strip.state()} for address, strip in self.lit.items()]
        }

    def pixels(self, address: int) -> Image.Image:
        """The strip's LEDs now; raises `Refused` (404) when there is no such strip."""
        strip = self.lit.get(address)
        if strip is None:
            raise Refused("unknown_strip", f"no strip at address {address}", 404)
        return strip.pixels()


class StripBusSim(LitStrips):
    """Only the strip that is addressed answers; a damaged frame is answered by none."""

    def __init__(self, strips: Sequence[StripOn], clock: Callable[[], float]) -> None:
        super().__init__(strips, clock)
        self._decoder = Decoder()

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.feed(data))

    def lull(self) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.finish())

    def _answer(self, event: Message | Garbage) -> bytes:
        if isinstance(event, Garbage) or (strip := self.lit.get(event.address)) is None:
            return b""
        if isinstance(event, ShowText):
            strip.show([(run.text, run.colour.name.lower()) for run in event.runs])
            return encode(Shown(event.address))
        if isinstance(event, ReadMemory):
            return encode(Shown(event.address))
        return b""
