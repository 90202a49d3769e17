"""What is kept of an identity card: a keyed hash and a masked name. The card is dropped at once.

The hash is HMAC-SHA-256 under the hall's person key over hall id and number, so that the same
person is known again in one hall and nowhere else (PIPL Art. 6, data minimisation, V1).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import date

from devices.id_card.card import Card
from queue_server.contract.messages import Person


@dataclass(frozen=True)
class Holder:
    """Who laid the card, as far as the kiosk may know; `elder`: old enough for priority."""

    person: Person = field(repr=False)
    elder: bool = field(repr=False)


def holder_of(card: Card, *, key: bytes, hall: str, today: date, elder_age: int) -> Holder:
    """`today` is the hall's date; a card without a birth date makes nobody an elder."""
    digest = hmac.digest(key, f"{hall}\0{card.number}".encode(), "sha256").hex()
    age = card.age_on(today)
    return Holder(
        person=Person(hash=digest, masked_name=card.masked_name()),
        elder=age is not None and age >= elder_age,
    )
