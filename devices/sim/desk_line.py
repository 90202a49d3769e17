"""What any desk line has, whatever is spoken on it: whose turn it is, faces, who stands where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from devices.sim.device import Refused, State

Unit = TypeVar("Unit")


def said_by(units: Iterable[Any], now: float) -> tuple[bytes, float | None]:
    """What the units say at `now`, and when the next of them wants to speak (None: nobody)."""
    each = list(units)
    said = b"".join(unit.outbox.due(now) for unit in each)
    dues = [unit.outbox.next_due() for unit in each]
    return said, min((due for due in dues if due is not None), default=None)


def faces(grades: Mapping[int, int]) -> list[State]:
    """The evaluators' keys, the best first."""
    listed = [{"grade": grade, "level": level} for grade, level in grades.items()]
    return sorted(listed, key=lambda face: -face["level"])


def pads(keypads: Mapping[str, Any], evaluators: Mapping[str, Any]) -> list[State]:
    """Each window's keypad, and its evaluator if it has one."""
    return [_pad(window, keypad, evaluators.get(window)) for window, keypad in keypads.items()]


def _pad(window: str, keypad: Any, evaluator: Any | None) -> State:
    return {
        "window": window,
        **keypad.state(),
        "asked": evaluator.face.asked if evaluator else False,
        "evaluator": evaluator.state() if evaluator else None,
    }


def require_face(grades: Mapping[int, int], grade: int) -> None:
    """Raises `Refused` (404) when no face sends `grade`."""
    if grade not in grades:
        known = ", ".join(map(str, grades))
        raise Refused("unknown_grade", f"no face sends {grade}; known: {known}", 404)


def at_window(units: Mapping[str, Unit], window: str) -> Unit:
    """Raises `Refused` (404) when no unit stands at `window`."""
    try:
        return units[window]
    except KeyError:
        known = ", ".join(units)
        raise Refused("unknown_window", f"nothing at {window!r}; known: {known}", 404) from None
