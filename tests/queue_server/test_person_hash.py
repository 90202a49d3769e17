"""What is kept of a person: the server masks as the card reader's driver does, and knows a
number that cannot be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from devices.id_card.card import Card
from queue_server.contract.person_hash import is_id_number, masked_name

NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)


@given(NAMES)
def test_server_and_card_reader_mask_a_name_alike(name: str) -> None:
    assert masked_name(name) == Card(kind="citizen", name=name, number="").masked_name()


def test_a_masked_name_fits_however_long_the_name() -> None:
    assert masked_name("") == masked_name("  ") == "*"
    assert masked_name("\0abc") == "*"  # PostgreSQL takes no such text
    assert masked_name("欧" * 60) == "欧" + "*" * 19


@given(st.integers(0, 10**17 - 1), st.sampled_from("0123456789Xx"))
def test_the_check_character_is_the_standards(body: int, check: str) -> None:
    number = f"{body:017}{check}"
    assert is_id_number(number) == (ric.calc_check_digit(number) == check.upper())


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("110101199003070134", True),
        ("11010119900307109x", True),
        ("110101199003070135", False),
        ("110101199003070000", False),  # rounded to fifteen digits by a spreadsheet
        ("1.10101E+17", False),
        ("1101011990******34", False),
        ("H12345678", True),  # a permit of Hong Kong's
        ("１１０１０１１９９００３０７０１３４", False),
        ("12345", False),
        ("", False),
    ],
)
def test_what_can_be_a_number(number: str, is_one: bool) -> None:
    assert is_id_number(number) == is_one
