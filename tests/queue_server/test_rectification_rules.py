"""The life of a case after a low rating: its states, who does what, and by when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_hall import refused

from config.hall import CalendarDay
from queue_server.domain.errors import RuleBroken
from queue_server.domain.rectifications import (
    MOST_TRIES,
    TABLE,
    Case,
    Reached,
    State,
    Step,
    TimeLeft,
    allowed,
    due_on,
    next_state,
    reasons_of_call,
    second_rating_until,
    step_of_call,
    time_left,
)
from queue_server.working_days import WorkingDays

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SUPERVISORS = ("lead", "deputy", "third")
IS_WORKDAY = WorkingDays([]).is_workday


def case(**told: object) -> Case:
    fields = {
        "case_id": UUID(int=1),
        "act_id": UUID(int=2),
        "state": State.OPEN,
        "opened_at": NOW,
        "due": date(2026, 11, 30),
        **told,
    }
    return Case(**fields)  # type: ignore[arg-type]  # the dataclass' own fields


def taken(step: Step, before: Case, by: str) -> Case:
    """The step with what comes with it."""
    told: dict[Step, dict[str, object]] = {
        Step.ASSIGN: {"owner": by},
        Step.ANSWER: {"answered_at": NOW, "answered_by": by},
        Step.TRY: {"tries": before.tries + 1},
        Step.APPEAL: {"appealed_at": NOW, "appealed_by": by},
        Step.STRIKE: {"counts": False},
    }
    return before.after(step, by, NOW, **told.get(step, {}))


@given(st.lists(st.tuples(st.sampled_from(Step), st.sampled_from(SUPERVISORS)), max_size=25))
@settings(max_examples=300, deadline=None)
def test_no_sequence_of_steps_leaves_the_table(steps: list[tuple[Step, str]]) -> None:
    now = case(contact="13800138000")
    for step, by in steps:
        if step not in allowed(now, by):
            with pytest.raises(RuleBroken, match=r"^(not_in_this_state|forbidden):"):
                taken(step, now, by)
            continue
        after = taken(step, now, by)
        assert (now.state, step) in TABLE
        assert after.version == now.version + 1
        assert (after.state is State.CLOSED) == (after.closed_at is not None)
        assert not (after.closed_at and after.contact)
        assert after.counts or after.state is State.CLOSED
        if after.state is State.ANSWERED:
            assert after.answered_at is not None
        now = after
    if now.state is State.CLOSED:
        assert all(not allowed(now, by) for by in SUPERVISORS)


def test_every_state_but_the_last_can_be_left_and_is_reached() -> None:
    assert {state for state, _ in TABLE} == set(State) - {State.CLOSED}
    assert set(TABLE.values()) | {State.OPEN} == set(State)
    assert {step for _, step in TABLE} == set(Step)


def test_a_case_cannot_be_closed_before_its_visitor_was_called() -> None:
    for state in (State.OPEN, State.ANSWERED, State.APPEALED, State.CLOSED):
        with refused("not_in_this_state"):
            next_state(state, Step.CLOSE)


def test_the_owner_answers_and_whoever_answers_first_becomes_the_owner() -> None:
    with refused("forbidden"):
        case(owner="lead").after(Step.ANSWER, "deputy", NOW)
    assert case().after(Step.ANSWER, "deputy", NOW, answered_at=NOW).owner == "deputy"


@pytest.mark.parametrize("side", ["owner", "answered_by", "appealed_by"])
def test_nobody_reviews_what_they_had_a_hand_in(side: str) -> None:
    appealed = case(state=State.APPEALED, owner="x", appealed_by="y", appealed_at=NOW)
    mine = case(**{**vars(appealed), side: "lead"})
    for step in (Step.UPHOLD, Step.STRIKE):
        with refused("forbidden"):
            mine.after(step, "lead", NOW)
        mine.after(step, "third", NOW)


def test_while_an_appeal_is_open_no_owner_gives_the_case_away_to_decide_it() -> None:
    appealed = case(state=State.APPEALED, owner="x", appealed_by="y", appealed_at=NOW)
    with refused("not_in_this_state"):
        appealed.after(Step.ASSIGN, "x", NOW, owner="y")


@pytest.mark.parametrize("answered_at", [None, NOW])
def test_an_upheld_rating_goes_on_where_it_was(answered_at: datetime | None) -> None:
    appealed = case(state=State.APPEALED, owner="lead", answered_at=answered_at, appealed_at=NOW)
    upheld = appealed.after(Step.UPHOLD, "third", NOW)
    assert upheld.state is (State.ANSWERED if answered_at else State.OPEN)
    with refused("not_in_this_state"):
        upheld.after(Step.APPEAL, "lead", NOW)


def test_the_third_call_in_vain_may_be_the_last() -> None:
    with_number = case(state=State.ANSWERED, contact="13800138000")
    for tries in range(MOST_TRIES - 1):
        tried = case(**{**vars(with_number), "tries": tries})
        assert step_of_call(tried, Reached.NOBODY) is Step.TRY
    tried = case(**{**vars(with_number), "tries": MOST_TRIES - 1})
    assert step_of_call(tried, Reached.NOBODY) is Step.FOLLOW_UP
    assert step_of_call(with_number, Reached.VISITOR) is Step.FOLLOW_UP


def test_who_left_a_number_is_not_said_to_have_left_none() -> None:
    with refused("malformed"):
        step_of_call(case(contact="13800138000"), Reached.NO_CONTACT)
    assert step_of_call(case(), Reached.NO_CONTACT) is Step.FOLLOW_UP


@pytest.mark.parametrize(
    ("reached", "codes", "has_said_why"),
    [
        (Reached.SOMEBODY_ELSE, ["115"], False),
        (Reached.NOBODY, ["115"], False),
        (Reached.VISITOR, ["115"], True),
        (Reached.VISITOR, ["115", "207"], False),
    ],
)
def test_reasons_are_the_visitors_own_of_that_level_and_given_once(
    reached: Reached, codes: list[str], has_said_why: bool
) -> None:
    with refused("malformed"):
        reasons_of_call(reached, codes, {"113", "115"}, has_said_why=has_said_why)
    assert reasons_of_call(reached, [], {"115"}, has_said_why=has_said_why) == ()


def test_reasons_of_a_call_are_kept_once_and_in_order() -> None:
    told = ["115", "113", "115"]
    found = reasons_of_call(Reached.VISITOR, told, {"113", "115"}, has_said_why=False)
    assert found == ("113", "115")


# --- by when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2025-09-01", 5, "2025-09-08"),  # Monday: over one weekend
        ("2025-09-05", 1, "2025-09-08"),  # Friday
        ("2025-09-06", 1, "2025-09-08"),  # Saturday: Monday is the first day
        ("2025-09-29", 5, "2025-10-13"),  # over National Day; Saturday the 11th is worked
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-01-24", 3, "2025-02-05"),  # over Spring Festival; Sunday the 26th is worked
    ],
)
def test_the_deadline_counts_the_chinese_calendars_working_days(
    opened: str, days: int, due: str
) -> None:
    assert due_on(date.fromisoformat(opened), days, IS_WORKDAY) == date.fromisoformat(due)


def test_the_halls_own_days_overrule_the_calendar() -> None:
    own = WorkingDays([CalendarDay(date="2025-09-02", workday=False)])
    assert due_on(date(2025, 9, 1), 1, own.is_workday) == date(2025, 9, 3)


@pytest.mark.parametrize(
    ("today", "overdue", "working_days"),
    [
        ("2025-09-29", False, 5),
        ("2025-10-03", False, 4),  # a holiday uses up nothing
        ("2025-10-11", False, 1),
        ("2025-10-13", False, 0),
        ("2025-10-14", True, 1),
        ("2025-10-18", True, 4),
    ],
)
def test_the_time_left_is_told_in_working_days(
    today: str, overdue: bool, working_days: int
) -> None:
    found = time_left(date.fromisoformat(today), date(2025, 10, 13), IS_WORKDAY)
    assert found == TimeLeft(overdue=overdue, working_days=working_days)


@given(st.dates(date(2025, 1, 1), date(2025, 11, 1)), st.integers(1, 15))
def test_on_the_day_it_is_opened_all_days_are_left(opened: date, days: int) -> None:
    due = due_on(opened, days, IS_WORKDAY)
    assert time_left(opened, due, IS_WORKDAY) == TimeLeft(overdue=False, working_days=days)
    assert IS_WORKDAY(due)


def test_a_second_rating_follows_an_answer_unless_the_first_was_struck() -> None:
    assert second_rating_until(case(), 15) is None
    answered = case(state=State.ANSWERED, answered_at=NOW)
    assert second_rating_until(answered, 15) == NOW + timedelta(days=15)
    assert second_rating_until(case(**{**vars(answered), "counts": False}), 15) is None
