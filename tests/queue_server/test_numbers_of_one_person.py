"""How many numbers one person gets, and how many people the hall holds."""

from __future__ import annotations

from datetime import timedelta

from ruled_hall import BOB, PHONE, MakeRuled, refused, told_of
from small_hall import ALICE

from config.hall import (
    Limits,
)


def test_one_unserved_number_per_person_and_service_and_per_phone(
    make_ruled: MakeRuled, database_url: str
) -> None:
    hall = make_ruled(database_url)
    hall.sit("1")
    first = hall.issue(person=ALICE)
    no = refused(hall, person=ALICE)
    assert no.facts == {"number": "A001", "ticket_id": str(first.ticket_id)}
    by_phone = hall.issue(phone_hash=PHONE)
    assert refused(hall, phone_hash=PHONE).facts["number"] == by_phone.number
    assert hall.issue("permit", person=ALICE, phone_hash=PHONE).number == "B001"
    hall.next("1")
    hall.press("finish")
    assert hall.issue(person=ALICE).number == "A003"


def test_an_agent_gets_so_many_numbers_a_day(make_ruled: MakeRuled, database_url: str) -> None:
    limits = Limits(per_person_day=2, per_phone_day=1)
    hall = make_ruled(database_url, limits=limits)
    hall.sit("1")
    hall.issue(person=ALICE)
    hall.issue("permit", person=ALICE)
    hall.next("1")
    hall.press("finish")
    no = refused(hall, person=ALICE)
    assert (no.code, no.facts) == ("too_many_tickets", {"limit": "2"})
    hall.issue(person=BOB, phone_hash=PHONE)
    assert refused(hall, "fund", phone_hash=PHONE).facts == {"limit": "1"}
    hall.issue("fund")
    hall.now += timedelta(days=1)
    hall.issue(person=ALICE)


def test_a_full_hall_gives_no_number_until_somebody_goes(
    make_ruled: MakeRuled, database_url: str
) -> None:
    """Those who wait, are called, are served or stepped aside are in the hall."""
    hall = make_ruled(database_url, capacity=4)
    hall.sit("1", "2")
    for _ in range(4):
        hall.issue()
    hall.next("1")
    hall.press("hold")
    hall.next("1")
    hall.press("start")
    hall.next("2")
    assert refused(hall).code == "hall_full"
    assert told_of(hall).taking.code == "hall_full"
    hall.press("finish", "1")
    assert hall.issue().number == "A005"
    assert refused(hall, "fund").code == "hall_full"
