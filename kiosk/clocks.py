"""The kiosk's two clocks: one that people set, and one that only counts while the machine runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """`now` gives aware UTC; `mono_s` the seconds of `boot_id`, which nobody sets and which are
    comparable only within it."""

    now: Callable[[], datetime]
    mono_s: Callable[[], float]
    boot_id: UUID


def machine_clocks() -> Clocks:
    return Clocks(
        now=lambda: datetime.now(UTC),
        mono_s=lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
        boot_id=_boot_id(),
    )


def _boot_id() -> UUID:
    """The machine's; where it tells none, each process is a boot of its own."""
    try:
        return UUID(_BOOT_ID.read_text("ascii").strip())
    except (OSError, ValueError):
        return uuid4()
