"""Who sits at which of the windows that several clerks share, and who stands by (轮值).

The accounts stand in a row. On the first day the first of them sit at the windows in their order,
the others stand by; with each turn everybody moves on by one place, so that who stood by first is
the next to sit, and who sat at the first window is the last to stand by.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from queue_server.domain.days import IsWorkday

_A_DAY = timedelta(days=1)


class Turn(StrEnum):
    DAY = "day"  # each working day
    WEEK = "week"  # each Monday


@dataclass(frozen=True, kw_only=True)
class Rota:
    """`since`: a day on which the first of `clerks` sat at the first of `windows`."""

    id: str
    windows: tuple[str, ...]
    clerks: tuple[str, ...]
    since: date
    turn: Turn = Turn.DAY


@dataclass(frozen=True, kw_only=True)
class Post:
    """Who sits at a window on a day; nobody when all are away. `instead_of` is away."""

    window: str
    clerk: str | None
    instead_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A rota on one day: `stand_by` in the order in which they are asked, without those who sit
    for somebody who is away."""

    posts: tuple[Post, ...] = ()
    stand_by: tuple[str, ...] = ()


def duty(rota: Rota, day: date, is_workday: IsWorkday, absent: Collection[str] = ()) -> Duty | None:
    """Who is on duty on this day; None on a day off: the rota rests and does not move on."""
    if not is_workday(day):
        return None
    at = turns_since(rota, day, is_workday) % len(rota.clerks)
    row = [*rota.clerks[at:], *rota.clerks[:at]]
    stand_by = [clerk for clerk in row[len(rota.windows) :] if clerk not in absent]
    posts = []
    for window, clerk in zip(rota.windows, row, strict=False):
        if clerk not in absent:
            posts.append(Post(window=window, clerk=clerk))
            continue
        instead = stand_by.pop(0) if stand_by else None
        posts.append(Post(window=window, clerk=instead, instead_of=clerk))
    return Duty(posts=tuple(posts), stand_by=tuple(stand_by))


def turns_since(rota: Rota, day: date, is_workday: IsWorkday) -> int:
    """How often they moved on until this day; negative before the rota's first day."""
    if rota.turn is Turn.WEEK:
        return (_monday(day) - _monday(rota.since)).days // 7
    first, last = min(rota.since, day), max(rota.since, day)
    days = (first + n * _A_DAY for n in range((last - first).days))
    turns = sum(is_workday(each) for each in days)
    return turns if day >= rota.since else -turns


def _monday(day: date) -> date:
    return day - day.weekday() * _A_DAY
