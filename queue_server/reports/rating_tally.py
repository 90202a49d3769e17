"""PURE: what one row of the rating report adds up. Every visit is in exactly one of the columns:
the five levels, struck, not rated, withdrawn, never asked. Tallies add, so totals are sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from queue_server.domain.ratings import LOW_LEVELS
from queue_server.reports.tally import SATISFIED_FROM


class By(StrEnum):
    CLERK = "clerk"
    WINDOW = "window"
    SERVICE = "service"
    HALL = "hall"


@dataclass(frozen=True, kw_only=True)
class Visits:
    """So many visits that are alike in all that the report tells apart.

    `level` is None for a visit that nobody rated; `struck`: a review decided that the rating does
    not count; `withdrawn`: the next call came before the visitor had rated; `rectified`: answered;
    `followed_up`: somebody was spoken with.
    """

    clerk: str | None
    window: str
    service: str
    level: int | None = None
    struck: bool = False
    asked: bool = False
    withdrawn: bool = False
    has_case: bool = False
    rectified: bool = False
    followed_up: bool = False
    rated_again: bool = False
    visits: int = 1


def _no_levels() -> dict[int, int]:
    return dict.fromkeys(range(1, 6), 0)


@dataclass
class RatingTally:
    levels: dict[int, int] = field(default_factory=_no_levels)
    struck: int = 0
    not_rated: int = 0
    withdrawn: int = 0
    never_asked: int = 0
    asked: int = 0
    answered: int = 0  # of those who were asked
    cases: int = 0
    rectified: int = 0
    followed_up: int = 0
    rated_again: int = 0

    def add(self, some: Visits) -> None:
        n = some.visits
        if some.level is not None and not some.struck:
            self.levels[some.level] += n
        else:
            column = _column_of(some)
            setattr(self, column, getattr(self, column) + n)
        self.asked += n * some.asked
        self.answered += n * (some.asked and some.level is not None)
        for name in ("rectified", "followed_up", "rated_again"):
            setattr(self, name, getattr(self, name) + n * getattr(some, name))
        self.cases += n * some.has_case

    @property
    def visits(self) -> int:
        unrated = self.not_rated + self.withdrawn + self.never_asked
        return self.counted + self.struck + unrated

    @property
    def counted(self) -> int:
        """Ratings that count."""
        return sum(self.levels.values())

    @property
    def given(self) -> int:
        """Ratings that visitors gave, struck ones too: nothing is ever filled in."""
        return self.counted + self.struck

    @property
    def low(self) -> int:
        return sum(self.levels[level] for level in LOW_LEVELS)

    @property
    def satisfaction(self) -> float | None:
        satisfied = sum(n for level, n in self.levels.items() if level >= SATISFIED_FROM)
        return _share(satisfied, self.counted)

    @property
    def active(self) -> float | None:
        return _share(self.given, self.visits)

    @property
    def response(self) -> float | None:
        return _share(self.answered, self.asked)


def _column_of(some: Visits) -> str:
    """Where a visit without a counting rating stands."""
    if some.level is not None:
        return "struck"
    if not some.asked:
        return "never_asked"
    return "withdrawn" if some.withdrawn else "not_rated"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, kw_only=True)
class Row:
    """`key` is an account, a window or a service; None where nobody was logged in, and for the
    hall's only row."""

    key: str | None
    tally: RatingTally


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """The total is added up from the same visits as the rows."""

    by: By
    rows: list[Row]
    total: RatingTally


_KEYS: dict[By, Callable[[Visits], str | None]] = {
    By.CLERK: lambda some: some.clerk,
    By.WINDOW: lambda some: some.window,
    By.SERVICE: lambda some: some.service,
    By.HALL: lambda some: None,
}


def ratings(found: Iterable[Visits], by: By, order: Sequence[str] = ()) -> Ratings:
    """`order` is the hall's own of windows or services; what is not in it comes after, by name."""
    key_of = _KEYS[by]
    tallies: dict[str | None, RatingTally] = {}
    total = RatingTally()
    for some in found:
        tallies.setdefault(key_of(some), RatingTally()).add(some)
        total.add(some)
    places = {key: place for place, key in enumerate(order)}

    def rank(key: str | None) -> tuple[int, str]:
        return (len(places) + 1, "") if key is None else (places.get(key, len(places)), key)

    keys = sorted(tallies, key=rank)
    return Ratings(by=by, rows=[Row(key=key, tally=tallies[key]) for key in keys], total=total)
