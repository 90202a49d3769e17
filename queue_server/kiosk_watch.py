"""What the kiosks say of themselves, and their last pictures. In memory: all of it comes again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from queue_server.contract.kiosks import KioskFact


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG of a kiosk's screen, in which the kiosk has covered what concerns a person."""

    png: bytes = field(repr=False)
    at: datetime


class KioskWatch:
    """Thread-safe; filled by the announcer and by the kiosks' pictures, asked by the pages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._facts: dict[str, KioskFact] = {}
        self._pictures: dict[str, Picture] = {}

    def note(self, fact: KioskFact) -> None:
        with self._lock:
            self._facts[fact.kiosk] = fact

    def fact(self, kiosk: str) -> KioskFact | None:
        with self._lock:
            return self._facts.get(kiosk)

    def keep(self, kiosk: str, picture: Picture) -> None:
        """Only the last one of each kiosk is kept."""
        with self._lock:
            self._pictures[kiosk] = picture

    def picture(self, kiosk: str) -> Picture | None:
        with self._lock:
            return self._pictures.get(kiosk)
