"""Payload patterns as a profile's file writes them: `{digits} {key}`, `0B`, `{stars:0..5}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from devices.profiles.mistakes import did_you_mean
from devices.profiles.pattern import MOST_OPEN, WORDS, Bounds, Item, Pattern, Vocabulary, constant

Tell = Callable[[str], None]

BYTE = re.compile(r"[0-9A-Fa-f]{2}")
_WORD = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
_BOUNDS = re.compile(r"(\d{1,4})(\.\.(\d{1,4})?)?")
TOKENS = re.compile(r"\{[^{}]*\}|[^\s{}]+|[{}]")


def read_pattern(text: str, vocabulary: Vocabulary, tables: Collection[str], tell: Tell) -> Pattern:
    """The items of `text`. `tables` are those that the profile has."""
    made = [read_item(token, vocabulary, tables, tell) for token in TOKENS.findall(text)]
    items = [item for item in made if item is not None]
    if sum(item.open for item in items) > 1:
        tell("only one part may have an open length, or nobody could tell where it ends")
        return ()
    names = [item.name for item in items if item.name]
    for name in sorted({name for name in names if names.count(name) > 1}):
        tell(f"{{{name}}} stands twice")
    return tuple(items)


def read_item(
    token: str, vocabulary: Vocabulary, tables: Collection[str], tell: Tell
) -> Item | None:
    """None when it is wrong, which has been told."""
    if BYTE.fullmatch(token):
        return constant(int(token, 16))
    word = _WORD.fullmatch(token)
    if word is None:
        tell(f'"{token}" is neither a byte such as 0B nor a word such as {{key}}')
        return None
    if word[1] not in WORDS:
        tell(f"{token} is not known{did_you_mean(word[1], WORDS)}")
        return None
    known = WORDS[word[1]]
    if known.needs and known.needs not in tables:
        tell(f"{token} needs the table [{known.needs}], which the file does not have")
        return None
    if word[2] is not None and not known.bounds:
        tell(f"{token}: {{{word[1]}}} takes no range")
        return None
    return known.make(vocabulary, read_bounds(word[2], tell))


def read_bounds(text: str | None, tell: Tell) -> Bounds:
    """`5`, `1..`, `0..5`; None when there are none."""
    if text is None:
        return None
    match = _BOUNDS.fullmatch(text)
    if match is None:
        tell(f'"{text}" is no range; write 5, 1.. or 0..5')
        return None
    least = int(match[1])
    most = int(match[3]) if match[3] else None if match[2] else least
    if least > (MOST_OPEN if most is None else most) or (most or 0) > MOST_OPEN:
        tell(f'the range "{text}" is empty or longer than {MOST_OPEN}')
        return None
    return least, most
