"""PURE: what one row of the throughput report adds up. Tallies add, so totals are sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

SATISFIED_FROM = 3  # 3, 4, 5 are satisfied; 2 and 1 are low ratings (差评)


class Kind(Enum):
    ISSUED = "issued"
    CALLED = "called"
    WAITED = "waited"
    HANDLED = "handled"
    MISSED = "missed"
    ABANDONED = "abandoned"
    RATED = "rated"
    NOT_RATED = "not_rated"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing that is counted once, with all by which it may be grouped.

    `amount` is seconds for WAITED and HANDLED, and the level (1 to 5) for RATED. `window` and
    `clerk` are None for what has not come to a window.
    """

    kind: Kind
    at: datetime
    service: str
    window: str | None = None
    clerk: str | None = None
    amount: float = 0.0


@dataclass
class Durations:
    cases: int = 0
    total_s: float = 0.0
    longest: float | None = None

    def add(self, seconds: float) -> None:
        self.cases += 1
        self.total_s += seconds
        self.longest = seconds if self.longest is None else max(self.longest, seconds)

    @property
    def mean(self) -> float | None:
        return self.total_s / self.cases if self.cases else None


@dataclass
class Tally:
    issued: int = 0
    called: int = 0
    handled: int = 0
    missed: int = 0
    abandoned: int = 0
    not_rated: int = 0
    wait: Durations = field(default_factory=Durations)
    service: Durations = field(default_factory=Durations)
    levels: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, 6), 0))

    def add(self, mark: Mark) -> None:
        _ADD[mark.kind](self, mark)

    @property
    def rated(self) -> int:
        return sum(self.levels.values())

    @property
    def could_rate(self) -> int:
        """A visit that was rated before it was sent on counts here, though it was not handled."""
        return self.rated + self.not_rated

    @property
    def rated_share(self) -> float | None:
        return self.rated / self.could_rate if self.could_rate else None

    @property
    def satisfaction(self) -> float | None:
        satisfied = sum(n for level, n in self.levels.items() if level >= SATISFIED_FROM)
        return satisfied / self.rated if self.rated else None


def _issued(tally: Tally, _mark: Mark) -> None:
    tally.issued += 1


def _called(tally: Tally, _mark: Mark) -> None:
    tally.called += 1


def _waited(tally: Tally, mark: Mark) -> None:
    tally.wait.add(mark.amount)


def _handled(tally: Tally, mark: Mark) -> None:
    tally.handled += 1
    tally.service.add(mark.amount)


def _missed(tally: Tally, _mark: Mark) -> None:
    tally.missed += 1


def _abandoned(tally: Tally, _mark: Mark) -> None:
    tally.abandoned += 1


def _rated(tally: Tally, mark: Mark) -> None:
    tally.levels[int(mark.amount)] += 1


def _not_rated(tally: Tally, _mark: Mark) -> None:
    tally.not_rated += 1


_ADD: dict[Kind, Callable[[Tally, Mark], None]] = {
    Kind.ISSUED: _issued,
    Kind.CALLED: _called,
    Kind.WAITED: _waited,
    Kind.HANDLED: _handled,
    Kind.MISSED: _missed,
    Kind.ABANDONED: _abandoned,
    Kind.RATED: _rated,
    Kind.NOT_RATED: _not_rated,
}
