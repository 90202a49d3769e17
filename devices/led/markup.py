"""Marks in a board's text: `\\C1` red, `\\C2` green, `\\C3` yellow, `\\n` a new line. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ColourName = Literal["red", "green", "yellow"]

COLOURS: dict[str, ColourName] = {"1": "red", "2": "green", "3": "yellow"}
_CODES = {name: code for code, name in COLOURS.items()}
_MARK = re.compile(r"\\C([123])|\\n")
BACKSLASH = "＼"  # the card would read a backslash as the start of a mark


@dataclass(frozen=True)
class Run:
    """Neighbouring characters of one colour; None where no mark came before: the card's own."""

    text: str
    colour: ColourName | None = None


def runs_of(markup: str) -> tuple[Run, ...]:
    """The marked text in runs, its `\\n` as line breaks."""
    runs: list[Run] = []
    colour: ColourName | None = None
    at = 0
    for mark in _MARK.finditer(markup):
        _extend(runs, markup[at : mark.start()], colour)
        if mark[1] is None:
            _extend(runs, "\n", colour)
        else:
            colour = COLOURS[mark[1]]
        at = mark.end()
    _extend(runs, markup[at:], colour)
    return tuple(runs)


def markup_of(runs: tuple[Run, ...]) -> str:
    """The marked text; a backslash in a run becomes a wide one."""
    parts: list[str] = []
    colour: ColourName | None = None
    for run in runs:
        if run.colour != colour and run.colour is not None:
            parts.append(rf"\C{_CODES[run.colour]}")
        colour = run.colour
        parts.append(run.text.replace("\\", BACKSLASH).replace("\n", r"\n"))
    return "".join(parts)


def _extend(runs: list[Run], text: str, colour: ColourName | None) -> None:
    if not text:
        return
    if runs and runs[-1].colour == colour:
        text = runs.pop().text + text
    runs.append(Run(text, colour))
