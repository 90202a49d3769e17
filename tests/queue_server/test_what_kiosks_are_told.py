"""What the kiosks are told of a service is what a visitor is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruled_hall import OFFICE, WHY, MakeRuled, close, info, refused, told_of
from small_hall import ALICE, NINE, SmallHall

from config.hall import (
    Hours,
    Limits,
    OtherHall,
    PlannedClosure,
    Quota,
)
from config.kinds import Name
from config.times import OpenTime
from queue_server.checks import broken
from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken
from queue_server.issuing import Given, Order, issue_ticket
from queue_server.web.service_rows import services

HOURS = st.sampled_from(
    [
        Hours(),
        Hours(open=OFFICE, last_number_min=30),
        Hours(open=[OpenTime(opens="09:00", closes="09:40", days=["every"])]),
    ]
)
SERVICE = st.fixed_dictionaries(
    {
        "quotas": st.sampled_from(
            [[], [Quota(numbers=1)], [Quota(numbers=2, starts="09:30", ends="12:00")]]
        ),
        "closed": st.sampled_from(
            [[], [PlannedClosure(from_date="2026-11-23", to_date="2026-11-23", why=WHY)]]
        ),
        "elsewhere": st.sampled_from([None, None, "east"]),
    }
)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    hours=HOURS,
    services=st.fixed_dictionaries(dict.fromkeys(("company", "permit", "fund"), SERVICE)),
    capacity=st.sampled_from([0, 0, 3]),
    closed=st.sampled_from(["", "", "company"]),
    steps=st.lists(st.sampled_from([10, 30, 60, 400]), min_size=1, max_size=8),
)
def test_what_is_said_of_a_service_is_what_a_visitor_is_answered(
    make_ruled: MakeRuled,
    hours: Hours,
    services: dict[str, dict[str, Any]],
    capacity: int,
    closed: str,
    steps: list[int],
) -> None:
    hall = make_ruled(capacity=capacity, services=services, hours=hours)
    if closed:
        close(hall, closed)
    for minutes in steps:
        for service in ("company", "permit", "fund"):
            said = told_of(hall, service).taking
            try:
                hall.issue(service)
                heard = m.Taking()
            except RuleBroken as no:
                at = no.facts.get("opens_at")
                heard = msgspec.convert(
                    {"code": no.code, "reason": no.reason, "opens_at": at}, m.Taking
                )
            assert msgspec.structs.replace(said, left=None) == heard
        hall.later(minutes * 60)
    for info_of in info(hall).services:
        if again := info_of.taking.opens_at:
            hall.now = again - timedelta(seconds=1)
            assert refused(hall, info_of.service).code
            hall.now = again
            assert told_of(hall, info_of.service).taking.code in ("", "hall_full")


def test_a_number_given_offline_stays_given_and_says_what_it_broke(make_ruled: MakeRuled) -> None:
    hall = make_ruled(
        services={"company": {"quotas": [Quota(numbers=1)]}},
        hours=Hours(open=OFFICE),
        limits=Limits(per_person_day=1),
    )
    hall.issue(person=ALICE)
    was_at = hall.now + timedelta(minutes=5)
    hall.later(12 * 3600)
    order = Order(
        service="company",
        source="kiosk",
        kiosk="k1",
        person_hash=ALICE.hash,
        checks=(),
        given=Given(
            ticket_id=uuid4(),
            business_date=NINE.date(),
            prefix="AX",
            sequence=7,
            issued_at=was_at,
        ),
    )
    queue = hall.parts.queue

    def merge(tx: Any) -> tuple[list[str], str]:
        codes = [no.code for no in broken(queue, tx, order, was_at)]
        return codes, issue_ticket(queue, tx, order, "kiosk-k1", hall.now).number

    codes, number = hall.parts.store.write(merge)
    assert codes == ["already_waiting", "quota_used", "too_many_tickets"]
    assert number == "AX007"
    hall.now = was_at
    assert told_of(hall).taking.left is None
    assert told_of(hall).taking.code == "quota_used"


def test_a_hall_without_rules_asks_the_data_no_more_than_before(hall: SmallHall) -> None:
    """One look at today's closures is the price of being right with two servers."""
    heard: list[str] = []
    write = hall.parts.store.write

    def listening(work: Callable[[Any], Any]) -> Any:
        def run(tx: Any) -> Any:
            asked = tx._all
            tx._all = lambda s, **v: heard.append(str(s)) or asked(s, **v)
            return work(tx)

        return write(run)

    hall.issue()
    hall.parts.commands.close_earlier_days()
    hall.parts.store.write = listening  # type: ignore[method-assign]
    hall.issue()  # behind another: nobody asks for idle windows
    assert len(heard) == 5  # answered before? closed today? the number, the event, how many ahead
    assert sum("service_closure" in statement for statement in heard) == 1


def test_the_supervisor_reads_what_a_visitor_would_hear(make_ruled: MakeRuled) -> None:
    east = OtherHall(id="east", name=Name(zh="东厅", en="East hall"), where=Name(zh="东门", en="E"))
    closed = [PlannedClosure(from_date="2026-11-20", to_date="2026-11-24", why=WHY)]
    hall = make_ruled(
        services={
            "company": {"quotas": [Quota(numbers=1)]},
            "permit": {"closed": closed},
            "fund": {"elsewhere": "east"},
        },
        other_halls=[east],
    )

    def read(language: str = "zh") -> list[str]:
        rows = services(hall.parts.layout, info(hall), [], set(), language, hall.now)
        return [row.taking for row in rows]

    assert read() == ["可取号，还剩 1 个", "今日停办：系统升级（11-25 04:00 起可取）", "在东厅办理"]
    hall.issue()
    assert read("en") == [
        "All numbers given (again from 11-24 04:00)",
        "Closed today: System upgrade (again from 11-25 04:00)",
        "Done in East hall",
    ]
    close(hall, "company", "停电")
    assert read("en")[0].startswith("Closed today: 停电"), "no English was written"


def test_a_hall_without_rules_is_always_open(make_ruled: MakeRuled) -> None:
    seen = info(make_ruled())
    assert (seen.is_open, seen.opens_at, seen.public_url) == (True, None, "http://127.0.0.1:8080")
    assert [service.taking for service in seen.services] == [m.Taking()] * 3
