"""Our E1.31 packets are, byte by byte, those of the `sacn` library."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacn.messages.data_packet import DataPacket
from sacn.messages.sync_packet import SyncPacket as TheirSync
from sacn.messages.universe_discovery import UniverseDiscoveryPacket

from devices.framing import Garbage
from devices.pixel_wall.codec import (
    Decoder,
    DiscoveryPacket,
    LightPacket,
    SyncPacket,
    encode,
)

EXAMPLES = settings(max_examples=150, derandomize=True, deadline=None)
CIDS = st.binary(min_size=16, max_size=16)
UNIVERSES = st.integers(1, 63999)
NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FA5), max_size=20)
BYTES = st.integers(0, 255)


def light(**changes: object) -> LightPacket:
    usual = {"cid": bytes(range(16)), "source": "hall", "universe": 1, "sequence": 0}
    return LightPacket(**usual | {"values": b"\1\2\3"} | changes)  # type: ignore[arg-type]


@EXAMPLES
@given(
    cid=CIDS, name=NAMES, universe=UNIVERSES, values=st.binary(max_size=512), sequence=BYTES,
    priority=st.integers(0, 200), options=st.tuples(*[st.booleans()] * 3),
)  # fmt: skip
def test_light(
    cid: bytes,
    name: str,
    universe: int,
    values: bytes,
    sequence: int,
    priority: int,
    options: tuple[bool, bool, bool],
) -> None:
    preview, terminated, force = options
    theirs = DataPacket(
        tuple(cid), name, universe, tuple(values), priority, sequence, terminated, preview, force
    )
    ours = LightPacket(
        cid=cid,
        source=name,
        universe=universe,
        sequence=sequence,
        values=values.ljust(512, b"\0"),  # that library always sends all 512
        priority=priority,
        preview=preview,
        terminated=terminated,
        force_sync=force,
    )
    assert encode(ours) == bytes(theirs.getBytes())
    assert Decoder().feed(encode(ours)) == [ours]
    assert DataPacket.make_data_packet(tuple(encode(ours))) == theirs


@EXAMPLES
@given(cid=CIDS, universe=UNIVERSES, sequence=BYTES)
def test_synchronisation(cid: bytes, universe: int, sequence: int) -> None:
    ours = SyncPacket(cid=cid, universe=universe, sequence=sequence)
    assert encode(ours) == bytes(TheirSync(tuple(cid), universe, sequence).getBytes())
    assert Decoder().feed(encode(ours)) == [ours]


@EXAMPLES
@given(cid=CIDS, name=NAMES, universes=st.lists(UNIVERSES, unique=True, max_size=512))
def test_discovery(cid: bytes, name: str, universes: list[int]) -> None:
    theirs = UniverseDiscoveryPacket(tuple(cid), name, tuple(universes), 0, 1)
    ours = DiscoveryPacket(
        cid=cid, source=name, universes=tuple(sorted(universes)), page=0, last_page=1
    )
    assert encode(ours) == bytes(theirs.getBytes())
    assert Decoder().feed(encode(ours)) == [ours]


@pytest.mark.parametrize("at", [17, 39, 116, 120, 124])
def test_layers_that_do_not_add_up_are_garbage(at: int) -> None:
    data = bytearray(encode(light()))
    data[at] ^= 0x11
    decoder = Decoder()
    heard = decoder.feed(bytes(data)) + decoder.finish()
    assert all(isinstance(event, Garbage) for event in heard)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cid": b"short"},
        {"source": "厅" * 22},
        {"universe": 70000},
        {"sequence": 256},
        {"values": bytes(513)},
    ],
)
def test_what_does_not_fit_is_not_sent(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode(light(**wrong))
