"""A device that says again what a recorded one said, when it hears what that one heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from devices.clear import Clear
from devices.recording import Recording
from devices.sim.device import Action, State
from devices.tap import HOST, Frame
from devices.wire import LiveDecoder


class Replayed:
    """Every frame of the host is looked for in the recording, onward from where it stands and then
    from its start; what the device said after it is said with the same pauses. What was said
    before the host's first word is said at once, after the same pause.

    `speed` divides the pauses. A host's frame that was never recorded gets no answer.
    """

    def __init__(
        self, recording: Recording, clock: Callable[[], float], *, speed: float = 1.0
    ) -> None:
        self.actions: Mapping[str, Action] = {}
        self._frames = recording.frames
        self._decoder = LiveDecoder(recording.head.kind)
        self._clock = clock
        self._speed = speed
        self._next = 0
        self._due: list[tuple[float, bytes]] = []
        self._unknown = 0
        self._schedule(0, 0.0)

    def feed(self, data: bytes) -> bytes:
        for says, _ in self._decoder.feed(data):
            self._answer(says)
        return b""

    def lull(self) -> bytes:
        for says, _ in self._decoder.finish():
            self._answer(says)
        return b""

    def speak(self, now: float) -> tuple[bytes, float | None]:
        said = b"".join(data for at, data in self._due if at <= now)
        self._due = [(at, data) for at, data in self._due if at > now]
        return said, min((at for at, _ in self._due), default=None)

    def state(self) -> State:
        return {
            "frames": len(self._frames),
            "next": self._next,
            "left": len(self._due),
            "unknown": self._unknown,
        }

    def _answer(self, says: list[Clear]) -> None:
        found = _find(self._frames, says, self._next)
        if found is None:
            self._unknown += 1
            return
        self._due.clear()  # it did not wait for the rest either
        self._schedule(found + 1, self._frames[found].at_s)

    def _schedule(self, first: int, since_s: float) -> None:
        """Everything up to the host's next frame."""
        now = self._clock()
        self._next = len(self._frames)
        for at in range(first, len(self._frames)):
            frame = self._frames[at]
            if frame.source == HOST:
                self._next = at
                break
            self._due.append((now + max(0.0, frame.at_s - since_s) / self._speed, frame.data))


def _find(frames: Sequence[Frame], says: list[Clear], start: int) -> int | None:
    order = (*range(start, len(frames)), *range(start))
    said = tuple(says)
    return next((at for at in order if frames[at].source == HOST and frames[at].says == said), None)
