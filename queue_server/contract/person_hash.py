"""How a person is known again without being known: keyed hashes, the only thing that is kept.

HMAC-SHA-256 under the hall's person key, over hall and number: the same person is known again in
one hall and nowhere else (PIPL Art. 6, data minimisation, V1). A telephone's hash can never be a
card's: the text that goes in differs.
"""

from __future__ import annotations

import hmac

COUNTRY = "86"
MOBILE_DIGITS = 11
HIDDEN = "*"
MOST_STARS = 19  # a masked name has at most twenty characters
ID_NUMBER_LENGTH = 18
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, 4.2
_ID_CHECKS = "10X98765432"


def person_hash(key: bytes, hall: str, id_number: str) -> str:
    """`id_number` as on the card; a final x counts as X."""
    return _keyed(key, f"{hall}\0{id_number.strip().upper()}")


def phone_hash(key: bytes, hall: str, phone: str) -> str:
    """`phone` in any usual spelling: +86 138-0013-8000 is 13800138000."""
    return _keyed(key, f"{hall}\0phone\0{plain_phone(phone)}")


def plain_phone(phone: str) -> str:
    """The digits alone, without the country's code."""
    digits = "".join(c for c in phone if c.isascii() and c.isdecimal())
    digits = digits.removeprefix("00") if digits.startswith("0086") else digits
    is_international = len(digits) == len(COUNTRY) + MOBILE_DIGITS and digits.startswith(COUNTRY)
    return digits.removeprefix(COUNTRY) if is_international else digits


def is_mobile(phone: str) -> bool:
    """Whether it can be a Chinese mobile number: eleven digits, the first 1, the second 3 to 9."""
    digits = plain_phone(phone)
    return len(digits) == MOBILE_DIGITS and digits[0] == "1" and digits[1] in "3456789"


def is_id_number(number: str) -> bool:
    """Whether it can be the number of an identity document: eighteen characters have to be a
    citizen's number with its right check character, fewer a permit or passport."""
    if not (number.isascii() and number.isalnum()):
        return False
    if len(number) != ID_NUMBER_LENGTH:
        return 6 <= len(number) < ID_NUMBER_LENGTH
    body, check = number[:-1], number[-1].upper()
    return body.isdecimal() and check_character(body) == check


def check_character(digits: str) -> str:
    """The last character of a citizen's number, from its seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def masked_name(name: str) -> str:
    """The family name and one star for each further character, as a card reader's driver masks a
    card's. A name in Latin letters keeps its first letter and three stars, whatever its length."""
    name = name.strip()
    if not name or not name[0].isprintable():
        return HIDDEN
    if name.isascii():
        return name[0] + HIDDEN * 3
    return name[0] + HIDDEN * min(MOST_STARS, max(1, len(name) - 1))


def _keyed(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()
