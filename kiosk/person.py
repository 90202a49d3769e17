"""What is kept of an identity card: a keyed hash and a masked name. The card is dropped at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from devices.id_card.card import Card
from queue_server.contract.messages import Person
from queue_server.contract.person_hash import person_hash


@dataclass(frozen=True)
class Holder:
    """Who laid the card, as far as the kiosk may know; `elder`: old enough for priority."""

    person: Person = field(repr=False)
    elder: bool = field(repr=False)


def holder_of(card: Card, *, key: bytes, hall: str, today: date, elder_age: int) -> Holder:
    """`today` is the hall's date; a card without a birth date makes nobody an elder."""
    age = card.age_on(today)
    return Holder(
        person=Person(hash=person_hash(key, hall, card.number), masked_name=card.masked_name()),
        elder=age is not None and age >= elder_age,
    )
