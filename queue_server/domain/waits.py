"""About how long a waiting ticket will wait, as an interval, from nothing but today.

What it is: the work of all who are called before, by the mean time that today's acts of their
services held a window, shared among the windows that are open now; one round more while all of them
are busy. The last hour counts beside the whole day. The interval spans what the spread of today's
acts makes likely (`Z`). What it is not: a forecast. It knows no arrivals to come, no breaks, no
speed of a single clerk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, pvariance

LEAST_ACTS = 5  # of the ticket's own service today, before anything is said
RECENT = timedelta(minutes=60)
DAY_WEIGHT = 10.0  # how many recent acts the day's mean is worth
Z = 1.5


@dataclass(frozen=True, kw_only=True)
class Held:
    """How long an act held its window: from the call to its end."""

    seconds: float
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long acts of a service hold a window, in seconds."""

    mean: float
    variance: float
    acts: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """Those of one service who are called before. `share`: how much of the windows that serve them
    are windows that serve the ticket too, 0 to 1."""

    service: str
    ahead: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Interval:
    low_s: float
    high_s: float


def pace(acts: Sequence[Held], now: datetime) -> Pace | None:
    """None without acts."""
    if not acts:
        return None
    seconds = [act.seconds for act in acts]
    day = fmean(seconds)
    recent = [act.seconds for act in acts if act.ended_at >= now - RECENT]
    mean = (sum(recent) + DAY_WEIGHT * day) / (len(recent) + DAY_WEIGHT)
    return Pace(mean=mean, variance=pvariance(seconds, day), acts=len(seconds))


def wait(
    service: str,
    lines: Sequence[Line],
    paces: Mapping[str, Pace],
    *,
    open_windows: int,
    idle_windows: int,
) -> Interval | None:
    """How long a ticket of `service` waits with `lines` before it; None when nobody serves or too
    little was seen today. Services of which nothing was seen are as quick as the ticket's own."""
    own = paces.get(service)
    if open_windows < 1 or own is None or own.acts < LEAST_ACTS:
        return None
    rounds = [(line.ahead * line.share, paces.get(line.service, own)) for line in lines]
    if sum(count for count, _ in rounds) < idle_windows:
        return Interval(low_s=0.0, high_s=0.0)
    rounds.append((0.0 if idle_windows else 1.0, own))
    work = sum(count * its.mean for count, its in rounds)
    spread = sum(count * its.variance for count, its in rounds)
    unsure = sum(count**2 * its.variance / its.acts for count, its in rounds)
    middle = work / open_windows
    margin = Z * sqrt(spread + unsure) / open_windows
    return Interval(low_s=max(middle - margin, 0.0), high_s=middle + margin)
