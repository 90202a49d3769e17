"""Is this a well-formed identity number? GB 11643 with its check digit, ISO 7064 MOD 11-2.

Beside mainland numbers the leading 9 of foreigners' 2023 permanent residence cards and the address
codes 81, 82 and 83 of Hong Kong, Macau and Taiwan residents are valid, and `X` as check digit is.
"""

from __future__ import annotations

from datetime import date

from devices.id_card.card import day_of

NUMBER_DIGITS = 18
CHECK_DIGITS = "10X98765432"  # by (sum of digit x weight) mod 11
WEIGHTS = tuple(pow(2, NUMBER_DIGITS - 1 - place, 11) for place in range(NUMBER_DIGITS - 1))
# GB/T 2260 provinces; the rest of the address code changes every year and is not checked.
_REGIONS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for low, high in _REGIONS for code in range(low, high + 1))
OLD_WEIGHTS = (7, 3, 1)
OLD_LETTERS = 3


def check_digit(body: str) -> str:
    """The 18th character for 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def is_valid(number: str) -> bool:
    """18 characters, a region that exists or a leading 9, a birth date, the right check digit."""
    body, last = number[:-1], number[-1:]
    if len(number) != NUMBER_DIGITS or not _all_digits(body):
        return False
    if body[0] != "9" and body[:2] not in PROVINCES:
        return False
    return birth_of(number) is not None and last == check_digit(body)


def birth_of(number: str) -> date | None:
    """The date of birth within the number (digits 7 to 14), or None when that is no date."""
    return day_of(number[6:14])


def is_valid_2017(number: str) -> bool:
    """The 15-character number of the foreigners' card of 2017: 3 letters, 12 digits.

    The last digit checks: weights 7, 3, 1 repeating, A=10 to Z=35, sum mod 10 [V1].
    """
    letters, digits = number[:OLD_LETTERS], number[OLD_LETTERS:]
    if len(number) != 15 or not _all_digits(digits):
        return False
    if not all("A" <= letter <= "Z" for letter in letters):
        return False
    total = sum(int(c, 36) * OLD_WEIGHTS[i % 3] for i, c in enumerate(number[:-1]))
    return total % 10 == int(number[-1])


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
