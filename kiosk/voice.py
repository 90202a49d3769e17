"""What screens need of the voice that guides a visitor; `SILENT` where none is fitted."""

from __future__ import annotations

from collections.abc import Collection
from math import inf
from typing import Protocol

from kiosk import states as s


class Voice(Protocol):
    """May be called from the screens' own thread only; nothing here waits for a sound."""

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for `language`."""

    def shown(self, screen: s.Screen) -> None:
        """A screen is there: say it if it is to be said, sound if it warns."""

    def name(self, screen: s.Screen, words: str) -> bool:
        """What a finger has touched first. False: it may not be said here, so that one touch must
        do."""

    def acknowledge(self) -> None:
        """A finger was felt: a click, and whatever is being said stops at once."""

    def hush(self) -> None: ...

    def silent_s(self) -> float:
        """Seconds since it was last heard: 0 while it speaks, infinity where it never did."""

    def repeat(self, screen: s.Screen) -> None:
        """The whole screen again."""


class Silent:
    def speaks(self, language: str) -> bool:
        return False

    def shown(self, screen: s.Screen) -> None: ...

    def name(self, screen: s.Screen, words: str) -> bool:
        return False

    def acknowledge(self) -> None: ...

    def hush(self) -> None: ...

    def silent_s(self) -> float:
        return inf

    def repeat(self, screen: s.Screen) -> None: ...


class Mimed(Silent):
    """For pictures and measures: speaks some languages, without a sound."""

    def __init__(self, languages: Collection[str]) -> None:
        self._languages = languages

    def speaks(self, language: str) -> bool:
        return language in self._languages


SILENT = Silent()
