"""When a window is opened although it need not be: by the calendar, or while people wait long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from opening_rules import SATURDAY, clock, hours, stretch

from queue_server.domain.tidal import Called, Tide, Wanted, Why, late_since, wanted

MONTH_END = stretch("09:00-11:30"), stretch("14:00-16:00", "every")
TIDE = Tide(
    window="12",
    services=("company", "permit"),
    times=hours(*MONTH_END),
    patience=timedelta(minutes=20),
)
NO_CALENDAR = Tide(
    window="12", services=("company", "permit"), times=hours(), patience=timedelta(minutes=20)
)


def test_in_its_times_a_window_is_wanted_although_nobody_waits() -> None:
    found = wanted(TIDE, {}, clock("09:00"))
    assert found == Wanted(
        window="12", why=Why.CALENDAR, since=clock("09:00"), until=clock("11:30")
    )
    assert wanted(TIDE, {}, clock("11:30")) is None


def test_on_a_day_off_only_the_times_of_every_day_count() -> None:
    assert wanted(TIDE, {}, clock("10:00", SATURDAY)) is None
    assert wanted(TIDE, {}, clock("15:00", SATURDAY)) is not None


def test_without_times_the_calendar_never_wants_it() -> None:
    assert wanted(NO_CALENDAR, {}, clock("10:00")) is None


def test_it_is_wanted_while_somebody_waits_longer_than_the_hall_allows() -> None:
    longest = {"company": clock("11:50"), "permit": clock("11:45")}
    assert wanted(TIDE, longest, clock("12:05")) is None
    found = wanted(TIDE, longest, clock("12:06"))
    assert found == Wanted(
        window="12",
        why=Why.OVERLOAD,
        since=clock("12:05"),
        service="permit",
        waited=timedelta(minutes=21),
    )


def test_who_waits_for_what_it_does_not_serve_does_not_open_it() -> None:
    assert wanted(NO_CALENDAR, {"fund": clock("08:00")}, clock("12:00")) is None


@pytest.mark.parametrize("waiting", [{}, {"company": clock("08:00")}])
def test_a_window_that_is_opened_by_the_calendar_alone_waits_for_its_times(
    waiting: dict[str, object],
) -> None:
    by_times = Tide(window="12", services=("company",), times=hours(*MONTH_END), patience=None)
    assert wanted(by_times, waiting, clock("13:00")) is None  # type: ignore[arg-type]


def called(service: str, since: str, until: str) -> Called:
    return Called(service=service, since=clock(since), until=clock(until))


def test_an_overload_lasts_since_the_first_of_those_who_waited_too_long_one_after_the_other() -> (
    None
):
    found = wanted(NO_CALENDAR, {"company": clock("11:45")}, clock("12:06"))
    assert found is not None
    assert found.since == clock("12:05")
    before = [
        called("company", "11:20", "12:05"),
        called("permit", "11:10", "11:50"),
        called("permit", "11:55", "12:04"),  # was called in time
        called("fund", "09:00", "12:06"),  # is served elsewhere
        called("company", "10:00", "11:20"),  # after whom nobody was late for a while
    ]
    assert late_since(NO_CALENDAR, found, before).since == clock("11:30")


def test_the_calendar_knows_by_itself_since_when() -> None:
    found = wanted(TIDE, {}, clock("09:30"))
    assert found is not None
    assert late_since(TIDE, found, [called("company", "07:00", "09:30")]) == found
