"""What follows a low rating: one table of states and steps, who may do which, and by when.

The deadline is of working days, and nothing stops it: not an appeal, not a change of owner.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from queue_server.domain.days import IsWorkday
from queue_server.domain.errors import RuleBroken

MOST_TRIES = 3  # calls that nobody answered; the last one may end the follow-up


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    FOLLOWED_UP = "followed_up"
    APPEALED = "appealed"
    CLOSED = "closed"


class Step(StrEnum):
    ASSIGN = "assign"
    ANSWER = "answer"
    TRY = "try"  # a call that nobody answered
    FOLLOW_UP = "follow_up"
    APPEAL = "appeal"
    UPHOLD = "uphold"  # the rating counts
    STRIKE = "strike"  # it does not
    CLOSE = "close"


TABLE: dict[tuple[State, Step], State] = {
    (State.OPEN, Step.ASSIGN): State.OPEN,
    (State.OPEN, Step.ANSWER): State.ANSWERED,
    (State.OPEN, Step.APPEAL): State.APPEALED,
    (State.ANSWERED, Step.ASSIGN): State.ANSWERED,
    (State.ANSWERED, Step.TRY): State.ANSWERED,
    (State.ANSWERED, Step.FOLLOW_UP): State.FOLLOWED_UP,
    (State.ANSWERED, Step.APPEAL): State.APPEALED,
    (State.FOLLOWED_UP, Step.ASSIGN): State.FOLLOWED_UP,
    (State.FOLLOWED_UP, Step.CLOSE): State.CLOSED,
    # No other owner while an appeal is open: who gave the case away could decide it then.
    (State.APPEALED, Step.UPHOLD): State.OPEN,  # or answered, where it was: `Case.after`
    (State.APPEALED, Step.STRIKE): State.CLOSED,
}


class Reached(StrEnum):
    """Who answered the follow-up call."""

    VISITOR = "visitor"
    SOMEBODY_ELSE = "somebody_else"
    NOBODY = "nobody"
    NO_CONTACT = "no_contact"  # the visitor left no number


SPOKEN_WITH = frozenset({Reached.VISITOR, Reached.SOMEBODY_ELSE})


@dataclass(frozen=True, kw_only=True)
class Case:
    """`due` is the last business date in time. `contact` is a telephone number that the visitor
    left, empty when none was or the case has ended. `counts` is False once a review struck the
    rating. `appealed_by` wrote the clerk's appeal down. `told_reasons`: codes that the visitor gave
    on the call, having given none with the rating. `version` grows with each step."""

    case_id: UUID
    act_id: UUID
    state: State
    opened_at: datetime
    due: date
    owner: str | None = None
    contact: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str | None = None
    reached: Reached | None = None
    tries: int = 0
    follow_up: str = ""
    told_reasons: tuple[str, ...] = ()
    followed_up_at: datetime | None = None
    appeal: str = ""
    appealed_at: datetime | None = None
    appealed_by: str | None = None
    review: str = ""
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    counts: bool = True
    escalated_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1

    def after(self, step: Step, by: str, now: datetime, **changes: object) -> Case:
        """This case once `by` has done `step`. Raises `not_in_this_state` or `forbidden`."""
        state = next_state(self.state, step)
        if step is Step.APPEAL and self.appealed_at is not None:
            raise RuleBroken("not_in_this_state", "a case is appealed against once", "case_id")
        if not may(self, step, by):
            raise RuleBroken("forbidden", f"{step} of this case is not for {by} to do")
        if step is Step.UPHOLD and self.answered_at is not None:
            state = State.ANSWERED
        if step in OWNERS_OWN and self.owner is None:
            changes["owner"] = by
        if state is State.CLOSED:
            changes |= {"closed_at": now, "contact": ""}
        return replace(
            self,
            state=state,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]  # checked by the dataclass' own fields
        )


def next_state(state: State, step: Step) -> State:
    """Raises `not_in_this_state`."""
    try:
        return TABLE[state, step]
    except KeyError:
        raise RuleBroken(
            "not_in_this_state", f"a case that is {state} allows no {step}", "case_id"
        ) from None


def _owns_or_nobody_does(case: Case, by: str) -> bool:
    return case.owner in (None, by)


def _is_neither_side(case: Case, by: str) -> bool:
    """Nobody reviews what they answered for, own or wrote down themselves."""
    return by not in (case.owner, case.answered_by, case.appealed_by)


OWNERS_OWN = frozenset({Step.ANSWER, Step.TRY, Step.FOLLOW_UP, Step.CLOSE})
_MAY: dict[Step, Callable[[Case, str], bool]] = {
    **dict.fromkeys(OWNERS_OWN, _owns_or_nobody_does),
    Step.UPHOLD: _is_neither_side,
    Step.STRIKE: _is_neither_side,
}


def may(case: Case, step: Step, by: str) -> bool:
    """Whether this supervisor is one who may do it; the state is another matter."""
    rule = _MAY.get(step)
    return rule is None or rule(case, by)


def allowed(case: Case, by: str) -> list[Step]:
    """What this supervisor can do with the case as it is."""
    appealed = case.appealed_at is not None
    return [
        step
        for step in Step
        if (case.state, step) in TABLE
        and may(case, step, by)
        and not (step is Step.APPEAL and appealed)
    ]


def step_of_call(case: Case, reached: Reached) -> Step:
    """What a follow-up call is, by who answered it; the third one in vain may be the last.

    Raises `malformed` when it says that there is no number, and there is one.
    """
    if reached is Reached.NO_CONTACT and case.contact:
        raise RuleBroken("malformed", "the visitor left a number", "reached")
    in_vain = reached is Reached.NOBODY and case.tries + 1 < MOST_TRIES
    return Step.TRY if in_vain else Step.FOLLOW_UP


def reasons_of_call(
    reached: Reached, codes: Collection[str], known: Collection[str], *, has_said_why: bool
) -> tuple[str, ...]:
    """The reasons that the visitor gave on the call, each once and in order. `known`: those of the
    rating's level. Raises `malformed`: only the visitor gives any, and none in the place of what
    was said with the rating."""
    if not codes:
        return ()
    if reached is not Reached.VISITOR or has_said_why:
        raise RuleBroken("malformed", "these are asked of a visitor who gave no reason", "reasons")
    if strange := sorted(set(codes) - set(known)):
        raise RuleBroken("malformed", f"{strange[0][:8]} is no reason of this level", "reasons")
    return tuple(sorted(set(codes)))


def require_said(reached: Reached, said: str) -> None:
    """Raises `malformed`: whoever was spoken with has said something."""
    if reached in SPOKEN_WITH and not said:
        raise RuleBroken("malformed", "write down what was said", "said")


# --- by when -------------------------------------------------------------------------------------


def due_on(opened: date, working_days: int, is_workday: IsWorkday) -> date:
    """The n-th working day after the day it was opened on, which is not counted itself."""
    day = opened
    while working_days:
        day += timedelta(days=1)
        working_days -= is_workday(day)
    return day


@dataclass(frozen=True, kw_only=True)
class TimeLeft:
    """`working_days` until the last day in time, or since it when it is `overdue`."""

    overdue: bool
    working_days: int


def time_left(today: date, due: date, is_workday: IsWorkday) -> TimeLeft:
    first, last = sorted((today, due))
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return TimeLeft(overdue=today > due, working_days=sum(map(is_workday, between)))


# --- the second rating ---------------------------------------------------------------------------


def second_rating_until(case: Case, days: int) -> datetime | None:
    """Until when the visitor may rate once more: after an answer, unless the first was struck."""
    if case.answered_at is None or not case.counts:
        return None
    return case.answered_at + timedelta(days=days)
