"""A wall of pixels behind an E1.31 controller. Wire: devices/pixel_wall/PROTOCOL.md.

As the standard has it: it says nothing, passes over packets that are out of order, preview data and
start codes that are no light, follows the source of the highest priority, and forgets a source that
ends its stream or is silent for 2.5 s. Then it goes dark.
"""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta
from PIL import Image

from devices.framing import Garbage
from devices.pixel_wall.chain import Chain
from devices.pixel_wall.codec import LEVELS, Decoder, LightPacket, Packet
from devices.sim.device import Action, Listener, State
from devices.sim.lit import lit_count, panel

DATA_LOSS_S = 2.5
OUT_OF_ORDER = 20  # this far behind is late; farther is a sender that began anew
EYE_GAMMA = 2.2
LOSS_SEED = 131

Source = tuple[int, bytes]  # a universe, and the CID of who sends it


class WallFault(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays as it is.

    lose: the probability (0 to 1) that a packet is lost on its way. swap: each second packet comes
    before the first. hold: with no stream the last picture stays, as some controllers are set.
    """

    lose: Annotated[float, Meta(ge=0, le=1)] | None = None
    swap: bool | None = None
    hold: bool | None = None


@dataclass
class _Stream:
    values: bytes
    priority: int
    sequence: int
    heard_at: float
    name: str


class PixelWallSim(Listener):
    def __init__(self, chain: Chain, clock: Callable[[], float]) -> None:
        self.actions = {"fault": Action(WallFault, self._fault)}
        self._chain = chain
        self._clock = clock
        self._dice = random.Random(LOSS_SEED)  # noqa: S311 - repeatable losses, not a secret
        self._lose = 0.0
        self._swap = self._hold = False
        self._waiting: bytes | None = None  # the packet that is overtaken
        self._streams: dict[Source, _Stream] = {}
        self._last: dict[int, bytes] = {}
        self._packets = self._damaged = self._lost = self._late = self._ended = 0

    def feed(self, data: bytes) -> bytes:
        """One datagram."""
        if self._dice.random() < self._lose:
            self._lost += 1
            return b""
        if self._swap and self._waiting is None:
            self._waiting = data
            return b""
        overtaken, self._waiting = self._waiting, None
        for datagram in (data, overtaken or b""):
            decoder = Decoder()
            for event in decoder.feed(datagram) + decoder.finish():
                self._take(event)
        return b""

    def pixels(self) -> Image.Image:
        """The wall's pixels now, as bright as they look."""
        colours = self._chain.pixels(self._values())
        lit = panel(self._chain.width_px, self._chain.height_px)
        lit.putdata([(_seen(red), _seen(green), _seen(blue)) for red, green, blue in colours])
        return lit

    def state(self) -> State:
        lit = self.pixels()
        live = self._live()
        return {
            "width_px": self._chain.width_px,
            "height_px": self._chain.height_px,
            "universes": list(self._chain.universes),
            "universes_heard": sorted({universe for universe, _ in live}),
            "sources": sorted({stream.name for stream in live.values()}),
            "texts": [],
            "moving": False,
            "look": zlib.crc32(lit.tobytes()),
            "lit": lit_count(lit),
            "packets": self._packets,
            "damaged_frames": self._damaged,
            "lost_packets": self._lost,
            "late_packets": self._late,
            "ended_streams": self._ended,
            "lose": self._lose,
            "swap": self._swap,
            "hold": self._hold,
        }

    def _fault(self, wish: WallFault) -> None:
        for name, value in msgspec.structs.asdict(wish).items():
            if value is not None:
                setattr(self, f"_{name}", value)

    def _take(self, event: Packet | Garbage) -> None:
        if isinstance(event, Garbage):
            self._damaged += 1
            return
        self._packets += 1
        if not isinstance(event, LightPacket) or event.preview or event.start_code != LEVELS:
            return
        if event.universe in self._chain.universes:
            self._follow(event)

    def _follow(self, packet: LightPacket) -> None:
        source = (packet.universe, packet.cid)
        known = self._live().get(source)
        if packet.terminated:
            self._ended += self._streams.pop(source, None) is not None
            return
        if known and _is_late(packet.sequence, known.sequence):
            self._late += 1
            return
        self._last[packet.universe] = packet.values
        self._streams[source] = _Stream(
            packet.values, packet.priority, packet.sequence, self._clock(), packet.source
        )

    def _live(self) -> dict[Source, _Stream]:
        now = self._clock()
        streams = self._streams.items()
        return {at: stream for at, stream in streams if now - stream.heard_at < DATA_LOSS_S}

    def _values(self) -> dict[int, bytes]:
        """What each universe holds, of the source of the highest priority."""
        ranked = sorted(self._live().items(), key=lambda item: item[1].priority)
        held = self._last if self._hold else {}
        return held | {universe: stream.values for (universe, _), stream in ranked}


def _is_late(sequence: int, before: int) -> bool:
    """The standard's rule: a step back of less than 20, or none, counted in a byte with a sign."""
    step = (sequence - before + 128) % 256 - 128
    return -OUT_OF_ORDER < step <= 0


def _seen(level: int) -> int:
    """A lamp's current as the brightness that the eye sees."""
    return round(255 * math.pow(level / 255, 1 / EYE_GAMMA))
