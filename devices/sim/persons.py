"""The invented people whose cards lie in the bench's tray."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from devices.sim.device import State

PERSONS_FILE = Path(__file__).with_name("persons.toml")


class Label(msgspec.Struct, frozen=True):
    zh: str
    en: str


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`fields` are those of the card's text block."""

    id: str
    label: Label
    kind: Literal["citizen", "I", "J", "Y"]
    fields: dict[str, str]
    new_address: str = ""

    def tray_card(self) -> State:
        """What the tray shows of the card."""
        return {
            "id": self.id,
            "kind": self.kind,
            "zh": self.label.zh,
            "en": self.label.en,
            "name": self.fields.get("name") or self.fields.get("name_en", ""),
            "number": self.fields["number"],
        }


@cache
def persons() -> Mapping[str, Person]:
    """By id, in the order of the file."""
    listed = tomllib.loads(PERSONS_FILE.read_text("utf-8"))["persons"]
    return {person.id: person for person in msgspec.convert(listed, list[Person])}
