"""How long a visitor may still have to wait."""

from __future__ import annotations

from math import ceil, floor

from msgspec import Struct

FINE_MIN = 10  # below it single minutes are told, from it on steps of five
STEP_MIN = 5


class Wait(Struct, frozen=True, kw_only=True):
    """As of now. `ahead`: how many of its service are called before, None when nobody knows; the
    time lies most likely between `low_s` and `high_s`, None when nobody can say: no window is open
    for it, or too few were served today. Nothing is ahead of a ticket that does not wait."""

    ahead: int | None
    low_s: float | None = None
    high_s: float | None = None


def minutes(wait: Wait) -> tuple[int, int] | None:
    """The interval as people are told it, rounded outward; None when nobody can say."""
    if wait.low_s is None or wait.high_s is None:
        return None
    low, high = floor(wait.low_s / 60), ceil(wait.high_s / 60)
    if low >= FINE_MIN:
        low -= low % STEP_MIN
    if high > FINE_MIN:
        high += -high % STEP_MIN
    return low, high
