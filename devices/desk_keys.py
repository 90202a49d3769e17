"""PURE: what the keys of a clerk's pad mean. The card for clerks is docs/keypad-card.md."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.keypad.codec import Key


class Verb(StrEnum):
    CALL_NEXT = "call_next"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    HOLD = "hold"
    RESUME = "resume"
    PAUSE_OR_OPEN = "pause_or_open"
    TRANSFER = "transfer"
    CLEAR = "clear"
    SHOW_ADDRESS = "show_address"


@dataclass(frozen=True)
class Wish:
    """What a clerk asked for. `digits`: of a ticket (call), a window (transfer), else ""."""

    verb: Verb
    digits: str = ""


# The combinations of digits with 0F (过号 6, 挂起 0, 回呼 3) are those of the maker's demonstration
# program in C#, 8 (show the address) is HallQueFront's; other makers number them otherwise [V1].
EXACT: dict[tuple[str, Key], Verb] = {
    ("", Key.CALL): Verb.CALL_NEXT,
    ("", Key.RECALL): Verb.RECALL,
    ("", Key.START): Verb.START,
    ("", Key.WAITING_RATE): Verb.FINISH,
    ("6", Key.CONFIRM): Verb.MISS,
    ("0", Key.CONFIRM): Verb.HOLD,
    ("3", Key.CONFIRM): Verb.RESUME,
    ("8", Key.CONFIRM): Verb.SHOW_ADDRESS,
    ("", Key.PAUSE): Verb.PAUSE_OR_OPEN,
}

WITH_DIGITS: dict[Key, Verb] = {
    Key.CALL: Verb.CALL,
    Key.TRANSFER: Verb.TRANSFER,
}


def wish(digits: str, key: Key) -> Wish | None:
    """None for a combination without a meaning, which is refused and never guessed at."""
    if key is Key.CANCEL:  # whatever was typed before it
        return Wish(Verb.CLEAR)
    if verb := EXACT.get((digits, key)):
        return Wish(verb)
    if digits and (verb := WITH_DIGITS.get(key)):
        return Wish(verb, digits)
    return None
