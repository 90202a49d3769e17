"""Telling the hall what really is shown: only after the device's own acknowledgement."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import msgspec

from queue_server.contract import topics
from queue_server.contract.messages import ShownFact, SpokenFact, WindowFact


class Acknowledgement:
    """Thread-safe. Says each version of a window once per display (a board, or a bus of strips)."""

    def __init__(
        self,
        hall: str,
        publish: Callable[[str, msgspec.Struct], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._hall = hall
        self._publish = publish
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[int, int]] = {}
        self._spoken: dict[tuple[str, str], tuple[int, int]] = {}
        self._lock = threading.Lock()

    def shown(self, display: str, fact: WindowFact) -> None:
        """`display` shows what `fact` says: its device has answered."""
        if not self._is_news(self._said, display, fact):
            return
        self._publish(
            topics.shown(self._hall, display, fact.window),
            ShownFact(
                display=display,
                window=fact.window,
                epoch=fact.epoch,
                version=fact.version,
                shown_at=self._clock(),
            ),
        )

    def spoken(self, display: str, fact: WindowFact) -> None:
        """`display` has taken the words of this call, and answered so."""
        if not self._is_news(self._spoken, display, fact):
            return
        self._publish(
            topics.spoken(self._hall, display, fact.window),
            SpokenFact(
                display=display,
                window=fact.window,
                epoch=fact.epoch,
                version=fact.version,
                spoken_at=self._clock(),
            ),
        )

    def _is_news(
        self, said: dict[tuple[str, str], tuple[int, int]], display: str, fact: WindowFact
    ) -> bool:
        version = (fact.epoch, fact.version)
        with self._lock:
            if said.get((display, fact.window), (-1, -1)) >= version:
                return False
            said[display, fact.window] = version
            return True
