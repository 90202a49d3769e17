"""The timers of the screens; who listens is not cut off. Pure: clock and schedule are handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.events import TimedOut

# A speaker that hangs in the middle of a sentence must not hold a screen, with its visitor's name,
# for ever: the longest guide is read in four minutes.
HEARD_OUT_AT_MOST_S = 300.0


@dataclass(frozen=True, kw_only=True)
class Timers:
    """`schedule(seconds, job)`; `silent_s()`: since the voice was last heard, infinity where it
    never was; `attended(then_s)`: whether the camera saw anyone since then."""

    schedule: Callable[[float, Callable[[], None]], None]
    clock: Callable[[], float]
    silent_s: Callable[[], float]
    attended: Callable[[float], bool]
    post: Callable[[TimedOut], None]

    def start(self, seconds: float, event: TimedOut) -> None:
        began_s = self.clock()

        def due() -> None:
            more_s = self._listening_on_s(seconds, event, began_s)
            if more_s > 0:
                self.schedule(more_s, due)
            else:
                self.post(replace(event, attended=self.attended(began_s)))

        self.schedule(seconds, due)

    def _listening_on_s(self, seconds: float, event: TimedOut, began_s: float) -> float:
        """What is left of `seconds` since the voice fell silent, where that counts."""
        if not event.hears_out or self.clock() - began_s >= seconds + HEARD_OUT_AT_MOST_S:
            return 0.0
        return max(seconds - self.silent_s(), 0.0)
