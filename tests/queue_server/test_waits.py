"""How long a visitor is told to wait: from today's acts and the windows that are open now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from queue_server.contract.waits import Wait, minutes
from queue_server.domain.waits import Held, Line, Pace, pace, wait
from queue_server.waits import FRESH
from tests.queue_server.morning import Morning
from tests.queue_server.waiting_morning import covered, live

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIVE_MIN = Pace(mean=300.0, variance=100.0**2, acts=40)


def lines(ahead: int, share: float = 1.0) -> list[Line]:
    return [Line(service="a", ahead=ahead, share=share)]


def told(ahead: int, *, open_windows: int, idle_windows: int = 0) -> tuple[float, float]:
    found = wait(
        "a",
        lines(ahead),
        {"a": FIVE_MIN},
        open_windows=open_windows,
        idle_windows=idle_windows,
    )
    assert found is not None
    return found.low_s, found.high_s


def test_more_people_wait_longer_and_more_windows_make_it_shorter() -> None:
    assert told(6, open_windows=2) > told(3, open_windows=2) > told(3, open_windows=4)


def test_the_middle_is_the_work_ahead_shared_among_the_windows() -> None:
    low, high = told(3, open_windows=2)
    assert (low + high) / 2 == pytest.approx((3 + 1) * 300 / 2)


def test_nobody_waits_where_a_window_is_idle() -> None:
    assert told(0, open_windows=2, idle_windows=1) == (0.0, 0.0)


@pytest.mark.parametrize(("windows", "acts"), [(0, 40), (2, 4)])
def test_nothing_is_said_when_nobody_serves_or_too_few_were_served(windows: int, acts: int) -> None:
    seen = Pace(mean=300.0, variance=0.0, acts=acts)
    assert wait("a", lines(3), {"a": seen}, open_windows=windows, idle_windows=0) is None


def test_people_of_other_services_at_the_same_windows_count_by_their_own_time() -> None:
    both = [*lines(2), Line(service="b", ahead=2, share=0.5)]
    paces = {"a": FIVE_MIN, "b": Pace(mean=900.0, variance=0.0, acts=40)}
    found = wait("a", both, paces, open_windows=1, idle_windows=0)
    assert found is not None
    assert (found.low_s + found.high_s) / 2 == pytest.approx(2 * 300 + 2 * 0.5 * 900 + 300)


def test_the_last_hour_counts_beside_the_day() -> None:
    morning = [Held(seconds=300, ended_at=TEN - timedelta(minutes=90))] * 10
    slow_hour = [Held(seconds=900, ended_at=TEN - timedelta(minutes=5))] * 10
    found = pace([*morning, *slow_hour], TEN)
    assert found is not None
    assert 600 < found.mean < 900


@pytest.mark.parametrize(
    ("low_s", "high_s", "shown"),
    [
        (125, 415, (2, 7)),
        (510, 850, (8, 15)),
        (11 * 60, 21 * 60, (10, 25)),
        (0, 30, (0, 1)),
        (600, 600, (10, 10)),
    ],
)
def test_minutes_are_rounded_outward(low_s: float, high_s: float, shown: tuple[int, int]) -> None:
    assert minutes(Wait(ahead=1, low_s=low_s, high_s=high_s)) == shown


def test_minutes_that_nobody_knows_are_not_said() -> None:
    assert minutes(Wait(ahead=3)) is None


# --- the whole ------------------------------------------------------------------------------


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Morning]:
    morning = Morning(tmp_path)
    yield morning
    morning.close()


def asked(day: Morning, ticket_id: object) -> Wait:
    with day.store.read() as reader:
        found = reader.ticket(ticket_id)  # type: ignore[arg-type]
        assert found is not None
        return day.views.wait(reader, found, day.now)


def test_a_ticket_that_was_called_waits_for_nobody(day: Morning) -> None:
    day.at("1", 0, "log_in", "wang")
    ticket = day.issue("company-setup", 0)
    day.at("1", 1, "call_next")
    assert asked(day, ticket.ticket_id) == Wait(ahead=0)


def test_with_no_window_open_only_the_people_ahead_are_told(day: Morning) -> None:
    day.issue("company-setup", 0)
    ticket = day.issue("company-setup", 1)
    assert asked(day, ticket.ticket_id) == Wait(ahead=1)


def test_after_five_visits_of_five_minutes_one_ahead_is_about_ten(day: Morning) -> None:
    day.at("1", 0, "log_in", "wang")
    for at in range(6):
        day.issue("company-setup", at * 5)
        day.at("1", at * 5, "call_next")
        day.at("1", at * 5, "start")
        if at < 5:
            day.at("1", at * 5 + 5, "finish")
    day.issue("company-setup", 26)
    ticket = day.issue("company-setup", 26)
    told = asked(day, ticket.ticket_id)
    assert told.ahead == 1
    assert told.low_s == told.high_s == pytest.approx(600)
    day.at("1", 27, "pause", "")
    day.minute = 28 + FRESH.total_seconds() / 60
    assert asked(day, ticket.ticket_id).low_s is None


def test_of_a_lived_morning_three_in_four_waited_as_long_as_they_were_told(day: Morning) -> None:
    told = live(day, 1, windows=4, load=1.0)
    assert len(told) > 30
    assert covered(told) >= 0.75
