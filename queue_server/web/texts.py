"""What the pages say, one TOML file per language; all of them have the same keys."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")  # the first is the hall's, when a browser asks for none of them


@cache
def texts(language: str) -> dict[str, Any]:
    """Nested by the file's tables; read once."""
    source = files(__package__) / "locale" / f"{language}.toml"
    found: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return found
