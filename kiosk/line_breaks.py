"""Where a line may end. Pure.

Words of letters stay whole, and so do short names in Chinese; Chinese sentences break between
characters, but never before closing or after opening signs; Tibetan breaks after its syllable
sign. A no-break space holds what stands on both sides.
"""

from __future__ import annotations

import re
import unicodedata

SHORT_NAME = 9  # characters: a name of a service rather than a sentence
_NOT_FIRST = set("，。、；：？！）】》」』〉”’…—·,.;:?!)]}%،؛؟᠂᠃᠄།༎༏༔་༌")
_NOT_LAST = set("（【《「『〈“‘([{")
_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]+")
_HOLDS = set("\u00a0\u202f\u2060")  # no-break spaces, joiners
_TSHEG = "་"


def units(text: str) -> list[str]:
    """`text`, one line of it, cut wherever a line may end; spaces stay at the end of a unit."""
    held = _held(text)
    cut: list[str] = []
    for at, ch in enumerate(text):
        if cut and not _may_part(cut[-1][-1], ch, held=at in held):
            cut[-1] += ch
        else:
            cut.append(ch)
    return cut


def _held(text: str) -> set[int]:
    """Characters that no line begins with: those within a short name."""
    ideographs = sum(map(_is_ideograph, text))
    if len(text) <= SHORT_NAME:
        return set(range(len(text)))
    if 2 * ideographs >= len(text):
        return set()  # Chinese throughout
    names = (match.span() for match in _CHINESE.finditer(text))
    return {at for a, b in names if b - a <= SHORT_NAME for at in range(a + 1, b)}


def _may_part(last: str, ch: str, *, held: bool) -> bool:
    if ch == " " or ch in _HOLDS or last in _HOLDS or ch in _NOT_FIRST or last in _NOT_LAST:
        return False
    if last == " " or last == _TSHEG:
        return True
    return not held and (_is_ideograph(last) or _is_ideograph(ch))


def _is_ideograph(ch: str) -> bool:
    """Chinese characters and the full-width signs among them."""
    return unicodedata.east_asian_width(ch) in ("W", "F")
