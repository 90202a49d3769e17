"""What the other programs say of themselves and their devices, and how the broker link is."""

from __future__ import annotations

import threading

from queue_server.contract.messages import HealthFact


class Programs:
    """Thread-safe; filled by the announcer, asked by health checks and the supervisor's page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[str, HealthFact] = {}
        self._broker = False

    def note(self, fact: HealthFact) -> None:
        with self._lock:
            self._latest[fact.program] = fact

    def note_broker(self, connected: bool) -> None:
        self._broker = connected

    @property
    def broker_connected(self) -> bool:
        return self._broker

    def all(self) -> list[HealthFact]:
        """The last word of each program, by name."""
        with self._lock:
            return [self._latest[program] for program in sorted(self._latest)]
