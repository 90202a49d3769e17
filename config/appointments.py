"""What in a hall's appointments and slots does not fit together."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

# (a+)+ tries every way to cut its text: two to the power of its length
_REPEATED_REPETITION = re.compile(r"\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,)")
_HOUR_MINUTE = re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
DEFAULT_SLOT_MIN = 30


def code_pattern(text: Any) -> str:
    """What is wrong, "" for nothing."""
    if not isinstance(text, str):
        return ""
    try:
        groups = re.compile(text).groupindex
    except re.error as error:
        return f"is no regular expression: {error}"
    if "reference" not in groups:
        return "needs a group (?P<reference>…) that holds the appointment's reference"
    if _REPEATED_REPETITION.search(text):
        return "repeats a group that holds a repetition: some codes would take it for ever"
    return ""


def slot(table: Any) -> str:
    """As `code_pattern`."""
    if not isinstance(table, dict):
        return ""
    starts, ends = table.get("starts"), table.get("ends")
    if not (_is_time(starts) and _is_time(ends)):
        return ""  # the types have said so
    if ends <= starts:
        return f"ends at {ends}, which is not after {starts}"
    minutes = table.get("minutes", DEFAULT_SLOT_MIN)
    if isinstance(minutes, int) and _minute(ends) - _minute(starts) < minutes:
        return f"between {starts} and {ends} no slot of {minutes} minutes fits"
    return ""


def _is_time(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and bool(_HOUR_MINUTE.match(value))


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])
