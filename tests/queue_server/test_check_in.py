"""Checking in at a kiosk with code, card or telephone: one step makes the ticket."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from booking_platform import (
    MINUTE,
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
from small_hall import NINE

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken


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


def test_one_telephone_checks_in_for_a_family_of_which_nothing_else_is_known(
    platform: BookingPlatform,
) -> None:
    """Two places of one service were booked, so two people come; no third one does."""
    platform.tell(*(appointment(f"YY-{n}", phone=WANG_PHONE) for n in (1, 2)))
    numbers = [platform.check_in(phone_hash=WANG_BY_PHONE).number for _ in range(2)]
    assert numbers == ["C001", "C002"]
    no = refusal(lambda: platform.hall.issue("fund", phone_hash=WANG_BY_PHONE))
    assert no is not None
    assert no.code == "already_waiting"


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
