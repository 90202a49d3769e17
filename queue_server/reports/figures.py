"""PURE: durations, shares and counts as people read them."""

from __future__ import annotations

from collections.abc import Callable

NOTHING = "–"


def clock(seconds: float) -> str:
    """75 → "1:15", 4000 → "1:06:40"."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def percent(share: float) -> str:
    return f"{share * 100:.1f}%"


_AS_TEXT: dict[str, Callable[[float], str]] = {
    "count": lambda figure: f"{figure:.0f}",
    "seconds": clock,
    "share": percent,
}


def as_text(figure: float | None, unit: str) -> str:
    return NOTHING if figure is None else _AS_TEXT[unit](figure)
