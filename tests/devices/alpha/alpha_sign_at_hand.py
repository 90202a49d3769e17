"""A simulated sign on an in-memory wire of any quality, and its driver."""

from __future__ import annotations

from typing import Any

from wires import FakeClock, Wire

from devices.alpha.driver import AlphaSign
from devices.led.area import Area
from devices.sim.alpha import AlphaSim

WIDE = (112, 16)


class SignAtHand:
    def __init__(
        self,
        clock: FakeClock,
        wire: type[Wire] = Wire,
        size_px: tuple[int, int] = WIDE,
        parity: str = "none",
        **habits: Any,
    ) -> None:
        self.clock = clock
        self.sim = AlphaSim(*size_px, clock, parity=parity, **habits)
        self.wire = wire(self.sim.feed, clock)
        self.driver = AlphaSign(
            self.wire, *size_px, parity=parity, clock=clock, pause=clock.advance
        )

    @property
    def state(self) -> dict[str, Any]:
        return self.sim.state()


def area(text: str, x: int = 0, y: int = 0, colour: Any = "yellow", height: int = 16) -> Area:
    wide = sum(8 if character.isascii() else 16 for character in text)
    return Area(x=x, y=y, width=wide, height=height, text=text, colour=colour)


CALL = (area("A012"), area("→3号窗口", x=40, colour="green"))
