"""For those who listen: the first touch says what is there, the second one chooses it. Pure.

The second counts for 10 s, and not within 0.5 s of the first: that is a hand that trembles
(EN 301 549, 5.9: double-strike).
"""

from __future__ import annotations

from enum import Enum

CHOOSES_WITHIN_S = 10.0
DOUBLE_STRIKE_S = 0.5


class Means(Enum):
    SAY = "say"
    CHOOSE = "choose"
    NOTHING = "nothing"


class TwoTouches:
    """Of one screen; `key` is whatever tells one thing that can be pressed from another."""

    def __init__(self) -> None:
        self._key: object = None
        self._said_at = float("-inf")

    def touch(self, key: object, now_s: float) -> Means:
        """`key` is None where nothing can be pressed."""
        ago = now_s - self._said_at
        if key is None or (key == self._key and ago < DOUBLE_STRIKE_S):
            return Means.NOTHING
        chosen = key == self._key and ago <= CHOOSES_WITHIN_S
        self._key, self._said_at = key, now_s
        return Means.CHOOSE if chosen else Means.SAY
