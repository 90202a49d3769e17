from __future__ import annotations

import string
from pathlib import Path

import pytest

from kiosk.places import window_ranges
from kiosk.texts import LANGUAGES, LOCALE, Sentences, load_slip_texts, load_texts, next_language


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("texts", [load_texts(), load_slip_texts()], ids=["screens", "slip"])
def test_every_language_says_the_same_things(texts: dict[str, Sentences]) -> None:
    first = texts[LANGUAGES[0]]
    for language in LANGUAGES:
        assert texts[language].keys() == first.keys()
        for key, text in texts[language].items():
            assert text.strip(), f"{language}: {key} is empty"


def test_every_language_has_the_same_places_to_fill_in() -> None:
    texts = load_texts()
    for key in texts["zh"]:
        assert len({frozenset(fields(texts[x][key])) for x in LANGUAGES}) == 1, key


def test_every_text_is_said_somewhere() -> None:
    sources = "".join(
        path.read_text("utf-8")
        for path in Path(LOCALE).parent.rglob("*")
        if path.suffix in (".py", ".kv")
    )
    unsaid = []
    for key in load_texts()["zh"]:
        section, _, _name = key.rpartition(".")
        if f'"{key}"' in sources or f'"{section}."' in sources or f'f"{section}.' in sources:
            continue
        unsaid.append(key)
    assert unsaid == []


def test_the_language_button_goes_round() -> None:
    seen, language = [], LANGUAGES[0]
    for _ in LANGUAGES:
        seen.append(language)
        language = next_language(language)
    assert (seen, language) == (list(LANGUAGES), LANGUAGES[0])


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        ([], ""),
        (["7"], "7"),
        (["1", "2", "3"], "1-3"),
        (["10", "2", "1", "4"], "1-2, 4, 10"),
        (["1", "VIP"], "1, VIP"),
    ],
)
def test_neighbouring_windows_are_named_together(windows: list[str], words: str) -> None:
    assert window_ranges(windows) == words
