"""Which display shows, and which voice spoke, which version of which window: what the displays
said themselves."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from queue_server.contract.health import UNCONFIRMED
from queue_server.contract.messages import DeviceHealth, ShownFact, SpokenFact

Versions = dict[str, dict[str, tuple[int, int]]]  # by window, then by display: epoch, version


class Shown:
    """Thread-safe; filled by the announcer, asked by the views. `confirmable` is false while every
    board and strip of the hall is one from which nothing ever comes back."""

    def __init__(self) -> None:
        self.confirmable = True
        self._lock = threading.Lock()
        self._latest: Versions = {}
        self._spoken: Versions = {}

    def note(self, fact: ShownFact) -> bool:
        """Keep what a display says; False when that was known."""
        return self._keep(self._latest, fact)

    def note_spoken(self, fact: SpokenFact) -> bool:
        """The same of a display's voice."""
        return self._keep(self._spoken, fact)

    def _keep(self, kept: Versions, fact: ShownFact | SpokenFact) -> bool:
        version = (fact.epoch, fact.version)
        with self._lock:
            displays = kept.setdefault(fact.window, {})
            if displays.get(fact.display) == version:
                return False
            displays[fact.display] = version
            return True

    def note_devices(self, devices: Mapping[str, DeviceHealth]) -> bool:
        """Keep whether any of the displays can confirm; whether that is news."""
        before = self.confirmable
        causes = {device.cause for device in devices.values()}
        self.confirmable = causes != {UNCONFIRMED}
        return self.confirmable is not before

    def forget_all(self) -> set[str]:
        """The display program is gone: nobody says any more what is shown. The windows it was.
        What was spoken stays so."""
        with self._lock:
            windows = set(self._latest)
            self._latest.clear()
            return windows

    def by(self, window: str, epoch: int, call_version: int) -> list[str]:
        """The displays that show the call with this version, or what came after it."""
        return self._with(self._latest, window, epoch, call_version)

    def spoken_by(self, window: str, epoch: int, call_version: int) -> list[str]:
        """The displays whose voice took the words of that call."""
        return self._with(self._spoken, window, epoch, call_version)

    def _with(self, kept: Versions, window: str, epoch: int, call_version: int) -> list[str]:
        if not call_version:
            return []
        with self._lock:
            displays = kept.get(window, {})
            return sorted(d for d, version in displays.items() if version >= (epoch, call_version))
