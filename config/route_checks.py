"""What the types cannot say about routes: one ticket for several services."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def route(table: Any) -> str:
    """One route; "" when it makes sense."""
    steps = table.get("services") if isinstance(table, dict) else None
    if not isinstance(steps, list):
        return ""  # the types have said so
    if len(steps) < 2:
        return "a route has at least two services: with one, a ticket needs no route"
    twice = [one for one, other in pairwise(steps) if one == other]
    return f'"{twice[0]}" follows itself' if twice else ""


def routes(tables: Any) -> str:
    """All routes: a number for a service follows at most one, which must be known at once."""
    firsts: dict[str, Any] = {}
    for table in tables if isinstance(tables, list) else []:
        steps = table.get("services") if isinstance(table, dict) else None
        if not isinstance(steps, list) or not steps:
            continue
        first, name = str(steps[0]), table.get("id")
        if first in firsts:
            return f'"{firsts[first]}" and "{name}" both begin with "{first}"'
        firsts[first] = name
    return ""
