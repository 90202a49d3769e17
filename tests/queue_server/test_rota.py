"""Who sits at the shared windows today, and who stands by."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from opening_rules import MONDAY, SATURDAY, weekdays_only

from queue_server.domain.rota import Duty, Post, Rota, Turn, duty, turns_since

FRIDAY = SATURDAY - timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)
ROTA = Rota(id="r", windows=("1", "2"), clerks=("an", "bo", "chen", "ding"), since=MONDAY)
WEEKLY = Rota(id="r", windows=("1",), clerks=("an", "bo", "chen"), since=MONDAY, turn=Turn.WEEK)


def seats(found: Duty | None) -> dict[str, str | None]:
    assert found is not None
    return {post.window: post.clerk for post in found.posts}


def on(day: date, rota: Rota = ROTA, absent: tuple[str, ...] = ()) -> Duty | None:
    return duty(rota, day, weekdays_only, absent)


def test_on_its_first_day_the_first_sit_and_the_others_stand_by() -> None:
    assert on(MONDAY) == Duty(
        posts=(Post(window="1", clerk="an"), Post(window="2", clerk="bo")),
        stand_by=("chen", "ding"),
    )


def test_who_stands_by_first_is_the_next_to_sit() -> None:
    tuesday = on(MONDAY + timedelta(days=1))
    assert seats(tuesday) == {"1": "bo", "2": "chen"}
    assert tuesday is not None
    assert tuesday.stand_by == ("ding", "an")


def test_a_weekend_rests_and_does_not_move_it_on() -> None:
    assert on(SATURDAY) is None
    assert seats(on(FRIDAY)) == {"1": "an", "2": "bo"}
    assert seats(on(NEXT_MONDAY)) == {"1": "bo", "2": "chen"}


def test_a_moved_working_saturday_counts_as_any_other_day() -> None:
    def moved(day: date) -> bool:
        return weekdays_only(day) or day == SATURDAY

    assert seats(duty(ROTA, SATURDAY, moved)) == {"1": "bo", "2": "chen"}
    assert seats(duty(ROTA, NEXT_MONDAY, moved)) == {"1": "chen", "2": "ding"}


def test_by_the_week_it_moves_on_on_mondays() -> None:
    assert [seats(on(MONDAY + timedelta(days=n), WEEKLY))["1"] for n in (0, 4, 7, 14, 21)] == [
        *("an", "an", "bo", "chen", "an")
    ]


def test_who_is_away_is_replaced_by_the_first_who_stands_by_and_it_is_said() -> None:
    found = on(MONDAY, absent=("an", "chen"))
    assert found == Duty(
        posts=(Post(window="1", clerk="ding", instead_of="an"), Post(window="2", clerk="bo")),
        stand_by=(),
    )


def test_when_nobody_is_left_the_window_is_nobodys() -> None:
    found = on(MONDAY, absent=("an", "bo", "chen", "ding"))
    assert seats(found) == {"1": None, "2": None}


@given(st.integers(-400, 400), st.sampled_from(Turn))
def test_any_two_working_days_that_follow_each_other_are_one_turn_apart_or_none(
    days: int, turn: Turn
) -> None:
    rota = Rota(id="r", windows=("1",), clerks=("an", "bo", "chen"), since=MONDAY, turn=turn)
    day = MONDAY + timedelta(days=days)
    moved = turns_since(rota, day + timedelta(days=1), weekdays_only) - turns_since(
        rota, day, weekdays_only
    )
    expected = weekdays_only(day) if turn is Turn.DAY else day.weekday() == 6
    assert moved == expected


@given(st.integers(0, 400), st.sets(st.sampled_from(ROTA.clerks)))
def test_nobody_is_in_two_places_and_nobody_who_is_away_is_in_one(
    days: int, absent: set[str]
) -> None:
    found = duty(ROTA, MONDAY + timedelta(days=days), weekdays_only, absent)
    if found is None:
        return
    named = [post.clerk for post in found.posts if post.clerk] + list(found.stand_by)
    assert sorted(named) == sorted(set(ROTA.clerks) - absent)
