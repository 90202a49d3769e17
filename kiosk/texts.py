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
    return {language: _read(folder / f"{language}.toml") for language in LANGUAGES}


def load_slip_texts(folder: Path = LOCALE) -> dict[str, Sentences]:
    """The same for what stands on a slip."""
    return {language: _read(folder / f"slip.{language}.toml") for language in LANGUAGES}


def next_language(language: str) -> str:
    """What the language button changes to."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


def in_language(name: Mapping[str, str], language: str) -> str:
    """A configured name in the visitor's language, or else in the first one that it has."""
    return name.get(language) or next(iter(name.values()), "")


def _read(path: Path) -> Sentences:
    return _flatten(tomllib.loads(path.read_text("utf-8")))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, str):
            flat[prefix + key] = value
        else:
            flat |= _flatten(value, f"{prefix}{key}.")
    return flat
