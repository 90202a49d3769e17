"""Per-window throughput: one business date, grouped by window, clerk, service or hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from queue_server.reports.tally import Mark, Tally


class By(StrEnum):
    WINDOW = "window"
    CLERK = "clerk"
    SERVICE = "service"
    HOUR = "hour"


@dataclass(frozen=True, kw_only=True)
class Row:
    """`key` is a window, an account, a service or a local hour `"09"`; None where there is none:
    tickets that no window has called, work at a window without a clerk.
    """

    key: str | None
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """The total is added up from the same marks as the rows, so each column's sum is its total."""

    by: By
    rows: list[Row] = field(default_factory=list)
    total: Tally = field(default_factory=Tally)


@dataclass(frozen=True, kw_only=True)
class Order:
    """How the hall lists its windows and services, and when its day begins."""

    zone: tzinfo
    first_hour: int
    windows: Sequence[str]
    services: Sequence[str]


def throughput(marks: Iterable[Mark], by: By, order: Order) -> Throughput:
    key_of = _key_of(by, order.zone)
    tallies: dict[str | None, Tally] = {}
    total = Tally()
    for mark in marks:
        tallies.setdefault(key_of(mark), Tally()).add(mark)
        total.add(mark)
    ranked = sorted(tallies, key=_rank_of(by, order))
    return Throughput(by=by, rows=[Row(key=key, tally=tallies[key]) for key in ranked], total=total)


def _key_of(by: By, zone: tzinfo) -> Callable[[Mark], str | None]:
    keys: dict[By, Callable[[Mark], str | None]] = {
        By.WINDOW: lambda mark: mark.window,
        By.CLERK: lambda mark: mark.clerk,
        By.SERVICE: lambda mark: mark.service,
        By.HOUR: lambda mark: _hour(mark.at, zone),
    }
    return keys[by]


def _hour(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone).hour:02}"


def _rank_of(by: By, order: Order) -> Callable[[str | None], tuple[int, str]]:
    """The hall's own order; what is no longer in the configuration after it, nobody's last."""
    listed: dict[By, Sequence[str]] = {
        By.WINDOW: order.windows,
        By.CLERK: (),
        By.SERVICE: order.services,
        By.HOUR: [f"{(order.first_hour + n) % 24:02}" for n in range(24)],
    }
    places = {key: place for place, key in enumerate(listed[by])}

    def rank(key: str | None) -> tuple[int, str]:
        return (len(places) + 1, "") if key is None else (places.get(key, len(places)), key)

    return rank
