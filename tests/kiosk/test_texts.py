from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest

from config.fitted import KIOSK_MACHINES
from config.loader import ConfigMistakes, load
from kiosk.places import window_ranges
from kiosk.program import _find
from kiosk.texts import (
    LOCALE,
    languages,
    load_texts,
    missing_keys,
    next_language,
    offered,
    superfluous_keys,
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# What the staff reads, and what a voice says that no language but Chinese and English has.
MAY_BE_CHINESE = ("staff.", "help.staff_entry", "speech.")


def said(code: str) -> dict[str, str]:
    language = languages()[code]
    return {**language.texts, **{f"slip.{key}": text for key, text in language.slip.items()}}


@pytest.mark.parametrize("code", languages())
def test_every_language_says_the_same_things(code: str) -> None:
    missing = missing_keys(LOCALE, code)
    assert {key for key in missing if not key.startswith(MAY_BE_CHINESE)} == set()
    assert superfluous_keys(LOCALE, code) == set()
    assert [key for key, text in said(code).items() if not text.strip()] == []


@pytest.mark.parametrize("code", languages())
def test_every_language_has_the_same_places_to_fill_in(code: str) -> None:
    first, slips = said("zh"), ("slip.ahead",)  # English tells the time of the count, Chinese not
    wrong = [
        key
        for key, text in said(code).items()
        if not key.startswith(slips) and fields(text) != fields(first[key])
    ]
    assert wrong == []


def test_what_a_language_lacks_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "zh.toml").write_text(
        '[meta]\nname = "中文"\n[bar]\nback = "返回"\nhelp = "帮助"\n'
    )
    (tmp_path / "kk.toml").write_text('[meta]\nname = "Қазақ"\n[bar]\nback = "Артқа"\nheLp = "-"\n')
    assert load_texts(["kk"], tmp_path)["kk"]["bar.help"] == "帮助"
    assert load_texts(["kk"], tmp_path)["kk"]["bar.back"] == "Артқа"
    assert missing_keys(tmp_path, "kk") == {"bar.help"}
    assert superfluous_keys(tmp_path, "kk") == {"bar.heLp"}


def test_a_kiosk_offers_its_languages_in_its_own_order_and_always_chinese() -> None:
    assert offered()[:2] == ("zh", "en")
    assert set(offered()) == {path.stem for path in LOCALE.glob("*.toml")}
    assert offered(["zh", "en"]) == ("zh", "en")
    assert offered(["en", "zh"]) == ("en", "zh")
    assert offered(["en", "xx"]) == ("zh", "en")


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


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_machine_of_a_kiosk_has_a_name_for_its_staff(code: str) -> None:
    named = {key for key in said(code) if key.startswith("staff.device.")}
    assert named == {f"staff.device.{machine}" for machine in KIOSK_MACHINES}


def test_the_language_button_of_two_languages_goes_round() -> None:
    assert next_language("zh", ["zh", "en"]) == "en"
    assert next_language("en", ["zh", "en"]) == "zh"


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


def test_a_kiosk_with_a_language_that_has_no_file_is_told() -> None:
    hall = load(None, {})
    hall = replace(hall, kiosks=[replace(hall.kiosks[0], languages=["zh", "xx"])])
    with pytest.raises(ConfigMistakes, match='says anything in "xx"; known: bo, en, mn, ug, zh'):
        _find(hall, hall.kiosks[0].id)
