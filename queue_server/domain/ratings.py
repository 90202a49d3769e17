"""A rating belongs to one service act, inside its time, once. No press is "not rated"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from queue_server.domain.errors import RuleBroken

LEVELS = range(1, 6)  # 1 very dissatisfied … 5 very satisfied, as the national upload counts them
LOW_LEVELS = range(1, 3)  # 差评: starts rectification


@dataclass(frozen=True, kw_only=True)
class Ask:
    """The open question of an ended act; `until` moves to "now" when the next call withdraws it."""

    act_id: UUID
    window: str
    until: datetime | None
    rated: bool


def asked_until(ended_at: datetime, window_s: float) -> datetime:
    return ended_at + timedelta(seconds=window_s)


def require_ratable(ask: Ask, level: int, now: datetime) -> None:
    """Raises `already_rated`, `rating_closed` or `malformed`; a press is never given to another."""
    if level not in LEVELS:
        raise RuleBroken("malformed", "a rating has a level from 1 to 5", "level")
    if ask.rated:
        raise RuleBroken("already_rated", "this service was rated already", "act_id")
    if ask.until is None or now >= ask.until:
        raise RuleBroken("rating_closed", "this service can not be rated now", "act_id")
