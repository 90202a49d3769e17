"""A configuration mistake, and all of them together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h: a service manager need not try again

Step = str | int
KeyPath = tuple[Step, ...]


@dataclass(frozen=True, order=True)
class Mistake:
    """`line` is 1-based, 0 when no line is to blame; `key` reads like `windows[2].services[0]`."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class ConfigMistakes(Exception):
    """Everything that is wrong with a file, in the order of its lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def spell(path: KeyPath) -> str:
    """`("windows", 2, "zone")` as a person would write it: `windows[2].zone`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`; did you mean "x"?` when something known is near, else what is known (if not much)."""
    choices = sorted(known)
    near = difflib.get_close_matches(str(word), choices, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known: {', '.join(choices)}" if 0 < len(choices) <= 24 else ""
