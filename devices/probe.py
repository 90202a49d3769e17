"""How to find out what hangs on a port: a question that harms no other device, and a judge.

Each driver's folder has a `probe.py` with `PROBES`; `devices.catalog` collects them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Sureness(IntEnum):
    """How sure a finding is: several frames or a frame with a strong check are `CERTAIN`; one frame
    with a weak check (a byte of sum) is `LIKELY`; bytes that merely look like it, `POSSIBLE`."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True)
class Finding:
    """`says`: what the device told about itself, for a person; nothing of a card's holder."""

    sureness: Sureness
    says: str


@dataclass(frozen=True, kw_only=True)
class Probe:
    """`kind` is one of `devices.catalog.DRIVERS`; `label` is for a person ("BX-6K, address 1").

    `question` is sent once at each of `bauds`, the usual speed first; b"" only listens. It must not
    print, ring, light or change anything, not even on a device of another kind. `judge` gets all
    that came within `wait_s` seconds (any bytes at all) and gives None for "not this".
    """

    kind: str
    label: str
    bauds: tuple[int, ...]
    question: bytes
    wait_s: float
    judge: Callable[[bytes], Finding | None]
