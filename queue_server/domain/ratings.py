"""A rating belongs to one service act, inside its time, once. No press is "not rated"."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from queue_server.domain.errors import RuleBroken

LEVELS = range(1, 6)  # 1 very dissatisfied … 5 very satisfied, as the national upload counts them
LOW_LEVELS = range(1, 3)  # 差评: starts rectification
LONGEST_COMMENT = 200
WHY_S = 60.0  # how long a tablet may ask for the reasons of a low rating after the press

# Where a rating can come from. What has a screen can ask why; a keypad's five keys cannot.
KEYPAD, TABLET, QR = "evaluator", "tablet", "qr"
CAN_ASK_WHY = frozenset({TABLET, QR})


class Kept(StrEnum):
    """What became of a press."""

    FIRST = "first"
    CHANGED = "changed"
    SAME = "same"  # a stuck key, a bounce, a retry: nothing is written


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a visitor said. `asking_why`: the tablet goes on asking for reasons; whoever walks away
    from that question has rated all the same."""

    level: int
    channel: str
    reasons: tuple[str, ...] = ()
    comment: str = ""
    asking_why: bool = False


@dataclass(frozen=True, kw_only=True)
class Given:
    """A rating that is kept. Until `final_at` its visitor may change it, at the same device."""

    level: int
    channel: str
    rated_at: datetime
    final_at: datetime | None
    reasons: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """The question of an ended act; `until` moves to "now" when the next call withdraws it."""

    act_id: UUID
    until: datetime | None
    given: Given | None = None


def asked_until(ended_at: datetime, window_s: float) -> datetime:
    return ended_at + timedelta(seconds=window_s)


def coded_until(ended_at: datetime | None, served: bool, hours: float) -> datetime | None:
    """Until when the slip's code rates an act; None for one that did not end as served."""
    return ended_at + timedelta(hours=hours) if ended_at and served else None


def cleaned(said: Said, codes: Mapping[int, Collection[str]]) -> Said:
    """What is kept of it: each reason once and in order, a comment without control characters.

    `codes`: the reasons of each low level. Raises `malformed`, or `reason_missing` where the
    channel can ask and a low rating says neither why nor that it is still being asked.
    """
    if said.level not in LEVELS:
        raise RuleBroken("malformed", "a rating has a level from 1 to 5", "level")
    comment = worded(said.comment)
    reasons = tuple(sorted(set(said.reasons)))
    _require_its_own(said, reasons, comment, codes)
    is_silent = not (reasons or comment or said.asking_why)
    if said.level in LOW_LEVELS and said.channel in CAN_ASK_WHY and is_silent:
        raise RuleBroken("reason_missing", "a low rating needs a reason or a comment", "reasons")
    return Said(
        level=said.level,
        channel=said.channel,
        reasons=reasons,
        comment=comment,
        asking_why=said.asking_why,
    )


def worded(comment: str) -> str:
    """As it is kept: one line without control characters. Raises `malformed` if it is too long."""
    kept = _plain(comment)
    if len(kept) > LONGEST_COMMENT:
        detail = f"a comment has at most {LONGEST_COMMENT} characters"
        raise RuleBroken("malformed", detail, "comment")
    return kept


def _require_its_own(
    said: Said,
    reasons: Collection[str],
    comment: str,
    codes: Mapping[int, Collection[str]],
) -> None:
    strange = [code for code in reasons if code not in codes.get(said.level, ())]
    if strange:
        detail = f"{strange[0][:8]} is no reason of level {said.level}"
        raise RuleBroken("malformed", detail, "reasons")
    if (reasons or comment) and (said.level not in LOW_LEVELS or said.channel not in CAN_ASK_WHY):
        raise RuleBroken("malformed", "only a low rating with a screen says why", "reasons")
    if said.asking_why and (said.level not in LOW_LEVELS or said.channel != TABLET):
        raise RuleBroken("malformed", "only a tablet asks why, and a low rating", "asking_why")


def decide(ask: Ask, said: Said, change_s: float, now: datetime) -> Kept:
    """What a cleaned press does; raises `already_rated` or `rating_closed`.

    A press is never given to another act than the one that it names.
    """
    given = ask.given
    if given is None:
        if ask.until is None or now >= ask.until:
            raise RuleBroken("rating_closed", "this service can not be rated now", "act_id")
        return Kept.FIRST
    if given.channel != said.channel or given.final_at is None or now >= given.final_at:
        raise _rated()
    if (given.level, given.reasons, given.comment) == (said.level, said.reasons, said.comment):
        return Kept.SAME
    if given.level != said.level and now >= given.rated_at + timedelta(seconds=change_s):
        raise _rated()
    return Kept.CHANGED


def final_at(said: Said, rated_at: datetime, change_s: float, now: datetime) -> datetime:
    """From when on nothing of it changes any more. What a phone sends was looked over before it
    was sent, so it is final at once."""
    if said.channel == QR:
        return now
    wait_s = WHY_S if said.asking_why else change_s
    return max(now, rated_at + timedelta(seconds=wait_s))


def _rated() -> RuleBroken:
    return RuleBroken("already_rated", "this service was rated already", "act_id")


def _plain(text: str) -> str:
    """Written as one line: control and format characters would disturb those who read it."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return " ".join(kept.split())
