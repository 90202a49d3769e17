"""PURE: what the keys of a clerk's pad mean. The card for clerks is docs/keypad-card.md.

Which digits and which key ask for what differs from maker to maker, and from program to program of
one maker: that is the profile's (`[combos]`). What can be asked for is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    CALL_NEXT = "call_next"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    HOLD = "hold"
    RESUME = "resume"
    PAUSE = "pause"
    OPEN = "open"
    PAUSE_OR_OPEN = "pause_or_open"
    TRANSFER = "transfer"
    NEXT_STEP = "next_step"
    WALK_IN = "walk_in"
    ASK_RATING = "ask_rating"
    UNDO = "undo"
    CLEAR = "clear"
    SHOW_WAITING = "show_waiting"
    SHOW_ADDRESS = "show_address"


TAKES_DIGITS = frozenset({Verb.CALL, Verb.TRANSFER})


@dataclass(frozen=True)
class Wish:
    """What a clerk asked for. `digits`: of a ticket (call), a window (transfer), else ""."""

    verb: Verb
    digits: str = ""


def wish(action: str | None, digits: str) -> Wish | None:
    """`action` is what the profile makes of digits and key. None for what has no meaning here,
    which is refused and never guessed at: a combination that the profile does not know, and one
    that asks for what a desk unit has not (a guard, a log-in)."""
    verb = _VERBS.get(action or "")
    if verb is None:
        return None
    if verb not in TAKES_DIGITS:
        return Wish(verb)
    return Wish(verb, digits) if digits else None


_VERBS = {verb.value: verb for verb in Verb}
