"""What is kept of appointments: what one person holds, the day's end, privacy, the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from booking_platform import (
    DAY,
    OF_WANG,
    WANG,
    WANG_BY_PHONE,
    WANG_NAME,
    WANG_NUMBER,
    WANG_PHONE,
    BookingPlatform,
    appointment,
    refusal,
)
from small_hall import NINE
from test_storage import Listening

from queue_server.contract import appointments as a
from queue_server.storage.appointments import Appointments


def test_a_card_shows_open_tickets_and_todays_appointments(any_platform: BookingPlatform) -> None:
    hall = any_platform.hall
    any_platform.tell(
        appointment("now", **OF_WANG),
        appointment("later", NINE + timedelta(hours=3), service="permit", **OF_WANG),
        appointment("tomorrow", NINE + timedelta(days=1), **OF_WANG),
        appointment("another's"[:7], NINE),
    )
    walk_in = hall.issue("company", person=WANG)
    served = hall.issue("permit", person=WANG)
    for verb in ("start", "finish"):
        if verb == "start":
            hall.call(served.number, "1")
        hall.press(verb, "1")
    checked_in = any_platform.check_in("now")
    held = any_platform.held(person_hash=WANG.hash)
    assert [ticket.number for ticket in held.tickets] == [walk_in.number, checked_in.number]
    assert [(one.reference, one.state) for one in held.appointments] == [
        ("now", a.AppointmentState.CHECKED_IN),
        ("later", a.AppointmentState.BOOKED),
    ]
    by_phone = any_platform.held(phone_hash=WANG_BY_PHONE)
    assert [ticket.number for ticket in by_phone.tickets] == [checked_in.number]
    assert any_platform.held(person_hash="0" * 64) == a.Held(tickets=[], appointments=[])


def test_the_day_writes_down_who_did_not_come_and_forgets_who_it_was(
    any_platform: BookingPlatform,
) -> None:
    hall = any_platform.hall
    told = [
        appointment("came", **OF_WANG),
        appointment("stayed-away", **OF_WANG),
        appointment("off", cancelled=True, **OF_WANG),
        appointment("elsewhere", hall="east", **OF_WANG),
        appointment("tomorrow", NINE + timedelta(days=1), **OF_WANG),
    ]
    any_platform.tell(*told)
    any_platform.check_in("came")
    hall.later(24 * 3600)
    hall.parts.commands.close_earlier_days()
    assert any_platform.states() == {
        "came": "checked_in",
        "stayed-away": "no_show",
        "off": "cancelled",
        "elsewhere": "booked",
        "tomorrow": "booked",
    }
    events = hall.rows("SELECT data FROM event WHERE kind = 'appointment_not_kept'")
    assert len(events) == 1
    assert "stayed-away" in str(events[0].data)
    known = hall.rows("SELECT reference FROM appointment WHERE person_hash IS NOT NULL")
    assert [row.reference for row in known] == ["tomorrow"]
    assert any_platform.tell(*told).unchanged == 5
    no = refusal(lambda: any_platform.check_in("stayed-away"))
    assert no is not None
    assert no.code == "appointment_late"
    next_day = appointment("stayed-away", NINE + timedelta(days=1, hours=2), **OF_WANG)
    assert any_platform.tell(next_day).changed == 1
    hall.later(2 * 3600)
    assert any_platform.check_in("stayed-away").number == "C001"


def test_number_telephone_and_name_are_nowhere_in_the_data(
    tmp_path: Path, platform: BookingPlatform
) -> None:
    told = [
        appointment("good", **OF_WANG),
        appointment("wrong", id_number=WANG_NUMBER, phone="138****", name=WANG_NAME),
    ]
    kept = platform.tell(*told)
    platform.check_in(person=WANG)
    platform.hall.parts.close()
    everything = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    answered = msgspec.json.encode(kept)
    assert WANG.hash.encode() in everything  # it was looked at where it would stand
    for secret in (WANG_NUMBER, WANG_PHONE, WANG_NAME):
        assert secret.encode() not in everything
        assert secret.encode() not in answered


def test_the_fingerprint_of_an_import_is_made_of_keyed_hashes() -> None:
    """A plain hash of the command would tell a number to whoever tries the few possible ones."""
    from booking_platform import KEY

    from queue_server.arrival import arrived

    command = a.ImportAppointments(request_id=uuid4(), appointments=[appointment(**OF_WANG)])
    nameless = msgspec.json.encode(arrived(command, KEY, "h"))
    other_key = msgspec.json.encode(arrived(command, bytes(32), "h"))
    assert nameless != other_key
    for secret in (WANG_NUMBER, WANG_PHONE, WANG_NAME):
        assert secret.encode() not in nameless


QUESTIONS: dict[str, tuple[Callable[[Appointments], object], str]] = {
    "one": (lambda kept: kept.one("YY-1"), "PRIMARY KEY (reference=?"),
    "of a person": (lambda kept: kept.of_person("a", DAY), "ix_appointment_person (hall=? AND p"),
    "of a phone": (lambda kept: kept.of_phone("a", DAY), "ix_appointment_phone (hall=? AND p"),
    "of a day": (lambda kept: kept.on_day(DAY), "ix_appointment_slot (hall=? AND business_date=?"),
    "left booked": (lambda kept: kept.left_booked(DAY), "ix_appointment_booked"),
    "taken": (lambda kept: kept.taken("fund", DAY, NINE, NINE), "AND starts_at>? AND starts_at<?"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_years_of_old_appointments_cost_nothing_for_each_question_has_its_index(
    platform: BookingPlatform, question: str
) -> None:
    ask, index = QUESTIONS[question]
    with platform.hall.parts.store.read() as reader:
        kept = Appointments(reader)
        cursor = kept._cursor
        listening = Listening(cursor)
        kept._cursor = listening
        ask(kept)
        (heard,) = listening.heard
        cursor.execute(f"EXPLAIN QUERY PLAN {heard[0]}", heard[1])
        assert index in "".join(row[3] for row in cursor.fetchall())


@pytest.mark.parametrize("whose", ["person", "phone"])
def test_what_one_holds_is_found_by_the_index_of_cards_or_of_telephones(
    platform: BookingPlatform, whose: str
) -> None:
    with platform.hall.parts.store.read() as reader:
        cursor = reader._cursor
        listening = Listening(cursor)
        reader._cursor = listening
        getattr(reader, f"open_of_{whose}")(DAY, "a")
        (heard,) = listening.heard
        cursor.execute(f"EXPLAIN QUERY PLAN {heard[0]}", heard[1])
        plan = "".join(row[3] for row in cursor.fetchall())
    assert f"ix_ticket_{whose}" in plan
    assert f"ix_appointment_{whose}" in plan
