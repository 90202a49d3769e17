"""What the types cannot say about who sits where: rotas, windows' own staff, tidal windows.

Whether an account exists cannot be told from the file: accounts are in the data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from config.mistakes import KeyPath, spell
from config.variables import Report

_RANGE = re.compile(r"^([0-9]{1,3})(?:-([0-9]{1,3}))?$")


def tidal(table: Any) -> str:
    """One window's tides; "" when it would ever be opened."""
    if isinstance(table, dict) and not table.get("open") and not table.get("wait_min"):
        return "it would never be opened: give it times in open, or wait_min"
    return ""


def roles(table: Any) -> str:
    """One range's staff (A) and stand-ins (B)."""
    staff, stand_ins = (_texts(table, key) for key in ("staff", "stand_ins"))
    if stand_ins and not staff:
        return "stand_ins take the place of staff: name whose window it is"
    both = [account for account in stand_ins if account in staff]
    return f'"{both[0]}" is staff and stands in for it' if both else ""


def rotas(raw: dict[str, Any], windows: Collection[str], report: Report) -> None:
    """Tell `report` of windows that are not there or are in two rotas, or that somebody's own
    staff sits at, and of rotas with too few clerks."""
    owned = {number for table in _tables(raw, "windows") for number in _owned(table)}
    seen: dict[str, KeyPath] = {}
    for index, rota in enumerate(_tables(raw, "rotas")):
        places = 0
        for at, ids in enumerate(_texts(rota, "windows")):
            path: KeyPath = ("rotas", index, "windows", at)
            for number in _numbers(ids):
                places += 1
                first = seen.setdefault(number, path)
                if message := _place(number, windows, owned, None if first == path else first):
                    report(path, message)
                    break
        clerks = len(_texts(rota, "clerks"))
        if clerks < places:
            report(("rotas", index, "clerks"), f"{clerks} clerks are too few for {places} windows")


def _place(
    number: str, windows: Collection[str], owned: Collection[str], first: KeyPath | None
) -> str:
    if number not in windows:
        return f'there is no window "{number}"'
    if first is not None:
        return f"window {number} stands already at {spell(first)}"
    if number in owned:
        return f"window {number} has staff of its own: a rota is for windows that are shared"
    return ""


def _owned(table: Any) -> Iterator[str]:
    if _texts(table, "staff"):
        yield from _numbers(str(table.get("ids", "")))


def _numbers(ids: str) -> Iterator[str]:
    match = _RANGE.match(ids)
    if match:
        low, high = int(match.group(1)), int(match.group(2) or match.group(1))
        yield from (str(number) for number in range(low, high + 1))


def _tables(raw: dict[str, Any], key: str) -> list[Any]:
    found = raw.get(key)
    return found if isinstance(found, list) else []


def _texts(table: Any, key: str) -> list[str]:
    found = table.get(key) if isinstance(table, dict) else None
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
