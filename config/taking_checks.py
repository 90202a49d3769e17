"""What the types cannot say about opening hours, quotas, the calendar and planned closures.

Each check looks at one raw value and tells the mistake in it, "" for none; a shape that is wrong
is the types' affair.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

MIDNIGHT = "00:00"  # as an end: that at the end of the day
_MINUTES_A_DAY = 24 * 60
_A_YEAR = 366
_USUAL_DAYS = ["workdays"]


def real_date(text: Any) -> str:
    try:
        date.fromisoformat(str(text))
    except ValueError:
        return f'the calendar has no day "{text}"'
    return ""


def open_time(stretch: Any) -> str:
    """One stretch of opening hours."""
    ends = _ends(stretch, "opens", "closes")
    if ends is None:
        return ""
    if ends[0] >= ends[1]:
        return (
            f"it opens at {stretch['opens']} and closes at {stretch['closes']}: hours that go past"
            ' midnight are two, one up to "00:00"'
        )
    return _no_day(stretch)


def open_times(stretches: Any) -> str:
    """All stretches of one place: on a day that two surely share, they lie apart."""
    if not isinstance(stretches, list):
        return ""
    for (n, first), (k, second) in combinations(enumerate(stretches), 2):
        one, other = _ends(first, "opens", "closes"), _ends(second, "opens", "closes")
        if one and other and max(one[0], other[0]) < min(one[1], other[1]):
            shared = _shared_days(first, second)
            if shared:
                return f"[{n}] and [{k}] run over each other ({', '.join(shared)})"
    return ""


def hours(table: Any) -> str:
    """Whether the last number comes before the first."""
    if not isinstance(table, dict) or not isinstance(table.get("open"), list):
        return ""
    last = table.get("last_number_min", 0)
    for stretch in table["open"]:
        ends = _ends(stretch, "opens", "closes")
        if ends and isinstance(last, int) and ends[0] < ends[1] <= ends[0] + last:
            return (
                f"last_number_min ({last}) leaves nothing of"
                f" {stretch['opens']} to {stretch['closes']}"
            )
    return ""


def quota(table: Any) -> str:
    if not isinstance(table, dict):
        return ""
    if table.get("ends") == MIDNIGHT:
        return 'without "ends" a quota holds to the end of the day'
    ends = _ends({"starts": MIDNIGHT, **table}, "starts", "ends")
    if ends and ends[0] >= ends[1]:
        return f"it starts at {table.get('starts', MIDNIGHT)} and ends at {table['ends']}"
    return _no_day(table)


def closure(table: Any) -> str:
    if not isinstance(table, dict):
        return ""
    first, last = str(table.get("from_date", "")), str(table.get("to_date", ""))
    if real_date(first) or real_date(last) or first <= last:
        return ""
    return f"it begins on {first} and ends on {last}"


def own_days(entries: Any) -> str:
    """Whether each of the hall's own days stands once: nobody knows which of two is meant."""
    if not isinstance(entries, list):
        return ""
    spans = [span for entry in entries if (span := _span(entry))]
    for first, last in spans:
        if first > last:
            return f"days that begin on {first} and end on {last}"
        if (last - first).days > _A_YEAR:
            return f"{first} to {last} is more than a year"
    for (first, last), (begins, ends) in combinations(spans, 2):
        if first != begins and max(first, begins) <= min(last, ends):
            return f"{max(first, begins)} stands there twice"
    return ""


def _span(entry: Any) -> tuple[date, date] | None:
    """None where a date is none: `real_date` says so."""
    if not isinstance(entry, dict):
        return None
    first = str(entry.get("date", ""))
    last = str(entry.get("to_date", first))
    if real_date(first) or real_date(last):
        return None
    return date.fromisoformat(first), date.fromisoformat(last)


def _no_day(table: dict[str, Any]) -> str:
    return "it is for no day" if table.get("days") == [] else ""


def _ends(table: Any, start: str, end: str) -> tuple[int, int] | None:
    """Two times of day in minutes; None where one is missing or is none."""
    if not isinstance(table, dict):
        return None
    first, last = _minutes(table.get(start)), _minutes(table.get(end))
    if first is None or last is None:
        return None
    return first, last or _MINUTES_A_DAY


def _minutes(text: Any) -> int | None:
    hour, colon, minute = str(text).partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal()):
        return None
    return int(hour) * 60 + int(minute)


def _shared_days(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    one, other = (_days(each) for each in (first, second))
    if "every" in one:
        return sorted(other)
    if "every" in other:
        return sorted(one)
    return sorted(one & other)


def _days(stretch: dict[str, Any]) -> set[str]:
    days = stretch.get("days", _USUAL_DAYS)
    return {str(day) for day in days} if isinstance(days, list) else set()
