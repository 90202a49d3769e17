"""Frames out of a byte stream: hunt, measure, check, resynchronise. Pure.

Every serial protocol here gives one function that looks at the start of a buffer; this module does
what is the same for all of them. The stream may be cut anywhere, and any bytes may come: nothing
raises, and what is held back is bounded by the longest frame that `look` waits for.

After a bad frame only its first byte is given up, and the hunt goes on inside it: a false start
made by noise cannot swallow the good frame behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Event = TypeVar("Event")


@dataclass(frozen=True)
class Garbage:
    """Bytes that are no good frame.

    `reason`: `unknown` no frame starts here, `checksum`, `length` (the length field is impossible,
    contradicts itself, or the frame was cut short), `escape`, or a word of the protocol's own.
    """

    reason: str
    data: bytes


@dataclass(frozen=True)
class More:
    """A frame may start at the first byte; more bytes will tell."""


@dataclass(frozen=True)
class Skip:
    """No frame starts within the first `count` bytes."""

    count: int


@dataclass(frozen=True)
class Bad:
    """The first `count` bytes look like a frame and are none."""

    count: int
    reason: str


@dataclass(frozen=True)
class Good(Generic[Event]):
    """The first `count` bytes are a frame."""

    count: int
    event: Event


Found = More | Skip | Bad | Good[Event]
Look = Callable[[bytearray], Found[Event]]
MORE = More()


def skip_to(buffer: bytearray, start: bytes) -> Skip:
    """Skip to the next place where `start`'s first byte stands; the first byte is no start."""
    at = buffer.find(start[:1], 1)
    return Skip(at if at > 0 else len(buffer))


class FrameDecoder(Generic[Event]):
    """Feed it bytes as they come; it gives events and `Garbage` in the order of the stream."""

    def __init__(self, look: Look[Event]) -> None:
        self._look = look
        self._buffer = bytearray()
        self._suspect = 0  # bytes at the buffer's start that belong to a frame known to be bad
        self._reason = "unknown"
        self.garbage_count = 0  # pieces of the stream that were no frame

    @property
    def pending(self) -> int:
        """How many bytes are held back, waiting for the rest of a frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Event | Garbage]:
        return [event for event, _ in self.feed_traced(data)]

    def finish(self) -> list[Event | Garbage]:
        """The stream ended or fell silent: a frame that is not whole by now is none."""
        return [event for event, _ in self.finish_traced()]

    def feed_traced(self, data: bytes) -> list[tuple[Event | Garbage, bytes]]:
        """Like `feed`, with the bytes of each event."""
        self._buffer += data
        return self._drain(ended=False)

    def finish_traced(self) -> list[tuple[Event | Garbage, bytes]]:
        events = self._drain(ended=True)
        self._suspect = 0
        return events

    def _drain(self, *, ended: bool) -> list[tuple[Event | Garbage, bytes]]:
        events: list[tuple[Event | Garbage, bytes]] = []

        def tell(garbage: Garbage) -> None:
            self.garbage_count += 1
            events.append((garbage, garbage.data))

        waste = _Waste(tell)
        while self._buffer:
            found = self._look(self._buffer)
            if isinstance(found, More):
                if not ended:
                    break
                found = Bad(len(self._buffer), "length")
            if isinstance(found, Good):
                waste.close()
                events.append((found.event, bytes(self._buffer[: found.count])))
                del self._buffer[: found.count]
                self._suspect = 0
            elif isinstance(found, Bad):
                self._doubt(found, waste)
                self._drop(1, waste)
            else:
                self._drop(min(found.count, self._suspect) or found.count, waste)
        waste.close()
        return events

    def _doubt(self, bad: Bad, waste: _Waste) -> None:
        if not self._suspect:
            waste.close()
            self._reason = bad.reason
        self._suspect = max(self._suspect, bad.count)

    def _drop(self, count: int, waste: _Waste) -> None:
        waste.add(self._reason if self._suspect else "unknown", bytes(self._buffer[:count]))
        del self._buffer[:count]
        self._suspect = max(0, self._suspect - count)


class _Waste:
    """Joins neighbouring garbage of one reason into one event."""

    def __init__(self, tell: Callable[[Garbage], None]) -> None:
        self._tell = tell
        self._reason = ""
        self._data = bytearray()

    def add(self, reason: str, data: bytes) -> None:
        if reason != self._reason:
            self.close()
            self._reason = reason
        self._data += data

    def close(self) -> None:
        if self._data:
            self._tell(Garbage(self._reason, bytes(self._data)))
            self._data.clear()
