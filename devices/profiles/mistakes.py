"""What is wrong with a profile's file, each mistake at its line, all of them together."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

KeyPath = tuple[str, ...]
Report = Callable[[KeyPath, str], None]

MOST_CHOICES_TOLD = 30
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_PAIR = re.compile(
    r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*="""
)


@dataclass(frozen=True, order=True)
class Mistake:
    """`line` is 1-based, 0 when no line is to blame; `key` reads like `messages.show.payload`."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class ProfileMistakes(Exception):
    """Everything that is wrong with a profile, in the order of its lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`; did you mean "x"?` when something known is near, else what is known (if not much)."""
    choices = list(known)
    near = difflib.get_close_matches(str(word), choices, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known: {', '.join(choices)}" if 0 < len(choices) <= MOST_CHOICES_TOLD else ""


class Lines:
    """Where the keys of a profile stand. Profiles are flat: a table or a key begins its own line;
    what an inline table holds is told at the line of that table."""

    def __init__(self, text: str) -> None:
        self._found: dict[KeyPath, int] = {}
        table: KeyPath = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                table = _keys(header[1])
                self._note(table, number)
            elif pair := _PAIR.match(line):
                self._note((*table, *_keys(pair[1])), number)

    def _note(self, path: KeyPath, number: int) -> None:
        """Its first line; a table that has no line of its own stands where its first key stands."""
        for length in range(1, len(path) + 1):
            self._found.setdefault(path[:length], number)

    def of(self, path: KeyPath) -> int:
        """The line of a key, or of the nearest table around it; 0 when there is none."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 0)


def _keys(text: str) -> KeyPath:
    """The steps of a key, unquoted as TOML does it; what only looks like a key has none."""
    try:
        value = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    steps: list[str] = []
    while isinstance(value, dict):
        ((step, value),) = value.items()
        steps.append(step)
    return tuple(steps)
