"""What the kiosk says, per language: `locale/<language>.toml`, keys joined with dots."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")  # in the order in which the language button offers them

Sentences = Mapping[str, str]


def load_texts(folder: Path = LOCALE) -> dict[str, Sentences]:
    """`{language: {key: text}}`; texts hold `{fields}` for `str.format`."""
    return {
        language: _flatten(tomllib.loads((folder / f"{language}.toml").read_text("utf-8")))
        for language in LANGUAGES
    }


def next_language(language: str) -> str:
    """What the language button changes to."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


def in_language(name: Mapping[str, str], language: str) -> str:
    """A configured name in the visitor's language, or else in the first one that it has."""
    return name.get(language) or next(iter(name.values()), "")


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, str):
            flat[prefix + key] = value
        else:
            flat |= _flatten(value, f"{prefix}{key}.")
    return flat
