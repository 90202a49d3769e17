"""No little boxes: every character that a visitor can meet is in a font of ours."""

from __future__ import annotations

from datetime import date

import pytest

from config.hall import Hall
from kiosk.hall_facts import from_configuration
from kiosk.texts import languages
from kiosk.typefaces import has_glyph
from queue_server.contract.messages import HallInfo


def lacking(text: str) -> set[str]:
    return {ch for ch in text if not ch.isspace() and not has_glyph(ch)}


@pytest.mark.parametrize("code", languages())
def test_every_character_of_a_language_is_in_a_font(code: str) -> None:
    language = languages()[code]
    said = [language.name, *language.texts.values(), *language.slip.values()]
    joiners = {"\u200f"}  # of no width and no shape
    assert lacking("".join(said)) - joiners == set()


def test_every_character_of_the_demonstration_hall_is_in_a_font(hall_info: HallInfo) -> None:
    named = [hall_info.name, *(x.name for x in (*hall_info.groups, *hall_info.zones))]
    named += [service.name for service in hall_info.services]
    said = "".join(text for name in named for text in name.values())
    assert lacking(said) == set()
    assert lacking("\U000f0000") == {"\U000f0000"}


def test_the_demonstration_hall_speaks_every_language_of_its_kiosks(demo_hall: Hall) -> None:
    info = from_configuration(demo_hall, date(2026, 11, 23))
    assert set(info.name) == set(languages())
    assert all(set(group.name) == set(languages()) for group in info.groups)
