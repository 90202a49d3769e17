"""How a keypad's keys lie on the bench: digits in the middle, function keys around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest

Word = tuple[str, str, str]  # a key's name, and what stands on it: Chinese, English
Row = Sequence[str | Word]  # digits are typed, "erase" takes one back, words are sent

_LABELS = {
    "start": ("开始", "Start"),
    "waiting_rate": ("评价", "Rate"),
    "call": ("呼叫", "Call"),
    "recall": ("重呼", "Recall"),
    "cancel": ("取消", "Cancel"),
    "confirm": ("确认", "Confirm"),
    "line": ("一米", "Line"),
    "pause": ("暂停", "Pause"),
    "transfer": ("转移", "Transfer"),
}
# As they lie on a 21-key pad.
_21_KEYS: Sequence[Sequence[str]] = (
    ("call", "recall", "start", "waiting_rate"),
    ("7", "8", "9", "cancel"),
    ("4", "5", "6", "transfer"),
    ("1", "2", "3", "pause"),
    ("line", "0", "erase", "confirm"),
)
_DIGITS: Sequence[Sequence[str]] = (
    ("7", "8", "9"),
    ("4", "5", "6"),
    ("1", "2", "3"),
    ("", "0", "erase"),
)
_COLUMNS = 4


def keypad(names: Sequence[str], has_digits: bool) -> list[Row]:
    """Rows of four: a 21-key pad as it is, any other with its keys above and beside the digits, if
    it has any."""
    known = {name.lower(): name for name in names}
    rows = _21_KEYS
    if set(known) != {name for name in chain(*rows) if name in _LABELS}:
        rows = _any(list(known), _DIGITS if has_digits else ())
    return [[_key(known, name) for name in row] for row in rows]


def _any(names: list[str], digits: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The first keys beside the digits, what is left above them."""
    beside, above = names[: len(digits)], names[len(digits) :]
    lines = [above[at : at + _COLUMNS] for at in range(0, len(above), _COLUMNS)]
    padded = [[*line, *[""] * (_COLUMNS - len(line))] for line in lines]
    return [*padded, *([*row, name] for row, name in zip_longest(digits, beside, fillvalue=""))]


def _key(known: dict[str, str], name: str) -> str | Word:
    if name not in known:
        return name
    return (known[name], *_LABELS.get(name, (name, "")))
