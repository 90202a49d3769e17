"""A TOML file of a hall: its text and its tables, or where it is wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from config.mistakes import ConfigMistakes, Mistake

_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Raises `ConfigMistakes` with the one mistake because of which nothing can be read."""
    text = _read(path)
    return text, _parse(path, text)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start}"
    raise ConfigMistakes([Mistake(path, 0, "", message)])


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        message = _SYNTAX_PLACE.sub("", str(error))
        line = int(place.group(1) or text.count("\n") + 1) if place else 0
        column = f", column {place.group(2)}" if place and place.group(2) else ""
        raise ConfigMistakes([Mistake(path, line, "", f"not TOML{column}: {message}")]) from error
