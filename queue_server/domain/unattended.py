"""Where people wait and nobody serves them, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.tickets import NO_WINDOW
from queue_server.domain.windows import Status

OF_CLERK = "@"  # before the account of a clerk who sits nowhere: no window has such a number


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Those who wait for the same: for a service, or for one window or clerk only (a clerk who sits
    nowhere has `NO_WINDOW`). `since`: when the first of them began to wait."""

    service: str
    waiting: int
    since: datetime
    target_window: str | None = None
    target_account: str | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """A window: whether it is open, has a visitor, and when somebody last did something there."""

    window: str
    services: frozenset[str]
    status: Status
    busy: bool = False
    last_at: datetime | None = None

    @property
    def serves(self) -> bool:
        return self.busy and self.status is Status.OPEN


@dataclass(frozen=True, kw_only=True)
class Unattended:
    """`subject`: the window that is to be attended, or `OF_CLERK` and an account; `waiting` people
    whom nobody serves since then."""

    subject: str
    since: datetime
    waiting: int


def unattended(
    crowds: Iterable[Crowd],
    posts: Collection[Post],
    told: Collection[str],
    patience: timedelta,
    now: datetime,
) -> dict[str, Unattended]:
    """{subject: who waits there in vain for at least `patience`}.

    Of several windows that could serve them one is told of: an open one, else one with a break,
    else the one where somebody was last. What is told of (`told`) stays so until somebody serves:
    pressing "pause" does not make it better.
    """
    found: dict[str, Unattended] = {}
    for crowd in crowds:
        mine = [post for post in posts if _may_call(post, crowd)]
        since = _since(crowd, mine)
        subject = _subject(crowd, mine, told)
        if since is None or subject is None:
            continue
        if subject in told or now - since >= patience:
            found[subject] = _with(found.get(subject), subject, since, crowd.waiting)
    return found


def _may_call(post: Post, crowd: Crowd) -> bool:
    if crowd.target_window is not None:
        return post.window == crowd.target_window
    return crowd.service in post.services


def _since(crowd: Crowd, posts: Iterable[Post]) -> datetime | None:
    """None while one of these windows serves."""
    since = crowd.since
    for post in posts:
        if post.serves:
            return None
        since = max(since, post.last_at or since)
    return since


def _subject(crowd: Crowd, posts: Collection[Post], told: Collection[str]) -> str | None:
    """None where no window of this hall is meant: the page says so in another place."""
    if crowd.target_window == NO_WINDOW:
        return OF_CLERK + (crowd.target_account or "")
    ordered = sorted(posts, key=_last, reverse=True)
    known = [post.window for post in ordered if post.window in told]
    return next(iter([*known, *(post.window for post in ordered)]), None)


_NEAREST = (Status.CLOSED, Status.PAUSED, Status.OPEN)


def _last(post: Post) -> tuple[int, float]:
    last_s = post.last_at.timestamp() if post.last_at else 0.0
    return _NEAREST.index(post.status), last_s


def _with(before: Unattended | None, subject: str, since: datetime, waiting: int) -> Unattended:
    if before is None:
        return Unattended(subject=subject, since=since, waiting=waiting)
    return Unattended(
        subject=subject, since=min(before.since, since), waiting=before.waiting + waiting
    )


def longest(crowds: Iterable[Crowd]) -> Mapping[str, datetime]:
    """{service: since when the first of those has waited whom any of its windows may call}."""
    found: dict[str, datetime] = {}
    for crowd in crowds:
        if crowd.target_window is None:
            found[crowd.service] = min(crowd.since, found.get(crowd.service, crowd.since))
    return found
