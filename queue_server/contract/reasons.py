"""Why a visitor was not satisfied: the codes of the two lowest levels, in the hall's languages.

One table for tablet, phone and reports: `reasons.toml`. The list has a version and is not changed
by a hall.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

from queue_server.contract.messages import Text


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`core`: a code that every province's list has."""

    code: str
    level: int
    zh: str
    en: str
    core: bool = False

    @property
    def text(self) -> Text:
        return {"zh": self.zh, "en": self.en}


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    reason: list[Reason]


def version() -> str:
    """Of the list of codes."""
    return _table().version


@cache
def of_level() -> Mapping[int, tuple[Reason, ...]]:
    """{low level: its reasons in the order in which they are shown}."""
    levels = sorted({reason.level for reason in _table().reason})
    return {n: tuple(r for r in _table().reason if r.level == n) for n in levels}


@cache
def codes() -> Mapping[int, frozenset[str]]:
    """{low level: the codes that belong to it}."""
    return {level: frozenset(r.code for r in reasons) for level, reasons in of_level().items()}


def sentence(code: str) -> Text:
    """What the code says; the code itself for one of an older list."""
    found = next((r for r in _table().reason if r.code == code), None)
    return found.text if found else {"zh": code, "en": code}


@cache
def _table() -> _Table:
    source = files(__package__) / "reasons.toml"
    return convert(tomllib.loads(source.read_text(encoding="utf-8")), _Table)
