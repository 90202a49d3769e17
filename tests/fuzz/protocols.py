"""What is fuzzed: every wire that the tools know, the shipped profiles among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from devices.framing import FrameDecoder
from devices.wire import KINDS
from tests.devices.wire_cases import CASES, MOST_HELD

RESYNC = {"scanner": b"\r"}  # a code is everything up to the line's end


@dataclass(frozen=True)
class Protocol:
    """`most_held`: bytes that its decoder may hold back. `frames`: good ones. `resync`: what ends
    whatever came before, where a frame has no other end than a byte."""

    name: str
    decoder: Callable[[], FrameDecoder[Any]]
    most_held: int
    frames: Sequence[bytes]
    resync: bytes = b""


def protocol_of(kind: str) -> Protocol:
    """Raises `LookupError` for a kind that has no frame or no bound in `tests.devices.wire_cases`:
    it cannot be fuzzed."""
    frames = [case.frame for case in CASES if case.kind == kind]
    if not frames or kind not in MOST_HELD:
        raise LookupError(f"{kind}: no frames in CASES, or nothing in MOST_HELD")
    return Protocol(kind, KINDS[kind].decoder, MOST_HELD[kind], frames, RESYNC.get(kind, b""))
