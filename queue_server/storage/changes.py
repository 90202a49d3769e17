"""What a commit changed, for those who announce it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Changes:
    """`windows` whose own state changed; `services` in whose queues somebody came or went;
    `kiosks` of which something else is wanted."""

    windows: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    kiosks: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.windows or self.services or self.kiosks)

    def add(self, other: Changes) -> None:
        self.windows |= other.windows
        self.services |= other.services
        self.kiosks |= other.kiosks
