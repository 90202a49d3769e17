"""The words that a profile may use: messages, their fields, and what a clerk's keys may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OWN_WORD = "x-"  # begins a message that only this profile has; drivers pass it over


@dataclass(frozen=True)
class MessageWord:
    """`needs`: fields without which the message says nothing; one of each group of choices."""

    sender: str
    kind: str
    needs: tuple[frozenset[str], ...] = ()
    may: frozenset[str] = frozenset()


_DIGITS, _KEY, _OK, _GRADE, _DATA = map(
    frozenset, (["digits"], ["key"], ["ok"], ["grade"], ["data"])
)
_EFFECTS = frozenset({"colour", "line", "effect", "speed"})

MESSAGES: Mapping[str, MessageWord] = {
    "key": MessageWord("device", "pads", (_KEY,), _DIGITS),
    "key-ack": MessageWord("host", "pads", (), _KEY | _DIGITS),
    "show": MessageWord("host", "pads", (_DIGITS,)),
    "result": MessageWord("host", "pads", (_OK,)),
    "beep": MessageWord("host", "pads"),
    "ask-rating": MessageWord("host", "pads"),
    "stars": MessageWord("host", "pads", (frozenset({"stars"}),)),
    "grade": MessageWord("device", "pads", (_GRADE,)),
    "grade-ack": MessageWord("host", "pads", (), _GRADE),
    "text": MessageWord("host", "strips", (frozenset({"runs", "text"}),), _EFFECTS),
    "shown": MessageWord("device", "strips", (), _DATA),
}

COLOURS = ("red", "green", "yellow", "blue", "magenta", "cyan", "white")

# What combinations of digits and a key may mean. A desk unit refuses what it cannot do.
ACTIONS = (
    "call_next",
    "call",
    "recall",
    "start",
    "finish",
    "miss",
    "hold",
    "resume",
    "pause",
    "open",
    "pause_or_open",
    "transfer",
    "next_step",
    "walk_in",
    "ask_rating",
    "undo",
    "clear",
    "show_address",
    "show_waiting",
    "call_guard",
    "call_manager",
    "call_adviser",
    "log_in",
    "log_out",
)
