"""Which display shows which version of which window: what the displays said themselves."""

from __future__ import annotations

import threading

from queue_server.contract.messages import ShownFact


class Shown:
    """Thread-safe; filled by the announcer, asked by the views."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[str, dict[str, tuple[int, int]]] = {}

    def note(self, fact: ShownFact) -> bool:
        """Keep what a display says; False when that was known."""
        version = (fact.epoch, fact.version)
        with self._lock:
            displays = self._latest.setdefault(fact.window, {})
            if displays.get(fact.display) == version:
                return False
            displays[fact.display] = version
            return True

    def forget(self, display: str, window: str) -> None:
        """The display no longer says that it shows this window."""
        with self._lock:
            self._latest.get(window, {}).pop(display, None)

    def by(self, window: str, epoch: int, call_version: int) -> list[str]:
        """The displays that show the call with this version, or what came after it."""
        if not call_version:
            return []
        with self._lock:
            displays = self._latest.get(window, {})
            return sorted(d for d, version in displays.items() if version >= (epoch, call_version))
