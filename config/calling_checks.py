"""What the types cannot say about what windows do by themselves: times that undo each other.

A shape that is wrong is the types' affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from config.hall import HallSettings
from config.mistakes import KeyPath
from config.rating import RatingSettings
from config.windows import Calling


def calling_mistakes(raw: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """(the key, what is wrong with it) for the whole file."""
    calling = _numbers(raw.get("calling"), Calling())
    recall_s, recalls = calling("auto_recall_s"), calling("auto_recalls")
    if recall_s:
        debounce_s = _numbers(raw.get("hall"), HallSettings)("call_debounce_s")
        if recall_s <= debounce_s:
            message = f"a recall within call_debounce_s ({debounce_s:g}) is the same press"
            yield ("calling", "auto_recall_s"), message
        if recalls > calling("recalls_at_most"):
            message = f"more than recalls_at_most ({calling('recalls_at_most'):g})"
            yield ("calling", "auto_recalls"), message
    finish_s = calling("auto_finish_min") * 60
    called_s = recall_s * (recalls + 1)
    if finish_s and finish_s <= called_s:
        message = f"a visitor may still be called for {called_s:g} s (auto_recall_s, auto_recalls)"
        yield ("calling", "auto_finish_min"), message
    rating = _numbers(raw.get("rating"), RatingSettings())
    if rating("before_next_s") > rating("window_s"):
        message = f"nobody is asked any more after window_s ({rating('window_s'):g})"
        yield ("rating", "before_next_s"), message


def _numbers(table: Any, usual: object) -> Callable[[str], float]:
    """The numbers of one table, or what they are when they are left out."""
    given = table if isinstance(table, dict) else {}

    def number(key: str) -> float:
        value = given.get(key)
        return value if isinstance(value, (int, float)) else float(getattr(usual, key))

    return number
