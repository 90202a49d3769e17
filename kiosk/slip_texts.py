"""What a slip says, per language: `locale/slip.<language>.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from kiosk.texts import LANGUAGES, LOCALE, Sentences


def load_slip_texts(folder: Path = LOCALE) -> dict[str, Sentences]:
    """`{language: {key: text}}`; texts hold `{fields}` for `str.format`."""
    return {
        language: tomllib.loads((folder / f"slip.{language}.toml").read_text("utf-8"))
        for language in LANGUAGES
    }
