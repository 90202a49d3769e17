"""E1.31 packets ("streaming ACN") to and from bytes, as pixel controllers hear them. Pure.

Root layer, framing layer, and for light values a DMP layer; every length is repeated in the layer
it counts. See PROTOCOL.md.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from devices.framing import MORE, Bad, Found, FrameDecoder, Good, Skip

PORT = 5568  # of ACN, by UDP
START = struct.pack(">HH12s", 0x0010, 0x0000, b"ASC-E1.17")
LENGTH_AT = len(START)  # each layer's length counts from its own field
FRAMING_AT = 38
DMP_AT = 115
VALUES_AT = 126
LIST_AT = 112  # of a discovery packet
LONGEST_PACKET = 1144  # a discovery packet of 512 universes; light takes 638
MOST_VALUES = 512
NAME_BYTES = 64
CID_BYTES = 16
LAYER_FLAGS = 0x7000

DATA, EXTENDED = 0x00000004, 0x00000008  # root vectors
LIGHT, SYNC, DISCOVERY = 0x00000002, 0x00000001, 0x00000002  # framing vectors, by root vector
LEVELS = 0x00  # the start code of light values

PREVIEW_BIT, TERMINATED_BIT, FORCE_SYNC_BIT = 0x80, 0x40, 0x20

_ROOT = struct.Struct(">HI16s")
_LIGHT = struct.Struct(">HI64sBHBBH")
_DMP = struct.Struct(">HBBHHH")
_DMP_FIXED = (0x02, 0xA1, 0x0000, 0x0001)  # set property, address type, first address, increment
_SYNC = struct.Struct(">HIBHH")
_DISCOVERY = struct.Struct(">HI64sI")
_LIST = struct.Struct(">HIBB")
_UNIVERSE_LIST = 0x00000001


@dataclass(frozen=True, kw_only=True)
class Packet:
    """`cid`: 16 bytes that name the sender for good."""

    cid: bytes


@dataclass(frozen=True, kw_only=True)
class LightPacket(Packet):
    """The values of one universe, up to 512. `terminated`: the sender sends no more of them;
    `preview`: not for real lamps. A `start_code` other than 0 is no light."""

    source: str
    universe: int
    sequence: int
    values: bytes
    priority: int = 100
    sync_universe: int = 0
    preview: bool = False
    terminated: bool = False
    force_sync: bool = False
    start_code: int = LEVELS


@dataclass(frozen=True, kw_only=True)
class SyncPacket(Packet):
    """Show now what came for the universes that wait for `universe`."""

    universe: int
    sequence: int


@dataclass(frozen=True, kw_only=True)
class DiscoveryPacket(Packet):
    """Which universes a sender sends."""

    source: str
    universes: tuple[int, ...]
    page: int = 0
    last_page: int = 0


@dataclass(frozen=True, kw_only=True)
class OtherPacket(Packet):
    """A root layer with a content that is not known; `data` follows the CID."""

    vector: int
    data: bytes


class Decoder(FrameDecoder[Packet]):
    """Takes datagrams, or a stream of them."""

    def __init__(self) -> None:
        super().__init__(_look)


def encode(packet: Packet) -> bytes:
    """The datagram. Raises `ValueError` when a value does not fit its place."""
    if len(packet.cid) != CID_BYTES:
        raise ValueError(f"a CID has {CID_BYTES} bytes, not {len(packet.cid)}")
    try:
        vector, content = _CONTENTS[type(packet)](packet)
        whole = START + _ROOT.pack(0, vector, packet.cid) + content
    except struct.error as error:
        raise ValueError(str(error)) from error
    if len(whole) > LONGEST_PACKET:
        raise ValueError(f"a packet of {len(whole)} bytes; {LONGEST_PACKET} is the most")
    return _with_lengths(whole, _LAYERS[type(packet)])


def _with_lengths(whole: bytes, layers: tuple[int, ...]) -> bytes:
    data = bytearray(whole)
    for at in (LENGTH_AT, *layers):
        struct.pack_into(">H", data, at, LAYER_FLAGS | (len(data) - at))
    return bytes(data)


def _light_content(packet: LightPacket) -> tuple[int, bytes]:
    if len(packet.values) > MOST_VALUES:
        raise ValueError(f"a universe has {MOST_VALUES} values, not {len(packet.values)}")
    options = (
        packet.preview * PREVIEW_BIT
        | packet.terminated * TERMINATED_BIT
        | packet.force_sync * FORCE_SYNC_BIT
    )
    framing = _LIGHT.pack(
        0,
        LIGHT,
        _name(packet.source),
        packet.priority,
        packet.sync_universe,
        packet.sequence,
        options,
        packet.universe,
    )
    levels = bytes([packet.start_code]) + packet.values
    return DATA, framing + _DMP.pack(0, *_DMP_FIXED, len(levels)) + levels


def _sync_content(packet: SyncPacket) -> tuple[int, bytes]:
    return EXTENDED, _SYNC.pack(0, SYNC, packet.sequence, packet.universe, 0)


def _discovery_content(packet: DiscoveryPacket) -> tuple[int, bytes]:
    count = len(packet.universes)
    head = _DISCOVERY.pack(0, DISCOVERY, _name(packet.source), 0)
    pages = _LIST.pack(0, _UNIVERSE_LIST, packet.page, packet.last_page)
    return EXTENDED, head + pages + struct.pack(f">{count}H", *packet.universes)


def _other_content(packet: OtherPacket) -> tuple[int, bytes]:
    return packet.vector, packet.data


_CONTENTS: dict[type[Packet], Callable[..., tuple[int, bytes]]] = {
    LightPacket: _light_content,
    SyncPacket: _sync_content,
    DiscoveryPacket: _discovery_content,
    OtherPacket: _other_content,
}
_LAYERS: dict[type[Packet], tuple[int, ...]] = {
    LightPacket: (FRAMING_AT, DMP_AT),
    SyncPacket: (FRAMING_AT,),
    DiscoveryPacket: (FRAMING_AT, LIST_AT),
    OtherPacket: (),
}


def _name(source: str) -> bytes:
    name = source.encode()
    if len(name) >= NAME_BYTES:
        raise ValueError(f"the source's name takes {len(name)} bytes, {NAME_BYTES - 1} fit")
    return name


def _look(buffer: bytearray) -> Found[Packet]:
    start = bytes(buffer[: len(START)])
    if start != START[: len(start)]:
        return _skip_to_start(buffer)
    if len(buffer) < FRAMING_AT:
        return MORE
    length, vector, cid = _ROOT.unpack_from(buffer, LENGTH_AT)
    end = LENGTH_AT + (length & ~LAYER_FLAGS)
    if length & 0xF000 != LAYER_FLAGS or not FRAMING_AT <= end <= LONGEST_PACKET:
        return Bad(FRAMING_AT, "length")
    if len(buffer) < end:
        return MORE
    packet = _parse(bytes(buffer[:end]), vector, cid)
    return Good(end, packet) if packet else Bad(end, "length")


def _skip_to_start(buffer: bytearray) -> Skip:
    """To the next whole preamble, or to what may be the beginning of one at the end: light values
    are full of zeros, and each of them is its first byte."""
    at = buffer.find(START, 1)
    if at >= 0:
        return Skip(at)
    sizes = range(min(len(START) - 1, len(buffer) - 1), 0, -1)
    kept = next((size for size in sizes if buffer.endswith(START[:size])), 0)
    return Skip(len(buffer) - kept)


def _parse(data: bytes, vector: int, cid: bytes) -> Packet | None:
    """None when the layers of a known packet do not add up."""
    framing = int.from_bytes(data[FRAMING_AT + 2 : FRAMING_AT + 6], "big")
    parse = _PARSERS.get((vector, framing))
    if parse is None:
        return OtherPacket(cid=cid, vector=vector, data=data[FRAMING_AT:])
    return parse(data, cid)


def _counts(data: bytes, *layers: int) -> bool:
    """Whether each layer's length is what stands from its field to the end."""
    expected = ((at, LAYER_FLAGS | (len(data) - at)) for at in layers)
    return all(data[at : at + 2] == length.to_bytes(2, "big") for at, length in expected)


def _parse_light(data: bytes, cid: bytes) -> Packet | None:
    if len(data) <= VALUES_AT - 1 or not _counts(data, FRAMING_AT, DMP_AT):
        return None
    _, _, name, priority, sync, sequence, options, universe = _LIGHT.unpack_from(data, FRAMING_AT)
    _, *fixed, count = _DMP.unpack_from(data, DMP_AT)
    if tuple(fixed) != _DMP_FIXED or count != len(data) - VALUES_AT + 1:
        return None
    return LightPacket(
        cid=cid,
        source=_text(name),
        universe=universe,
        sequence=sequence,
        values=data[VALUES_AT:],
        priority=priority,
        sync_universe=sync,
        preview=bool(options & PREVIEW_BIT),
        terminated=bool(options & TERMINATED_BIT),
        force_sync=bool(options & FORCE_SYNC_BIT),
        start_code=data[VALUES_AT - 1],
    )


def _parse_sync(data: bytes, cid: bytes) -> Packet | None:
    if len(data) != FRAMING_AT + _SYNC.size or not _counts(data, FRAMING_AT):
        return None
    _, _, sequence, universe, _ = _SYNC.unpack_from(data, FRAMING_AT)
    return SyncPacket(cid=cid, universe=universe, sequence=sequence)


def _parse_discovery(data: bytes, cid: bytes) -> Packet | None:
    listed = len(data) - LIST_AT - _LIST.size
    if listed < 0 or listed % 2 or not _counts(data, FRAMING_AT, LIST_AT):
        return None
    _, _, name, _ = _DISCOVERY.unpack_from(data, FRAMING_AT)
    _, _, page, last_page = _LIST.unpack_from(data, LIST_AT)
    universes = struct.unpack_from(f">{listed // 2}H", data, LIST_AT + _LIST.size)
    return DiscoveryPacket(
        cid=cid, source=_text(name), universes=universes, page=page, last_page=last_page
    )


def _text(name: bytes) -> str:
    return name.split(b"\0", 1)[0].decode("utf-8", errors="replace")


_PARSERS: dict[tuple[int, int], Callable[[bytes, bytes], Packet | None]] = {
    (DATA, LIGHT): _parse_light,
    (EXTENDED, SYNC): _parse_sync,
    (EXTENDED, DISCOVERY): _parse_discovery,
}
