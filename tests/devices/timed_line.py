"""A line whose bytes have their times, on a fake clock: for what is about who speaks when."""

from __future__ import annotations

from collections.abc import Sequence

from wires import FakeClock


class TimedLine:
    """`coming`: (seconds after the start, bytes), in order. `said` gets the same of what is
    written; `spent_s` is how long each write takes."""

    def __init__(
        self, clock: FakeClock, coming: Sequence[tuple[float, bytes]] = (), spent_s: float = 0.0
    ) -> None:
        self._clock = clock
        self._start = clock()
        self._spent_s = spent_s
        self.coming = list(coming)
        self.said: list[tuple[float, bytes]] = []

    @property
    def now(self) -> float:
        return self._clock() - self._start

    def read(self, timeout_s: float) -> bytes:
        end = self.now + timeout_s
        if not self.coming or self.coming[0][0] > end:
            self._clock.advance(timeout_s)
            return b""
        at, data = self.coming.pop(0)
        self._clock.advance(max(0.0, at - self.now))
        return data

    def write(self, data: bytes) -> None:
        self.said.append((self.now, data))
        self._clock.advance(self._spent_s)

    def close(self) -> None:
        self.coming.clear()
