"""The simulated people come and are served as the county's figures say."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from queue_server.admin import demo_profile as profile


def a_month() -> list[float]:
    """Arrivals, as hours of the day."""
    random, day_s, hours = Random(7), float(profile.OPENS_AT_S), []
    for _ in range(22 * profile.TICKETS_PER_DAY):
        _, day_s = profile.next_arrival(random, day_s)
        hours.append(day_s % profile.DAY_S / profile.HOUR_S)
    return hours


def test_a_quarter_of_the_people_come_in_the_busiest_hour() -> None:
    hours = a_month()
    busiest = sum(1 for hour in hours if 9 <= hour < 10) / len(hours)
    assert busiest == pytest.approx(0.25, abs=0.015)


def test_nobody_comes_at_night_and_the_night_costs_no_time() -> None:
    hours = a_month()
    assert min(hours) >= 8
    assert max(hours) < 17
    days = 1 + sum(1 for before, after in pairwise(hours) if after < before)
    assert days == pytest.approx(22, abs=1)


def test_the_longest_wait_for_a_visitor_is_no_night() -> None:
    random, day_s = Random(3), float(profile.OPENS_AT_S)
    waits = []
    for _ in range(5_000):
        wait_s, day_s = profile.next_arrival(random, day_s)
        waits.append(wait_s)
    assert max(waits) < profile.HOUR_S


@pytest.mark.parametrize("rank", range(4))
def test_services_take_as_long_as_their_class(rank: int) -> None:
    random = Random(11)
    times = [profile.service_time_s(random, rank) for _ in range(20_000)]
    mean = sum(times) / len(times)
    spread = (sum((t - mean) ** 2 for t in times) / len(times)) ** 0.5 / mean
    assert mean == pytest.approx(profile.SERVICE_MEANS_S[rank], rel=0.03)
    assert spread == pytest.approx(profile.SERVICE_SPREAD, rel=0.1)


def test_most_are_satisfied_and_all_five_levels_occur() -> None:
    random = Random(5)
    levels = [profile.level(random) for _ in range(5_000)]
    assert set(levels) == {1, 2, 3, 4, 5}
    assert sum(level >= 4 for level in levels) / len(levels) > 0.8


def test_windows_with_devices_are_staffed_first() -> None:
    windows = [str(n) for n in range(1, 15)]
    assert profile.staffed(windows, {"9", "12"})[:2] == ["9", "12"]
    assert len(profile.staffed(windows, set())) == 6
    assert profile.staffed(["7"], set()) == ["7"]
