"""How a person is known again without being known: keyed hashes, the only thing that is kept.

HMAC-SHA-256 under the hall's person key, over hall and number: the same person is known again in
one hall and nowhere else (PIPL Art. 6, data minimisation, V1). A telephone's hash can never be a
card's: the text that goes in differs.
"""

from __future__ import annotations

import hmac

COUNTRY = "86"
MOBILE_DIGITS = 11


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


def _keyed(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()
