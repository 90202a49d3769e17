"""Many simulated people in a few threads: each is a generator that yields how long it waits."""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable, Iterator
from itertools import count

WORKERS = 6
LOOK_AROUND_S = 0.5  # how soon a stop is noticed

Actor = Iterator[float]  # yields simulated seconds until it wants to act again

_log = logging.getLogger(__name__)


class Agenda:
    """Simulated time runs `speed` times as fast as `monotonic_s`, from 0."""

    def __init__(self, speed: float, monotonic_s: Callable[[], float]) -> None:
        self.speed = speed
        self._monotonic_s = monotonic_s
        self._started_at_s = monotonic_s()
        self._due: list[tuple[float, int, Actor]] = []
        self._order = count()
        self._changed = threading.Condition()

    def now_s(self) -> float:
        return (self._monotonic_s() - self._started_at_s) * self.speed

    def add(self, actor: Actor, after_s: float = 0.0) -> None:
        with self._changed:
            heapq.heappush(self._due, (self.now_s() + after_s, next(self._order), actor))
            self._changed.notify()

    def run(self, stop: threading.Event) -> None:
        """Let everyone act until `stop`; returns when nobody acts any more."""
        threads = [threading.Thread(target=self._work, args=(stop,)) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            actor = self._next()
            if actor:
                self._act(actor)

    def _next(self) -> Actor | None:
        with self._changed:
            wait_s = LOOK_AROUND_S
            if self._due:
                wait_s = min(wait_s, (self._due[0][0] - self.now_s()) / self.speed)
            if wait_s > 0:
                self._changed.wait(wait_s)
                return None
            return heapq.heappop(self._due)[2]

    def _act(self, actor: Actor) -> None:
        try:
            self.add(actor, next(actor))
        except StopIteration:
            return
        except Exception:
            _log.exception("a simulated person left")
