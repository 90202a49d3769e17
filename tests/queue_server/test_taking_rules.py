"""When a number can be taken: the rules alone, without a hall or a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from opening_rules import (
    BERLIN,
    MONDAY,
    OFFICE,
    SATURDAY,
    WHY,
    clock,
    hours,
    offer,
    quota,
    stretch,
    weekdays_only,
)

from queue_server.domain.days import falls_on
from queue_server.domain.taking import Closure, Known, Offer, Taking, opens_at, taking

DAYS = [
    (MONDAY, {"mon"}, True),
    (MONDAY, {"tue", "sun"}, False),
    (MONDAY, {"every"}, True),
    (MONDAY, {"workdays"}, True),
    (MONDAY, {"days-off"}, False),
    (SATURDAY, {"workdays"}, False),
    (SATURDAY, {"days-off"}, True),
    (SATURDAY, {"workdays", "sat"}, True),
    (SATURDAY, {"workdays", "days-off"}, True),
]


@pytest.mark.parametrize(("day", "days", "expected"), DAYS)
def test_a_rule_is_for_its_days(day: date, days: set[str], expected: bool) -> None:
    assert falls_on(day, days, weekdays_only) is expected


@pytest.mark.parametrize(("days", "expected"), [({"sat"}, False), ({"every"}, True)])
def test_a_weekdays_name_is_for_no_holiday(days: set[str], expected: bool) -> None:
    assert falls_on(SATURDAY, days, weekdays_only, lambda day: True) is expected
    assert falls_on(SATURDAY, days | {"days-off"}, weekdays_only, lambda day: True)


def test_the_calendar_is_asked_only_where_the_answer_hangs_on_it() -> None:
    def never(day: date) -> bool:
        raise AssertionError(day)

    assert falls_on(MONDAY, {"every", "workdays"}, never)
    assert falls_on(MONDAY, {"mon", "days-off"}, never)
    assert not falls_on(MONDAY, {"tue"}, never)


HOURS = [
    ("08:29", False),
    ("08:30", True),
    ("11:39", True),
    ("11:40", False),  # twenty minutes before noon the last number is gone
    ("12:00", False),
    ("13:30", True),
    ("16:39", True),
    ("16:40", False),
    ("23:00", False),
]


@pytest.mark.parametrize(("at", "expected"), HOURS)
def test_numbers_are_given_until_some_minutes_before_a_stretch_ends(
    at: str, expected: bool
) -> None:
    assert hours(*OFFICE, last_min=20).are_on(clock(at)) is expected
    assert not hours(*OFFICE).are_on(clock(at, SATURDAY))


def test_a_hall_without_hours_gives_numbers_at_any_time() -> None:
    assert hours().are_on(clock("03:00", SATURDAY))


def test_midnight_as_an_end_is_that_of_the_same_day() -> None:
    late = hours(stretch("18:00-00:00", "every"))
    assert late.are_on(clock("23:59"))
    assert not late.are_on(clock("00:00"))


def test_a_summer_time_change_moves_no_opening() -> None:
    """On 29 March 2026 the clocks of Berlin go from 2:00 to 3:00, on 25 October from 3:00 to 2:00:
    a hall that opens at 8:30 opens when its clock shows 8:30."""
    berlin = hours(stretch("08:30-12:00", "every"), day=BERLIN)
    for day, utc in ((date(2026, 3, 28), 7), (date(2026, 3, 29), 6), (date(2026, 10, 25), 7)):
        opens = datetime(day.year, day.month, day.day, utc, 30, tzinfo=UTC)
        assert not berlin.are_on(opens - timedelta(seconds=1))
        assert berlin.are_on(opens)


def test_what_a_clock_change_leaves_empty_is_no_stretch() -> None:
    night = hours(stretch("02:00-03:00", "every"), day=BERLIN)
    assert list(night.of(date(2026, 3, 29))) == []


def test_a_quota_of_the_whole_day_is_of_the_business_day() -> None:
    span = quota(5).span(MONDAY)
    assert span is not None
    assert (span.start, span.end) == (
        clock("04:00"),
        clock("04:00", MONDAY + timedelta(days=1)),
    )


def test_a_quota_of_the_morning_is_over_at_noon() -> None:
    morning = quota(5, "00:00", "12:00", "workdays")
    assert morning.span_at(clock("11:59")) is not None
    assert morning.span_at(clock("12:00")) is None
    assert morning.span_at(clock("09:00", SATURDAY)) is None
    assert morning.span_at(clock("03:00")) is None  # that is still Sunday's business day


CLOSED_MONDAY = (Closure(first=MONDAY, last=MONDAY, why=WHY),)
TUESDAY = MONDAY + timedelta(days=1)


# {what: (offer, the clock on Monday, what the data says, what is answered)}
CASES: dict[str, tuple[Offer, str, Known, Taking]] = {
    "nothing is configured": (offer(), "03:00", Known(), Taking()),
    "it is done elsewhere": (
        offer(elsewhere="east", closures=CLOSED_MONDAY),
        "09:00",
        Known(closed_today=WHY),
        Taking(code="wrong_hall"),
    ),
    "it is closed by plan": (
        offer(closures=CLOSED_MONDAY),
        "09:00",
        Known(),
        Taking(code="service_closed", reason=WHY, opens_at=clock("04:00", TUESDAY)),
    ),
    "a supervisor closed it": (
        offer(open_at=hours(*OFFICE)),
        "09:00",
        Known(closed_today={"zh": "停电"}),
        Taking(code="service_closed", reason={"zh": "停电"}, opens_at=clock("08:30", TUESDAY)),
    ),
    "it is noon": (
        offer(open_at=hours(*OFFICE)),
        "12:30",
        Known(),
        Taking(code="outside_hours", opens_at=clock("13:30")),
    ),
    "it is evening": (
        offer(open_at=hours(*OFFICE)),
        "20:00",
        Known(),
        Taking(code="outside_hours", opens_at=clock("08:30", TUESDAY)),
    ),
    "the morning's numbers are gone": (
        offer(quota(2, "00:00", "12:00"), open_at=hours(*OFFICE)),
        "09:00",
        Known(given=(2,)),
        Taking(code="quota_used", opens_at=clock("13:30")),
    ),
    "the day's numbers are gone": (
        offer(quota(9), quota(2, "00:00", "12:00"), open_at=hours(*OFFICE)),
        "09:00",
        Known(given=(9, 1)),
        Taking(code="quota_used", opens_at=clock("08:30", TUESDAY)),
    ),
    "two quotas hold": (
        offer(quota(9), quota(4, "00:00", "12:00")),
        "09:00",
        Known(given=(6, 3)),
        Taking(left=1),
    ),
    "none is ever given": (offer(quota(0)), "09:00", Known(given=(0,)), Taking(code="quota_used")),
    "the hall is full": (offer(), "09:00", Known(full=True), Taking(code="hall_full")),
    "it is night in a full hall": (
        offer(open_at=hours(*OFFICE)),
        "20:00",
        Known(full=True),
        Taking(code="outside_hours", opens_at=clock("08:30", TUESDAY)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_somebody_hears_who_asks_for_a_number(case: str) -> None:
    rules, at, known, expected = CASES[case]
    assert taking(rules, clock(at), known) == expected


def test_a_hall_closed_for_two_weeks_says_the_first_workday_after() -> None:
    holiday = (Closure(first=MONDAY, last=date(2026, 12, 5), why=WHY),)  # until a Saturday
    rules = offer(open_at=hours(*OFFICE), closures=holiday)
    assert opens_at(rules, clock("09:00"), Known()) == clock("08:30", date(2026, 12, 7))


def test_what_opens_in_a_quarter_says_no_day() -> None:
    long = (Closure(first=MONDAY, last=MONDAY + timedelta(days=90), why=WHY),)
    assert opens_at(offer(closures=long), clock("09:00"), Known()) is None
