"""Appointments as the city's platform tells them: which are kept and which are refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
from booking_platform import (
    MINUTE,
    BookingPlatform,
    MakePlatform,
    appointment,
    codes,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_hall import NINE

from queue_server.appointments import slots_now
from queue_server.contract import appointments as a


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


def test_a_reference_is_enough_to_cancel(platform: BookingPlatform) -> None:
    """A platform that stars the number out, or knows no more, gives the place back all the same."""
    booked = [
        appointment(f"YY-{n}", service="company", id_number=number)
        for n, number in enumerate(["110101199003070134", "11010119900307109X"])
    ]
    assert platform.tell(*booked).added == 2
    starred = msgspec.structs.replace(booked[0], phone="138****8000", cancelled=True)
    renamed = msgspec.structs.replace(booked[1], service="dentist", cancelled=True)
    kept = platform.tell(starred, renamed)
    assert (kept.changed, kept.refused) == (2, [])
    assert platform.tell(starred).unchanged == 1
    assert platform.tell(appointment("YY-9", service="company")).added == 1


def test_no_place_is_promised_for_a_day_on_which_the_service_is_closed(
    make_platform: MakePlatform,
) -> None:
    """Also where the service has no slots, and takes any number at any time."""
    platform = make_platform(fund_is_closed_tomorrow=True)
    tomorrow = NINE + timedelta(days=1)
    assert codes(platform.tell(appointment("YY-1", tomorrow))) == {"YY-1": "no_slot"}
    assert platform.tell(appointment("YY-2", tomorrow + timedelta(days=1))).added == 1
    with platform.hall.parts.store.read() as reader:
        seen = slots_now(platform.hall.parts.queue, reader, "fund", tomorrow.date())
    assert (seen.limited, seen.slots) == (True, [])


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
