"""E1.31 packets in clear, for the wire tool."""

from __future__ import annotations

from devices.pixel_wall.codec import DiscoveryPacket, LightPacket, OtherPacket, SyncPacket
from devices.shape import Shape


def _count(event: LightPacket) -> int:
    return len(event.values)


SHAPES = (
    Shape("light", LightPacket, {"count": _count}),
    Shape("sync", SyncPacket),
    Shape("discovery", DiscoveryPacket),
    Shape("packet", OtherPacket),
)
