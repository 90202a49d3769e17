"""Open event streams: who watches what, and the word that there is something new."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from queue_server.domain.errors import RuleBroken
from queue_server.layout import Layout
from queue_server.storage.changes import Changes

HEARTBEAT_S = 10.0  # a client that is gone is found at the next write
AT_MOST_EVERY_S = 0.1  # what changes faster is sent together
HALL = ""  # the topic of those who watch the whole hall
GUESTS_SHARE = 2  # one in so many streams may be another system's, which waits for an answer


class Stream:
    """One open stream; woken from any thread, waited for in its own."""

    def __init__(
        self, topic: str, leave: Callable[[Stream], None], *, is_guest: bool = False
    ) -> None:
        self.topic = topic
        self.is_guest = is_guest
        self._leave = leave
        self._news = threading.Event()
        self._ended = threading.Event()

    def wake(self) -> None:
        self._news.set()

    def end(self) -> None:
        self._ended.set()
        self._news.set()

    def events(
        self, name: str, state: Callable[[], bytes], allowed: Callable[[], bool]
    ) -> Iterator[bytes]:
        """Server-sent events: the state now and after each change, heartbeats between.

        Ends when `allowed` says no. Whoever stops iterating calls `left`.
        """
        head = b"event: " + name.encode() + b"\ndata: "
        while not self._ended.is_set() and allowed():
            self._news.clear()
            yield head + state() + b"\n\n"
            self._ended.wait(AT_MOST_EVERY_S)
            while not self._news.wait(HEARTBEAT_S) and allowed():
                yield b": still here\n\n"

    def look(self) -> None:
        """What is read from now on is newer than what woke it so far."""
        self._news.clear()

    def wait(self, seconds: float) -> None:
        """For news, at most so long; not at all when it is to end."""
        if not self.is_over:
            self._news.wait(seconds)

    @property
    def is_over(self) -> bool:
        return self._ended.is_set()

    def left(self) -> None:
        """The client is gone, or the stream is over."""
        self._leave(self)


class Streams:
    """All open streams of this process, at most `most` of them."""

    def __init__(self, layout: Layout, most: int) -> None:
        self._layout = layout
        self._most = most
        self._lock = threading.Lock()
        self._open: set[Stream] = set()
        self._closed = False

    def open(self, topic: str, *, is_guest: bool = False) -> Stream:
        """For a window's id or `HALL`; raises `RuleBroken("too_many_streams")`. Guests leave
        half of them to the windows' own pages, however many ask."""
        stream = Stream(topic, self._left, is_guest=is_guest)
        with self._lock:
            if self._closed or len(self._open) >= self._most or self._is_full(is_guest):
                raise RuleBroken("too_many_streams", f"{self._most} streams are open")
            self._open.add(stream)
        return stream

    def _is_full(self, is_guest: bool) -> bool:
        guests = sum(stream.is_guest for stream in self._open) if is_guest else 0
        return guests >= max(1, self._most // GUESTS_SHARE)

    def changed(self, changes: Changes) -> None:
        """Wake those whom it concerns; a queue concerns each window that may call from it."""
        if not self._open:
            return
        concerned = {HALL} | changes.windows
        for service in changes.services:
            concerned.update(self._layout.windows_of(service))
        self.wake(concerned)

    def wake(self, topics: set[str]) -> None:
        with self._lock:
            for stream in self._open:
                if stream.topic in topics:
                    stream.wake()

    def end_all(self) -> None:
        """At shutdown: a stream would hold its thread until the client goes."""
        with self._lock:
            self._closed = True
            for stream in self._open:
                stream.end()

    def __len__(self) -> int:
        return len(self._open)

    def _left(self, stream: Stream) -> None:
        with self._lock:
            self._open.discard(stream)
