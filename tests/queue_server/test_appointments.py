"""Appointments: told by the city's platform, checked in at a kiosk in one step."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from booking_platform import (
    WANG,
    WANG_BY_PHONE,
    WANG_NAME,
    WANG_NUMBER,
    WANG_PHONE,
    BookingPlatform,
    appointment,
    refusal,
    with_slots,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_hall import NINE, SmallHall, small_hall
from test_storage import Listening

from queue_server.closing import close_service
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.contract.closures import CloseService
from queue_server.domain.errors import RuleBroken
from queue_server.domain.quotas import Span
from queue_server.storage.appointments import Appointments

MINUTE = timedelta(minutes=1)
OF_WANG = {"id_number": WANG_NUMBER, "phone": WANG_PHONE, "name": WANG_NAME}


@pytest.fixture
def make_platform(tmp_path: Path) -> Any:
    halls: list[SmallHall] = []

    def make(url: str = "", **settings: Any) -> BookingPlatform:
        folder = tmp_path / f"hall{len(halls)}"
        halls.append(SmallHall(with_slots(small_hall(folder, url=url), **settings)))
        halls[-1].sit("1", "4")
        return BookingPlatform(halls[-1])

    yield make
    for hall in halls:
        hall.close()


MakePlatform = Callable[..., BookingPlatform]


@pytest.fixture
def platform(make_platform: MakePlatform) -> BookingPlatform:
    return make_platform()


@pytest.fixture
def any_platform(make_platform: MakePlatform, database_url: str) -> BookingPlatform:
    return make_platform(url=database_url)


def codes(kept: a.AppointmentsKept) -> dict[str, str]:
    return {each.reference: each.code for each in kept.refused}


def close_fund(platform: BookingPlatform) -> None:
    parts, why = platform.hall.parts, CloseService(request_id=uuid4(), reason_zh="系统故障")
    parts.store.write(
        lambda tx: close_service(parts.queue, tx, "fund", why, "lead", platform.hall.now)
    )


# --- the platform tells -----------------------------------------------------------------------


def test_a_list_told_twice_is_kept_once_and_a_changed_one_is_changed(
    any_platform: BookingPlatform,
) -> None:
    told = [appointment(f"YY-{n}", NINE + n * MINUTE) for n in range(5)]
    first = any_platform.tell(*told)
    assert (first.added, first.changed, first.unchanged, first.refused) == (5, 0, 0, [])
    told[2] = appointment("YY-2", NINE + timedelta(hours=3))
    again = any_platform.tell(*told)
    assert (again.added, again.changed, again.unchanged) == (0, 1, 4)
    assert len(any_platform.states()) == 5


def test_a_retried_import_does_nothing_twice(platform: BookingPlatform) -> None:
    request_id = uuid4()
    first = platform.tell(appointment(), request_id=request_id)
    assert platform.tell(appointment(), request_id=request_id) == first
    assert first.added == 1


def test_one_that_cannot_be_kept_leaves_the_others_alone(platform: BookingPlatform) -> None:
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001  # that is what is wrong with it
    kept = platform.tell(
        appointment("good"),
        appointment("no-service", service="dentist"),
        appointment("no-hall", hall="north"),
        appointment("backwards", ends_at=NINE - MINUTE),
        appointment("a-week", ends_at=NINE + timedelta(days=7)),
        appointment("last-year", NINE - timedelta(days=400)),
        appointment("yesterday", NINE - timedelta(days=1)),
        appointment("naive", naive, ends_at=naive + MINUTE),
        appointment("at-night", NINE + timedelta(hours=12), service="company"),
        appointment("upgrade", NINE + timedelta(days=1), service="permit"),
        appointment("rounded", id_number="110101199003070000"),
        appointment("excel", id_number="1.10101E+17"),
        appointment("stars", phone="138****8000"),
    )
    assert kept.added == 1
    assert codes(kept) == {
        "no-service": "unknown_service",
        "no-hall": "unknown_hall",
        "backwards": "wrong_times",
        "a-week": "wrong_times",
        "last-year": "wrong_times",
        "yesterday": "wrong_times",
        "naive": "wrong_times",
        "at-night": "no_slot",
        "upgrade": "no_slot",
        "rounded": "wrong_id_number",
        "excel": "wrong_id_number",
        "stars": "wrong_phone",
    }
    assert platform.states() == {"good": "booked"}


def test_times_at_the_end_of_the_calendar_are_refused_and_nothing_more(
    platform: BookingPlatform,
) -> None:
    first, last = msgspec.json.decode(
        b'["0001-01-01T00:00:00+14:00","9999-12-31T23:59:59-14:00"]', type=list[datetime]
    )
    kept = platform.tell(
        appointment("first", first), appointment("last", last - MINUTE * 60, ends_at=last)
    )
    assert codes(kept) == {"first": "wrong_times", "last": "wrong_times"}


ANY_TIME = st.datetimes(timezones=st.none() | st.timezones())


@given(
    st.lists(
        st.builds(
            a.GivenAppointment,
            reference=st.from_regex(r"[A-Za-z0-9._-]{4,64}", fullmatch=True),
            service=st.sampled_from(["company", "permit", "fund", "dentist"]),
            starts_at=ANY_TIME | st.just(NINE),
            ends_at=ANY_TIME | st.just(NINE + MINUTE),
            hall=st.sampled_from([None, "h", "east", "north"]),
            id_number=st.text(max_size=18),
            phone=st.text(max_size=20),
            name=st.text(max_size=60),
            cancelled=st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_a_platform_tells_each_is_kept_or_refused(
    platform: BookingPlatform, told: list[a.GivenAppointment]
) -> None:
    kept = platform.tell(*told)
    assert kept.added + kept.changed + kept.unchanged + len(kept.refused) == len(told)


def test_a_slot_has_as_many_places_as_its_hall_says(any_platform: BookingPlatform) -> None:
    platform = any_platform
    kept = platform.tell(
        *(appointment(f"YY-{n}", NINE + n * MINUTE, service="company") for n in range(3))
    )
    assert codes(kept) == {"YY-2": "slot_full"}
    at_half_past = appointment("YY-1", NINE + 30 * MINUTE, service="company")
    assert platform.tell(at_half_past).changed == 1
    assert platform.tell(appointment("YY-2", NINE, service="company")).added == 1
    assert codes(platform.tell(appointment("YY-1", NINE, service="company"))) == {
        "YY-1": "slot_full"
    }
    assert platform.tell(appointment("YY-0", NINE, service="company", cancelled=True)).changed == 1
    assert platform.tell(appointment("YY-1", NINE, service="company")).changed == 1


def test_a_slot_that_is_full_takes_a_change_of_one_of_its_own(platform: BookingPlatform) -> None:
    platform.tell(*(appointment(f"YY-{n}", service="company") for n in range(2)))
    moved = appointment("YY-1", NINE + 10 * MINUTE, service="company", ends_at=NINE + 30 * MINUTE)
    assert platform.tell(moved).changed == 1


def test_a_cancelled_one_can_be_booked_again_and_a_served_one_can_not(
    platform: BookingPlatform,
) -> None:
    platform.tell(appointment())
    assert platform.tell(appointment(cancelled=True)).changed == 1
    assert platform.tell(appointment(cancelled=True)).unchanged == 1
    assert platform.tell(appointment()).changed == 1
    platform.check_in("YY-1")
    assert platform.tell(appointment()).unchanged == 1
    later = appointment(at=NINE + timedelta(hours=2))
    assert codes(platform.tell(later)) == {"YY-1": "already_checked_in"}
    assert codes(platform.tell(appointment(cancelled=True))) == {"YY-1": "already_checked_in"}
    assert platform.states() == {"YY-1": "checked_in"}


# --- checking in ------------------------------------------------------------------------------


def test_one_step_makes_the_ticket_and_it_is_called_before_walk_ins(
    any_platform: BookingPlatform,
) -> None:
    hall = any_platform.hall
    any_platform.tell(appointment(**OF_WANG))
    hall.issue("fund")
    hall.later()
    ticket = any_platform.check_in("YY-1")
    assert ticket.source is m.Source.APPOINTMENT
    assert ticket.priority_reason is m.PriorityReason.APPOINTMENT
    assert hall.next("4").number == ticket.number == "C002"
    current = hall.view("4").ticket
    assert current is not None
    assert current.masked_name == WANG.masked_name
    (row,) = hall.rows("SELECT appointment, kiosk FROM ticket WHERE number = 'C002'")
    assert tuple(row) == ("YY-1", "k1")
    kinds = [row.kind for row in hall.rows("SELECT kind FROM event ORDER BY seq")]
    assert kinds[-3:] == ["ticket_issued", "appointment_checked_in", "ticket_called"]


@pytest.mark.parametrize(
    "shown", [{"reference": "YY-1"}, {"person": WANG}, {"phone_hash": WANG_BY_PHONE}]
)
def test_code_card_and_telephone_lead_to_the_same_appointment(
    platform: BookingPlatform, shown: dict[str, Any]
) -> None:
    platform.tell(appointment(**OF_WANG))
    assert platform.check_in(**shown).number == "C001"
    assert platform.states() == {"YY-1": "checked_in"}


def test_without_priority_an_elder_keeps_the_right_of_age(make_platform: MakePlatform) -> None:
    platform = make_platform(priority=False)
    platform.tell(appointment("YY-1"), appointment("YY-2"))
    assert platform.check_in("YY-1").priority_reason is None
    elder = platform.check_in("YY-2", priority_reason=m.PriorityReason.ELDER)
    assert elder.priority_reason is m.PriorityReason.ELDER


def test_a_retry_gets_the_same_ticket(platform: BookingPlatform) -> None:
    platform.tell(appointment())
    request_id = uuid4()
    first = platform.check_in("YY-1", request_id)
    assert platform.check_in("YY-1", request_id) == first
    assert len(platform.hall.rows("SELECT 1 FROM ticket")) == 1


def test_of_two_kiosks_at_once_one_gives_the_ticket_and_the_other_tells_it(
    any_platform: BookingPlatform,
) -> None:
    any_platform.tell(appointment())

    def at_a_kiosk(_: int) -> m.Ticket | RuleBroken:
        try:
            return any_platform.check_in("YY-1")
        except RuleBroken as no:
            return no

    with ThreadPoolExecutor(8) as kiosks:
        answers = list(kiosks.map(at_a_kiosk, range(8)))
    (ticket,) = [each for each in answers if isinstance(each, m.Ticket)]
    others = [each for each in answers if isinstance(each, RuleBroken)]
    assert {no.code for no in others} == {"already_checked_in"}
    told = {"number": ticket.number, "ticket_id": str(ticket.ticket_id)}
    assert [no.facts for no in others] == [told] * 7


@pytest.mark.parametrize(
    ("minutes_after_start", "code", "fact"),
    [
        (-15.1, "appointment_early", ("from", NINE - 15 * MINUTE)),
        (-15, None, None),
        (0, None, None),
        (30, None, None),
        (30.1, "appointment_late", ("until", NINE + 30 * MINUTE)),
    ],
)
def test_early_and_late_are_told_with_the_time(
    platform: BookingPlatform,
    minutes_after_start: float,
    code: str | None,
    fact: tuple[str, datetime] | None,
) -> None:
    platform.tell(appointment())
    platform.hall.later(minutes_after_start * 60)
    no = refusal(lambda: platform.check_in("YY-1"))
    assert (no.code if no else None) == code
    if no and fact:
        assert datetime.fromisoformat(no.facts[fact[0]]) == fact[1]
        assert platform.states() == {"YY-1": "booked"}


def test_wrong_hall_cancelled_and_unknown_each_have_their_answer(
    make_platform: MakePlatform,
) -> None:
    platform = make_platform(fund_is_elsewhere=True)
    platform.tell(
        appointment("told-so", service="tax", hall="east"),
        appointment("moved", service="fund"),
        appointment("off", service="permit", cancelled=True),
    )
    for reference in ("told-so", "moved"):
        no = refusal(lambda r=reference: platform.check_in(r))
        assert no is not None
        assert (no.code, no.facts) == ("wrong_hall", {"hall": "east"})
    for reference, code in (("off", "appointment_cancelled"), ("none", "unknown_appointment")):
        no = refusal(lambda r=reference: platform.check_in(r))
        assert no is not None
        assert no.code == code
    assert platform.hall.rows("SELECT 1 FROM ticket") == []


def test_of_several_the_one_that_can_be_checked_in_is_meant(platform: BookingPlatform) -> None:
    hour = timedelta(hours=1)
    platform.tell(
        appointment("afternoon", NINE + 5 * hour, **OF_WANG),
        appointment("tomorrow", NINE + 24 * hour, **OF_WANG),
        appointment("off", NINE, cancelled=True, **OF_WANG),
        appointment("now", NINE + 5 * MINUTE, service="permit", **OF_WANG),
    )
    assert platform.check_in(person=WANG).service == "permit"
    assert platform.states()["now"] == "checked_in"
    platform.hall.later(2 * 3600)
    no = refusal(lambda: platform.check_in(phone_hash=WANG_BY_PHONE))
    assert no is not None
    assert no.code == "already_checked_in"  # the nearest in time is told of
    platform.hall.later(90 * 60)
    no = refusal(lambda: platform.check_in(phone_hash=WANG_BY_PHONE))
    assert no is not None
    assert no.code == "appointment_early"
    platform.hall.later(90 * 60)
    assert platform.check_in(person=WANG).service == "fund"


def test_who_waits_as_a_walk_in_checks_in_with_the_same_number(
    any_platform: BookingPlatform,
) -> None:
    hall = any_platform.hall
    any_platform.tell(appointment("first"), appointment("YY-1", **OF_WANG))
    for _ in range(2):
        hall.issue("fund")
        hall.later(60)
    walk_in = hall.issue("fund", person=WANG)
    hall.later(60)
    first = any_platform.check_in("first")
    hall.later(60)
    ticket = any_platform.check_in("YY-1")
    assert (ticket.ticket_id, ticket.number) == (walk_in.ticket_id, walk_in.number)
    assert ticket.priority_reason is m.PriorityReason.APPOINTMENT
    assert ticket.ahead == 1  # behind who checked in before, before those without an appointment
    assert any_platform.states()["YY-1"] == "checked_in"
    called = []
    for _ in range(2):
        hall.later(60)
        called.append(hall.next("4").number)
    assert called == [first.number, walk_in.number]
    no = refusal(lambda: any_platform.check_in("YY-1"))
    assert no is not None
    assert (no.code, no.facts["number"]) == ("already_checked_in", walk_in.number)


def test_a_walk_in_who_checks_in_is_written_down_and_counts_in_no_quota(
    platform: BookingPlatform,
) -> None:
    hall = platform.hall
    platform.tell(appointment("YY-1", phone=WANG_PHONE))
    walk_in = hall.issue("fund", phone_hash=WANG_BY_PHONE)
    assert walk_in.number == platform.check_in(phone_hash=WANG_BY_PHONE).number
    (row,) = hall.rows("SELECT data FROM event WHERE kind = 'appointment_checked_in'")
    assert msgspec.json.decode(row.data) == {
        "reference": "YY-1",
        "number": walk_in.number,
        "was_waiting": 1,
    }
    day = hall.parts.layout.day
    span = Span(start=day.starts_at(DAY), end=day.starts_at(DAY + timedelta(days=1)))
    with hall.parts.store.read() as reader:
        assert reader.given(DAY, "C", span) == 0


def test_without_priority_a_walk_in_who_checks_in_keeps_the_place(
    make_platform: MakePlatform,
) -> None:
    platform = make_platform(priority=False)
    platform.tell(appointment("YY-1", **OF_WANG))
    platform.hall.issue("fund", person=WANG)
    platform.hall.later(60)
    platform.hall.issue("fund")
    assert platform.check_in("YY-1").ahead == 0


def test_a_walk_in_of_a_service_that_is_closed_by_now_can_still_check_in(
    platform: BookingPlatform,
) -> None:
    platform.tell(appointment("YY-1", **OF_WANG))
    walk_in = platform.hall.issue("fund", person=WANG)
    close_fund(platform)
    assert platform.check_in("YY-1").number == walk_in.number


@pytest.mark.parametrize("what", ["called", "held", "another appointment"])
def test_who_is_called_or_checked_in_already_hears_which_number(
    platform: BookingPlatform, what: str
) -> None:
    hall = platform.hall
    platform.tell(appointment("YY-1", **OF_WANG), appointment("YY-2", **OF_WANG))
    if what == "another appointment":
        number = platform.check_in("YY-2").number
    else:
        number = hall.issue("fund", person=WANG).number
        hall.next("4")
    if what == "held":
        hall.press("hold", "4")
    no = refusal(lambda: platform.check_in("YY-1"))
    assert no is not None
    assert (no.code, no.facts["number"]) == ("already_waiting", number)
    assert platform.states()["YY-1"] == "booked"


def test_neither_hours_nor_quota_turn_away_who_booked_but_a_closed_service_does(
    make_platform: MakePlatform,
) -> None:
    platform = make_platform(no_walk_ins_for_fund=True)
    platform.tell(appointment("YY-1"), appointment("YY-2"))
    no = refusal(lambda: platform.hall.issue("fund"))
    assert no is not None
    assert no.code in ("outside_hours", "quota_used")
    assert platform.check_in("YY-1").number == "C001"
    close_fund(platform)
    no = refusal(lambda: platform.check_in("YY-2"))
    assert no is not None
    assert (no.code, no.reason) == ("service_closed", {"zh": "系统故障"})
    assert platform.states()["YY-2"] == "booked"


def test_an_agent_with_one_telephone_checks_in_for_two_people(platform: BookingPlatform) -> None:
    platform.tell(
        appointment("YY-1", **OF_WANG),
        appointment("YY-2", id_number="11010119900307109X", phone=WANG_PHONE),
    )
    numbers = [platform.check_in(phone_hash=WANG_BY_PHONE).number for _ in range(2)]
    assert numbers == ["C001", "C002"]
    assert [t.number for t in platform.held(phone_hash=WANG_BY_PHONE).tickets] == numbers


def test_a_check_in_names_exactly_one_of_code_card_and_telephone(
    platform: BookingPlatform,
) -> None:
    for told in ({}, {"reference": "YY-1", "person": WANG}):
        no = refusal(lambda t=told: platform.check_in(**t))
        assert no is not None
        assert no.code == "malformed"
    for whose in ({}, {"person_hash": WANG.hash, "phone_hash": WANG_BY_PHONE}):
        no = refusal(lambda w=whose: platform.held(**w))
        assert no is not None
        assert no.code == "malformed"


# --- what one person holds, and the day's end -------------------------------------------------


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


# --- privacy ----------------------------------------------------------------------------------


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


# --- the data ---------------------------------------------------------------------------------

DAY = NINE.date()
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
