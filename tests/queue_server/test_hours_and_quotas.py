"""When a hall gives numbers and how many: hours, calendar and quotas."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from ruled_hall import OFFICE, MakeRuled, close, info, refused, told_of
from small_hall import NINE

from config.hall import (
    CalendarDay,
    Hours,
    Quota,
)
from config.kinds import Name
from config.times import OpenTime
from queue_server.checks import APPOINTMENT
from queue_server.domain.errors import RuleBroken
from queue_server.issuing import Order, issue_ticket
from queue_server.working_days import WorkingDays


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


def test_a_holiday_of_several_days_is_one_line_of_the_halls_file(make_ruled: MakeRuled) -> None:
    why = Name(zh="春节放假", en="Spring Festival")
    week = CalendarDay(date="2026-11-23", to_date="2026-11-27", workday=False, why=why)
    hall = make_ruled(hours=Hours(open=OFFICE, calendar=[week]))
    for _ in range(5):
        assert refused(hall).reason == why.as_dict()
        assert info(hall).opens_at == NINE + timedelta(days=7, minutes=-30)  # Monday, 8:30
        hall.now += timedelta(days=1)


def test_a_saturdays_hours_are_not_those_of_a_holiday(make_ruled: MakeRuled) -> None:
    """Neither of a public one, 3 October, nor of the hall's own; a moved weekend is no holiday."""
    saturdays = OpenTime(opens="09:00", closes="12:00", days=["sat"])
    own = [CalendarDay(date="2027-02-06", workday=False, why=Name(zh="春节", en="New Year"))]
    hall = make_ruled(hours=Hours(open=[*OFFICE, saturdays], calendar=own))

    def is_open_at_eleven(day: date) -> bool:
        hall.now = hall.parts.layout.day.instant(day, time(11))
        return info(hall).is_open

    days = [date(2026, 9, 26), date(2026, 10, 3), date(2026, 10, 10), date(2026, 10, 17)]
    assert [is_open_at_eleven(day) for day in days] == [False, False, True, True]
    assert is_open_at_eleven(date(2027, 1, 30))
    assert not is_open_at_eleven(date(2027, 2, 6))
    assert refused(hall).reason == {"zh": "春节", "en": "New Year"}


def test_a_year_that_the_calendar_does_not_know_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    days = WorkingDays([CalendarDay(date="2199-01-01", workday=False)])
    assert [days.is_workday(date(2199, 1, n)) for n in (1, 2, 4, 5)] == [False, True, True, False]
    assert [days.is_workday(date(2199, 1, n)) for n in (2, 5)] == [True, False]
    assert caplog.text.count("does not know 2199") == 1


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
