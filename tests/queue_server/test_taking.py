"""What can be taken in a whole hall: what the kiosks are told is what a visitor is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_hall import ALICE, NINE, SmallHall, small_hall

from config.hall import (
    CalendarDay,
    Hall,
    Hours,
    Limits,
    OpenTime,
    OtherHall,
    PlannedClosure,
    Quota,
)
from config.kinds import Name
from config.machines import Kiosk
from queue_server import closing
from queue_server.checks import APPOINTMENT, broken
from queue_server.contract import messages as m
from queue_server.contract.closures import CloseService
from queue_server.domain.errors import RuleBroken
from queue_server.issuing import Given, Order, issue_ticket
from queue_server.web.service_rows import services
from queue_server.working_days import WorkingDays

BOB = m.Person(hash="b" * 64, masked_name="鲍*")
PHONE = "c" * 64
WHY = Name(zh="系统升级", en="System upgrade")
OFFICE = [
    OpenTime(opens="08:30", closes="12:00"),
    OpenTime(opens="13:30", closes="17:00"),
]
MakeRuled = Callable[..., SmallHall]


def ruled(hall: Hall, services: dict[str, dict[str, Any]] | None = None, **told: Any) -> Hall:
    """`hall` with other tables; `services` changes single ones."""
    changed = [
        replace(service, **(services or {}).get(service.id, {})) for service in hall.services
    ]
    return replace(hall, services=changed, **told)


@pytest.fixture
def make_ruled(tmp_path: Path) -> Iterator[MakeRuled]:
    """Makes small halls with rules; clerks sit at no window."""
    halls: list[SmallHall] = []

    def make(url: str = "", capacity: int = 0, **told: Any) -> SmallHall:
        plain = small_hall(tmp_path / str(len(halls)), url=url, capacity=capacity)
        halls.append(SmallHall(ruled(plain, **told)))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


def refused(hall: SmallHall, service: str = "company", **told: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as raised:
        hall.issue(service, **told)
    return raised.value


def told_of(hall: SmallHall, service: str = "company") -> m.ServiceInfo:
    return next(each for each in info(hall).services if each.service == service)


def info(hall: SmallHall) -> m.HallInfo:
    with hall.parts.store.read() as reader:
        return hall.parts.views.hall(reader, hall.now)


def close(hall: SmallHall, service: str = "company", why: str = "停电") -> None:
    command = CloseService(request_id=uuid4(), reason_zh=why)
    hall.parts.store.write(
        lambda tx: closing.close_service(hall.parts.queue, tx, service, command, "lead", hall.now)
    )


def reopen(hall: SmallHall, service: str = "company") -> bool:
    return hall.parts.store.write(
        lambda tx: closing.reopen_service(hall.parts.queue, tx, service, "lead", hall.now).closed
    )


# --- hours and calendar ----------------------------------------------------------------------


def test_outside_the_hours_nobody_gets_a_number_and_hears_when_again(
    make_ruled: MakeRuled,
) -> None:
    hall = make_ruled(hours=Hours(open=OFFICE, last_number_min=10))
    assert hall.issue().number == "A001"
    hall.later(3 * 3600 - 600)  # 11:50
    no = refused(hall)
    assert (no.code, no.facts) == ("outside_hours", {"opens_at": "2026-11-23T05:30:00Z"})
    seen = info(hall)
    assert not seen.is_open
    assert seen.opens_at == NINE + timedelta(hours=4.5)
    assert {service.taking.code for service in seen.services} == {"outside_hours"}
    hall.later(100 * 60)
    assert info(hall).is_open
    assert hall.issue().number == "A002"


def test_a_service_with_hours_of_its_own_keeps_the_hall_open(make_ruled: MakeRuled) -> None:
    late = [OpenTime(opens="08:30", closes="21:00", days=["every"])]
    hall = make_ruled(services={"fund": {"hours": late}}, hours=Hours(open=OFFICE))
    hall.later(10 * 3600)  # 19:00
    assert refused(hall).code == "outside_hours"
    assert hall.issue("fund").number == "C001"
    assert info(hall).is_open


def test_a_moved_weekend_is_a_workday_and_a_holiday_none(make_ruled: MakeRuled) -> None:
    """In 2026 Saturday, 10 October is worked for the holiday week before."""
    hall = make_ruled(hours=Hours(open=OFFICE))
    hall.now = NINE.replace(month=10, day=10)
    assert hall.issue().number == "A001"
    hall.now = NINE.replace(month=10, day=1)
    assert refused(hall).facts == {"opens_at": "2026-10-08T00:30:00Z"}


def test_the_halls_own_calendar_overrules_the_countrys(make_ruled: MakeRuled) -> None:
    own = [
        CalendarDay(date="2026-11-23", workday=False, why=Name(zh="搬迁", en="We move")),
        CalendarDay(date="2026-11-28", workday=True),
    ]
    hall = make_ruled(hours=Hours(open=OFFICE, calendar=own))
    assert refused(hall).reason == {"zh": "搬迁", "en": "We move"}
    assert told_of(hall).taking.reason == {"zh": "搬迁", "en": "We move"}
    hall.now += timedelta(days=5)
    assert hall.issue().number == "A001"


def test_a_year_that_the_calendar_does_not_know_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    days = WorkingDays([CalendarDay(date="2199-01-01", workday=False)])
    assert [days.is_workday(date(2199, 1, n)) for n in (1, 2, 4, 5)] == [False, True, True, False]
    assert [days.is_workday(date(2199, 1, n)) for n in (2, 5)] == [True, False]
    assert caplog.text.count("does not know 2199") == 1


# --- quotas ----------------------------------------------------------------------------------


def test_the_mornings_numbers_end_and_the_afternoons_begin(make_ruled: MakeRuled) -> None:
    morning = Quota(numbers=2, ends="12:00")
    hall = make_ruled(services={"company": {"quotas": [morning, Quota(numbers=3)]}})
    assert told_of(hall).taking.left == 2
    hall.issue()
    assert told_of(hall).taking.left == 1
    hall.issue()
    no = refused(hall)
    assert (no.code, no.facts) == ("quota_used", {"opens_at": "2026-11-23T04:00:00Z"})
    assert hall.issue("permit").number == "B001"
    hall.later(3 * 3600)
    assert told_of(hall).taking.left == 1
    hall.issue()
    assert refused(hall).facts == {"opens_at": "2026-11-23T20:00:00Z"}  # the next day's start


def test_who_hears_that_all_numbers_are_gone_hears_of_an_idle_window(
    make_ruled: MakeRuled,
) -> None:
    hall = make_ruled(services={"company": {"quotas": [Quota(numbers=1)]}})
    hall.sit("1", "2")
    hall.issue()
    assert "window" not in refused(hall).facts  # both may call the one who waits
    hall.next("1")
    assert refused(hall).facts["window"] == "2"


def test_no_quota_is_exceeded_by_visitors_at_eight_kiosks(
    make_ruled: MakeRuled, database_url: str
) -> None:
    hall = make_ruled(database_url, services={"company": {"quotas": [Quota(numbers=5)]}})

    def take(_: int) -> str:
        try:
            return hall.issue().number
        except RuleBroken as no:
            return no.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(take, range(40)))
    assert sorted(answers) == [f"A00{n}" for n in range(1, 6)] + ["quota_used"] * 35


def test_an_appointment_needs_no_number_of_a_quota(make_ruled: MakeRuled) -> None:
    """It neither asks the walk-ins' quota nor uses it, and may come when no numbers are given."""
    hall = make_ruled(
        services={"company": {"quotas": [Quota(numbers=1)]}}, hours=Hours(open=OFFICE)
    )
    booked = Order(
        service="company", source="appointment", appointment="R-1234", checks=APPOINTMENT
    )
    queue = hall.parts.queue
    hall.parts.store.write(lambda tx: issue_ticket(queue, tx, booked, "kiosk-k1", hall.now))
    assert told_of(hall).taking.left == 1
    hall.issue()
    hall.later(9 * 3600)
    hall.parts.store.write(lambda tx: issue_ticket(queue, tx, booked, "kiosk-k1", hall.now))
    close(hall)
    with pytest.raises(RuleBroken, match="service_closed"):
        hall.parts.store.write(lambda tx: issue_ticket(queue, tx, booked, "kiosk-k1", hall.now))


# --- closures --------------------------------------------------------------------------------


def test_a_planned_closure_says_why_and_until_when(make_ruled: MakeRuled) -> None:
    closed = [PlannedClosure(from_date="2026-11-20", to_date="2026-11-24", why=WHY)]
    hall = make_ruled(services={"permit": {"closed": closed}})
    no = refused(hall, "permit")
    assert (no.code, no.reason) == ("service_closed", WHY.as_dict())
    assert no.facts == {"opens_at": "2026-11-24T20:00:00Z"}  # 25 November, 4:00 in Shanghai
    assert told_of(hall, "permit").taking.reason == WHY.as_dict()
    assert hall.issue().number == "A001"


def test_a_supervisor_closes_a_service_for_today_and_opens_it_again(
    make_ruled: MakeRuled, database_url: str
) -> None:
    hall = make_ruled(database_url)
    hall.sit("1")
    hall.issue()
    close(hall, why="停电")
    close(hall, why="系统故障")
    assert (refused(hall).code, refused(hall).reason) == ("service_closed", {"zh": "系统故障"})
    assert told_of(hall).taking.reason == {"zh": "系统故障"}
    assert hall.next("1").number == "A001", "who waits is still called"
    assert reopen(hall) is False
    assert hall.issue().number == "A002"
    close(hall)
    hall.now += timedelta(days=1)
    assert hall.issue().number == "A001"
    rows = hall.rows("SELECT kind, by, service FROM event WHERE by = 'lead' ORDER BY seq")
    closed, opened = "service_closed", "service_reopened"
    assert [row.kind for row in rows] == [closed, closed, opened, closed]
    assert {row.service for row in rows} == {"company"}


def test_two_servers_of_a_hall_both_know_what_is_closed(tmp_path: Path, postgres: Any) -> None:
    url = postgres.make_database("closed_twice")
    first, second = (SmallHall(small_hall(tmp_path, url=url)) for _ in range(2))
    try:
        close(first)
        assert refused(second).code == "service_closed"
        reopen(second)
        assert first.issue().number == "A001"
    finally:
        first.close()
        second.close()


# --- people ----------------------------------------------------------------------------------


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


# --- other halls and zones -------------------------------------------------------------------


def test_a_service_of_another_hall_is_shown_and_sent_there(make_ruled: MakeRuled) -> None:
    east = OtherHall(id="east", name=Name(zh="东厅", en="East hall"), where=Name(zh="东门", en="E"))
    hall = make_ruled(services={"fund": {"elsewhere": "east"}}, other_halls=[east])
    no = refused(hall, "fund")
    assert (no.code, no.facts) == ("wrong_hall", {"hall": "east"})
    seen = info(hall)
    assert seen.other_halls == [
        m.OtherHall(
            hall="east", name={"zh": "东厅", "en": "East hall"}, where={"zh": "东门", "en": "E"}
        )
    ]
    assert (told_of(hall, "fund").elsewhere, told_of(hall, "fund").taking.code) == (
        "east",
        "wrong_hall",
    )


def test_a_kiosk_of_certain_zones_names_the_zone_of_the_others(make_ruled: MakeRuled) -> None:
    kiosks = [Kiosk(id="k1", zone="z", zones=["y"]), Kiosk(id="k2", zone="z", zones=["z"])]
    hall = make_ruled(kiosks=kiosks)
    assert refused(hall, kiosk="k1").facts == {"zone": "z"}
    assert hall.issue(kiosk="k2").number == "A001"
    assert hall.issue().number == "A002"


# --- going straight to a window --------------------------------------------------------------


def test_two_visitors_in_a_row_are_not_sent_to_the_same_window(hall: SmallHall) -> None:
    assert told_of(hall).idle_windows == ["1", "2"]
    assert hall.issue().go_straight == "1"
    assert told_of(hall).idle_windows == []
    assert hall.issue().go_straight is None
    assert hall.issue("fund").go_straight == "3", "whose clerk is asked by nobody"
    elder = m.PriorityReason.ELDER
    assert hall.issue("permit", priority_reason=elder).go_straight is None, "though called first"


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    presses=st.lists(
        st.one_of(
            st.tuples(
                st.sampled_from(["issue", "elder"]), st.sampled_from(["company", "permit", "fund"])
            ),
            st.tuples(st.sampled_from(["next", "finish", "pause"]), st.sampled_from("1234")),
        ),
        max_size=30,
    )
)
def test_who_is_sent_straight_to_a_window_finds_it_idle_and_unpromised(
    make_hall: Callable[..., SmallHall], presses: list[tuple[str, str]]
) -> None:
    hall = make_hall()
    hall.sit("1", "2", "3", "4")
    promised: dict[str, UUID] = {}  # window: who was sent there and has not been called yet
    for press, what in presses:
        hall.later(10)
        if press not in ("issue", "elder"):
            press_at(hall, press, what)
            promised = {w: t for w, t in promised.items() if hall.ticket(t).state == "waiting"}
            continue
        expected = told_of(hall, what).idle_windows
        elder = m.PriorityReason.ELDER if press == "elder" else None
        ticket = hall.issue(what, priority_reason=elder)
        assert ticket.go_straight == (expected[0] if expected else None)
        if ticket.go_straight:
            window = hall.view(ticket.go_straight)
            assert (window.status, window.ticket) == ("open", None)
            assert ticket.ahead == 0
            assert ticket.go_straight not in promised
            promised[ticket.go_straight] = ticket.ticket_id


def press_at(hall: SmallHall, press: str, window: str) -> None:
    try:
        if press == "next":
            hall.next(window)
        else:
            hall.press(press, window, *(["茶歇"] if press == "pause" else []))
    except RuleBroken:
        return  # nobody is there, or it is paused: nothing was pressed


# --- what the kiosks are told ----------------------------------------------------------------

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


# --- numbers given offline -------------------------------------------------------------------


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
