"""Who waits with a number already and has an appointment besides: one number, never two."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from booking_platform import (
    DAY,
    OF_WANG,
    WANG,
    WANG_BY_PHONE,
    WANG_PHONE,
    BookingPlatform,
    MakePlatform,
    appointment,
    close_fund,
    refusal,
)

from queue_server.contract import messages as m
from queue_server.domain.quotas import Span


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
