"""Which identity numbers are well formed, against python-stdnum."""

from __future__ import annotations

import random
from datetime import date

import pytest
from stdnum.cn import ric

from devices.id_card.number import birth_of, check_digit, is_valid, is_valid_2017


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",  # the textbook specimen of a citizen
        "932682198501010017",  # official specimens of the 2023 card
        "911124198108030024",
        "810000199001010019",  # made up, Hong Kong
        "830000199001010020",  # made up, Taiwan
    ],
)
def test_specimens_are_valid(number: str) -> None:
    assert is_valid(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "X",
        "11010519491231002",
        "11010519491231002x",
        "110105194912310021",
        "11010519490231002X",
        "00010519491231002X",
        "11010519491231002X0",
        "１１０１０５１９４９１２３１００２Ｘ",
        "1101051949123100²X",
    ],
)
def test_others_are_not(number: str) -> None:
    assert not is_valid(number)


def test_check_digits_agree_with_an_independent_implementation() -> None:
    dice = random.Random(11_643)
    for _ in range(5_000):
        body = "".join(dice.choice("0123456789") for _ in range(17))
        assert check_digit(body) == ric.calc_check_digit(body + "0")


def test_every_wrong_digit_and_every_swap_is_found() -> None:
    number = "11010519491231002X"
    for place in range(17):
        for digit in "0123456789":
            changed = number[:place] + digit + number[place + 1 :]
            assert is_valid(changed) == (changed == number)
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert is_valid(swapped) == (swapped == number)


def test_the_birth_date_stands_in_the_number() -> None:
    assert birth_of("11010519491231002X") == date(1949, 12, 31)
    assert birth_of("11010519490229002X") is None
    assert birth_of("CAN1100") is None


def test_the_older_foreigners_number_has_a_check_digit_of_its_own() -> None:
    # C=12, A=10, N=23: 12*7+10*3+23*1 + 1*7+1*3+0*1 + 0*7+8*3+1*1 + 0*7+1*3+0*1 + 1*7+0*3 = 182
    assert is_valid_2017("CAN110081010102")
    assert not is_valid_2017("CAN110081010103")
    assert not is_valid_2017("can110081010102")
    assert not is_valid_2017("CAN11008101010")
    assert not is_valid_2017("CAN11008101010X")
