"""What a kiosk learns of a person, and what it shows."""

from __future__ import annotations

from datetime import date

import pytest

from devices.id_card.card import Card, card_from, day_of
from devices.id_card.codes import NATIONS
from devices.id_card.text_block import LAYOUTS, TEXT_BYTES, decode_text, encode_text


def card(name: str = "张三", name_en: str = "", birth: date | None = None) -> Card:
    return Card(kind="citizen", name=name, name_en=name_en, birth=birth, number="")


@pytest.mark.parametrize(
    ("name", "name_en", "shown"),
    [
        ("张三", "", "张*"),
        ("欧阳小明", "", "欧***"),
        ("张", "", "张*"),
        ("", "ZHANG, SAN", "Z***"),
        ("", "", "*"),
    ],
)
def test_a_name_is_shown_masked(name: str, name_en: str, shown: str) -> None:
    assert card(name, name_en).masked_name() == shown


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(1960, 6, 15), date(2020, 6, 14), 59),
        (date(1960, 6, 15), date(2020, 6, 15), 60),
        (date(1960, 2, 29), date(2021, 2, 28), 60),
        (date(1960, 2, 29), date(2021, 3, 1), 61),
        (None, date(2020, 1, 1), None),
    ],
)
def test_age_is_counted_in_full_years(born: date | None, day: date, years: int | None) -> None:
    assert card(birth=born).age_on(day) == years


def test_dates_that_are_none_are_none() -> None:
    assert day_of("20240229") == date(2024, 2, 29)
    for text in ("20230229", "长期", "", "2024-1-1", "２０２４０１０１", "99999999"):
        assert day_of(text) is None


def test_nations_are_counted_right() -> None:
    assert len(NATIONS) == 58
    assert [NATIONS[code] for code in ("01", "25", "26", "56", "97")] == [
        "汉",
        "水",
        "东乡",
        "基诺",
        "其他",
    ]


@pytest.mark.parametrize("kind", LAYOUTS)
def test_layouts_have_no_overlap_and_end_with_the_block(kind: str) -> None:
    covered = [at for field in LAYOUTS[kind] for at in range(field.at, field.at + field.size)]
    assert sorted(covered) == list(range(TEXT_BYTES))


@pytest.mark.parametrize("kind", [kind for kind in LAYOUTS if kind != "unknown"])
def test_a_text_block_is_written_as_it_is_read(kind: str) -> None:
    fields = {field.name: field.name[: field.size // 2] for field in LAYOUTS[kind]}
    fields |= {"type": kind} if kind != "citizen" else {"reserved": ""}
    assert decode_text(encode_text(kind, fields)) == (kind, fields)


def test_a_field_that_does_not_fit_or_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        encode_text("citizen", {"name": "x" * 16})
    with pytest.raises(ValueError, match="no field country"):
        encode_text("citizen", {"country": "CAN"})
    with pytest.raises(ValueError, match="no card kind"):
        encode_text("Q", {})


def test_garbage_on_a_card_is_read_without_harm() -> None:
    kind, fields = decode_text(bytes(range(256)))
    assert kind == "unknown"
    assert card_from("citizen", fields).birth is None
