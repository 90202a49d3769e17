"""The list of languages lies over the screen on which it was opened. Pure.

With two languages the button changes at once and no list is shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from kiosk import events as e
from kiosk import states as s
from kiosk.entering import Result, Rule, show

S = TypeVar("S", bound=s.Screen)


def speak(screen: s.Screen, event: e.LanguageTouched) -> Result:
    return show(screen, in_language(screen, event.language))


def in_language(screen: S, language: str) -> S:
    """The same screen, and all that it lies over, in `language`."""
    changes: dict[str, Any] = {"visit": replace(screen.visit, language=language)}
    under = getattr(screen, "under", None)
    if isinstance(under, s.Screen):
        changes["under"] = in_language(under, language)
    return replace(screen, **changes)


def _chosen(screen: s.Languages, event: e.LanguageTouched) -> Result:
    return show(screen, in_language(screen.under, event.language))


def _stay(screen: s.Languages, _event: e.LanguagesTouched) -> Result:
    return screen, ()


LANGUAGE_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Languages, e.LanguageTouched): _chosen,
    (s.Languages, e.LanguagesTouched): _stay,
}
