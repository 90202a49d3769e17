"""What the kiosk says: one file per language, `locale/<code>.toml`, keys joined with dots.

Chinese has every key; what another language lacks is said in Chinese, never left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).parent / "locale"
FIRST = "zh"  # with which every visit begins, and to which every other language falls back
# Of the languages of a kiosk that names none; the others follow.
USUAL_ORDER = (FIRST, "en", "mn", "ug", "bo")

Sentences = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Language:
    """`name`: its own; `voice`: espeak-ng's; `slip`: what stands on paper. All texts hold
    `{fields}`. A script that `kiosk.typefaces` lacks needs a font in `kiosk/fonts` besides."""

    code: str
    name: str
    direction: str = "ltr"
    writing: str = "horizontal"
    voice: str = ""
    texts: Sentences
    slip: Sentences

    @property
    def rtl(self) -> bool:
        return self.direction == "rtl"

    @property
    def vertical(self) -> bool:
        return self.writing == "vertical"


@cache
def languages(folder: Path = LOCALE) -> Mapping[str, Language]:
    """All languages that have a file: in the usual order, then any others by their codes."""
    found = {path.stem for path in folder.glob("*.toml")}
    codes = (*(x for x in USUAL_ORDER if x in found), *sorted(found.difference(USUAL_ORDER)))
    first = _flatten(_read(folder, FIRST))
    return {code: _language(code, _read(folder, code), first) for code in codes}


def load_texts(chosen: Sequence[str] = (), folder: Path = LOCALE) -> dict[str, Sentences]:
    """`{language: {key: text}}` of the screens, in the order of `chosen` (all when empty)."""
    known = languages(folder)
    return {code: known[code].texts for code in offered(chosen, folder)}


def load_slip_texts(folder: Path = LOCALE) -> dict[str, Sentences]:
    """The same for what stands on a slip, of all languages."""
    return {code: language.slip for code, language in languages(folder).items()}


def offered(chosen: Sequence[str] = (), folder: Path = LOCALE) -> tuple[str, ...]:
    """The languages of a kiosk whose file names `chosen`; a code without a file is passed over,
    and Chinese, in which every visit begins, is always among them."""
    known = languages(folder)
    codes = [code for code in dict.fromkeys(chosen or known) if code in known]
    return tuple(codes if FIRST in codes else [FIRST, *codes])


def next_language(language: str, among: Sequence[str]) -> str:
    """What the language button of a kiosk with two languages changes to."""
    return among[(among.index(language) + 1) % len(among)]


def in_language(name: Mapping[str, str], language: str) -> str:
    """A configured name in the visitor's language, or else in the first one that it has."""
    return name.get(language) or next(iter(name.values()), "")


def missing_keys(folder: Path, code: str) -> set[str]:
    """What `code`'s file does not say itself: these are said in Chinese."""
    return _said(_read(folder, FIRST)) - _said(_read(folder, code))


def superfluous_keys(folder: Path, code: str) -> set[str]:
    """What no screen and no slip knows of."""
    return _said(_read(folder, code)) - _said(_read(folder, FIRST))


def _language(code: str, table: Mapping[str, Any], first: Sentences) -> Language:
    said = {**{k: v for k, v in first.items() if not k.startswith("meta.")}, **_flatten(table)}
    return Language(
        code=code,
        **table["meta"],
        texts={k: v for k, v in said.items() if not k.startswith(("meta.", "slip."))},
        slip={k.removeprefix("slip."): v for k, v in said.items() if k.startswith("slip.")},
    )


def _said(table: Mapping[str, Any]) -> set[str]:
    return {key for key in _flatten(table) if not key.startswith("meta.")}


def _read(folder: Path, code: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{code}.toml").read_text("utf-8"))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, str):
            flat[prefix + key] = value
        else:
            flat |= _flatten(value, f"{prefix}{key}.")
    return flat
