"""Numbers on paper, and the day they belong to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.errors import RuleBroken
from queue_server.domain.numbering import label, parse

SHANGHAI = BusinessDay("Asia/Shanghai", "04:00")
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Beirut",  # summer time begins at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # left out a whole day in 2011
    "Asia/Kathmandu",
]
STARTS = ["00:00", "00:30", "02:30", "04:00", "23:59"]


@pytest.mark.parametrize(
    ("prefix", "sequence", "written"),
    [("A", 1, "A001"), ("A", 999, "A999"), ("A", 1000, "A1000"), ("AB", 12, "AB012")],
)
def test_a_number_has_three_digits_and_grows_when_it_must(
    prefix: str, sequence: int, written: str
) -> None:
    assert label(prefix, sequence) == written
    assert parse(written) == (prefix, sequence)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("a7", ("A", 7)), (" A007 ", ("A", 7)), ("007", ("", 7)), ("7", ("", 7))],
)
def test_a_clerk_may_type_it_short(typed: str, meant: tuple[str, int]) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["", "A", "7A", "A-7", "A0000007", "ABCD1", "A\u0667"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match="malformed"):
        parse(typed)


@pytest.mark.parametrize(
    ("local", "belongs_to"),
    [
        ("2026-11-23T03:59:59", date(2026, 11, 22)),  # a late ticket belongs to the day before
        ("2026-11-23T04:00:00", date(2026, 11, 23)),
        ("2028-02-29T12:00:00", date(2028, 2, 29)),
        ("2028-03-01T03:00:00", date(2028, 2, 29)),
        ("2027-01-01T01:00:00", date(2026, 12, 31)),
    ],
)
def test_the_day_turns_at_the_cut_over_not_at_midnight_nor_at_utc(
    local: str, belongs_to: date
) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    assert SHANGHAI.date_of(now.astimezone(UTC)) == belongs_to


instants = st.integers(0, 30 * 365 * 86_400).map(
    lambda seconds: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(st.sampled_from(ZONES), st.sampled_from(STARTS), instants, st.integers(0, 200_000))
@example("America/Sao_Paulo", "00:00", datetime(2017, 10, 15, 2, 30, tzinfo=UTC), 1800)
@example("Europe/Berlin", "02:30", datetime(2026, 10, 25, 0, 40, tzinfo=UTC), 1800)
@example("Asia/Beirut", "00:30", datetime(2026, 3, 28, 21, 0, tzinfo=UTC), 5400)
@example("Pacific/Apia", "04:00", datetime(2011, 12, 30, 0, 0, tzinfo=UTC), 86_400)
def test_the_business_date_never_runs_backwards(
    zone: str, starts: str, now: datetime, seconds: int
) -> None:
    day = BusinessDay(zone, starts)
    assert day.date_of(now) <= day.date_of(now + timedelta(seconds=seconds))


@given(st.sampled_from(ZONES), st.sampled_from(STARTS), instants)
def test_a_day_begins_when_it_says_it_begins(zone: str, starts: str, now: datetime) -> None:
    day = BusinessDay(zone, starts)
    today = day.date_of(now)
    assert day.starts_at(today) <= now
    assert day.date_of(day.starts_at(today)) == today
    assert day.date_of(day.starts_at(today) - timedelta(microseconds=1)) < today


@given(instants)
def test_in_a_zone_without_summer_time_a_day_has_24_hours(now: datetime) -> None:
    today = SHANGHAI.date_of(now)
    tomorrow = today + timedelta(days=1)
    assert SHANGHAI.starts_at(tomorrow) - SHANGHAI.starts_at(today) == timedelta(hours=24)
    assert SHANGHAI.local(SHANGHAI.starts_at(today)).time() == time(4, 0)
