"""PURE: what one row of the report on matters adds up. Tallies add, so totals are sums.

A matter counts for its own service; a visit, and the notices made in it, for the service that was
called. For clerks, windows and the hall that is one and the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from queue_server.domain.matters import CASES, MatterOutcome
from queue_server.reports.rating_tally import By


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose it was, where, and of which service."""

    clerk: str | None
    window: str
    service: str


@dataclass(frozen=True, kw_only=True)
class SomeMatters:
    """So many matters with the same outcome."""

    place: Place
    outcome: MatterOutcome
    matters: int = 1


@dataclass(frozen=True, kw_only=True)
class SomeVisits:
    """So many alike visits, each with as many `matters`. `served`: finished, not sent on or put
    aside; `incomplete`: papers were missing in one of its matters; `notices`: of all together."""

    place: Place
    served: bool
    matters: int = 0
    incomplete: bool = False
    has_notice: bool = False
    notices: int = 0
    visits: int = 1


@dataclass(frozen=True, kw_only=True)
class Found:
    matters: list[SomeMatters]
    visits: list[SomeVisits]


def _no_outcomes() -> dict[MatterOutcome, int]:
    return dict.fromkeys(MatterOutcome, 0)


@dataclass
class MatterTally:
    """`recorded`: visits for which something is written down; `told`: those of them that were
    finished; `untold`: papers were missing, and no notice was made."""

    outcomes: dict[MatterOutcome, int] = field(default_factory=_no_outcomes)
    served: int = 0
    recorded: int = 0
    told: int = 0
    several: int = 0
    notices: int = 0
    untold: int = 0

    def add_matters(self, some: SomeMatters) -> None:
        self.outcomes[some.outcome] += some.matters

    def add_visits(self, some: SomeVisits) -> None:
        n = some.visits
        self.served += n * some.served
        self.recorded += n * (some.matters > 0)
        self.told += n * (some.served and some.matters > 0)
        self.several += n * (some.matters > 1)
        self.notices += some.notices
        self.untold += n * (some.incomplete and not some.has_notice)

    @property
    def matters(self) -> int:
        return sum(self.outcomes.values())

    @property
    def cases(self) -> int:
        return sum(self.outcomes[outcome] for outcome in CASES)

    @property
    def brought(self) -> int:
        """Applications that were brought to the window, complete or not."""
        return self.cases + self.outcomes[MatterOutcome.INCOMPLETE]


@dataclass(frozen=True, kw_only=True)
class Row:
    """`key` is an account, a window or a service; None where nobody was logged in, and for the
    hall's only row."""

    key: str | None
    tally: MatterTally


@dataclass(frozen=True, kw_only=True)
class Matters:
    """The total is added up from the same finds as the rows."""

    rows: list[Row]
    total: MatterTally


_KEYS: dict[By, Callable[[Place], str | None]] = {
    By.CLERK: lambda place: place.clerk,
    By.WINDOW: lambda place: place.window,
    By.SERVICE: lambda place: place.service,
    By.HALL: lambda place: None,
}


def matters(found: Found, by: By, order: Sequence[str] = ()) -> Matters:
    """`order` is the hall's own of windows or services; what is not in it comes after, by name."""
    tallies: dict[str | None, MatterTally] = {}
    total = MatterTally()

    def rows_of(place: Place) -> Iterable[MatterTally]:
        return total, tallies.setdefault(_KEYS[by](place), MatterTally())

    for one in found.matters:
        for tally in rows_of(one.place):
            tally.add_matters(one)
    for some in found.visits:
        for tally in rows_of(some.place):
            tally.add_visits(some)
    places = {key: place for place, key in enumerate(order)}

    def rank(key: str | None) -> tuple[int, str]:
        return (len(places) + 1, "") if key is None else (places.get(key, len(places)), key)

    keys = sorted(tallies, key=rank)
    return Matters(rows=[Row(key=key, tally=tallies[key]) for key in keys], total=total)
