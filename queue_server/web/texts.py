"""What the pages say: a folder for each language, in it a TOML file for each subject, whose tables
begin with the file's name. All languages have the same keys."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")  # the first is the hall's, when a browser asks for none of them


@cache
def texts(language: str) -> dict[str, Any]:
    """Nested by the files' tables; read once."""
    found: dict[str, Any] = {}
    for source in (files(__package__) / "locale" / language).iterdir():
        found |= tomllib.loads(source.read_text(encoding="utf-8"))
    return found
