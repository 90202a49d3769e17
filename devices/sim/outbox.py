"""What a pad has said and nobody has acknowledged yet: it says it again, and not for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from devices.sim.device import State

# No source says how often a pad repeats a frame that was not acknowledged; quickly enough that a
# host takes the repetition for the same press, and not for ever [G].
REPEAT_EVERY_S = 0.15
MOST_SENDINGS = 5
# Two pads that spoke at once must not do so again: each waits a little longer by its address, a
# frame's time (10 bytes at 9600 baud) for each of eight steps [G].
STEP_S = 0.012
STEPS = 8

Frame = TypeVar("Frame")


class Outbox(Generic[Frame]):
    """Frames that wait for their acknowledgement, one at a time."""

    def __init__(
        self,
        encode: Callable[[Frame], bytes],
        clock: Callable[[], float],
        *,
        address: int = 0,
        awaits: Callable[[Frame], bool] = lambda frame: True,
    ) -> None:
        """`address`: the pad's, by which it repeats. `awaits`: whether a frame has an
        acknowledgement; one without is said once."""
        self._encode = encode
        self._clock = clock
        self._repeat_every_s = REPEAT_EVERY_S + address % STEPS * STEP_S
        self._awaits = awaits
        self._frames: deque[Frame] = deque()
        self._sendings = 0
        self._next_due = 0.0
        self.acknowledged = 0
        self.unheard = 0

    def add(self, frame: Frame) -> None:
        if not self._frames:
            self._next_due = self._clock()
        self._frames.append(frame)

    def due(self, now: float) -> bytes:
        if not self._frames or now < self._next_due:
            return b""
        if self._sendings >= MOST_SENDINGS:
            self.unheard += 1
            self._drop(now)
            return self.due(now)
        frame = self._frames[0]
        if self._awaits(frame):
            self._sendings += 1
            self._next_due = now + self._repeat_every_s
        else:
            self._drop(now)
        return self._encode(frame)

    def next_due(self) -> float | None:
        return self._next_due if self._frames else None

    def first(self) -> Frame | None:
        """The frame that was said and is to be acknowledged."""
        return self._frames[0] if self._sendings else None

    def heard(self) -> None:
        self.acknowledged += 1
        self._drop(self._clock())

    def _drop(self, now: float) -> None:
        self._frames.popleft()
        self._sendings = 0
        self._next_due = now

    def state(self) -> State:
        return {
            "unsent": len(self._frames),
            "acknowledged": self.acknowledged,
            "unheard": self.unheard,
        }
