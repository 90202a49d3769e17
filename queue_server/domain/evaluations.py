"""A rating that another system asks for, of a case of its own, at one of our windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from queue_server.domain.errors import RuleBroken
from queue_server.domain.ratings import Given

LONGEST_S = 300.0  # nobody stands at an evaluator longer than this
SHORTEST_S = 5.0


class State(StrEnum):
    """`not_rated`: nobody pressed in its time. `withdrawn`: its visitor was let go before, by the
    clerk's next call or by the system that asked."""

    ASKED = "asked"
    RATED = "rated"
    NOT_RATED = "not_rated"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """`account`: who sat at the window when it was asked. `given` until its `final_at` may change;
    no level is told before."""

    evaluation_id: UUID
    system: str
    case_number: str
    window: str
    account: str | None
    state: State
    asked_at: datetime
    until: datetime
    ended_at: datetime | None = None
    given: Given | None = None

    def is_asked(self, now: datetime) -> bool:
        return self.state is State.ASKED and now < self.until

    def is_changing(self, now: datetime) -> bool:
        """Whether its visitor may still press another level."""
        final_at = self.given.final_at if self.given else None
        return final_at is not None and now < final_at

    def state_at(self, now: datetime) -> State:
        """What its system is told: times run out without anybody writing so, and a level is only
        told when nothing changes it any more."""
        if self.is_asked(now) or self.is_changing(now):
            return State.ASKED
        return State.NOT_RATED if self.state is State.ASKED else self.state

    def settled_at(self) -> datetime:
        """When an evaluation that is asked ends by itself."""
        if self.given and self.given.final_at:
            return self.given.final_at
        return self.until


def require_free(is_asking: bool, window: str) -> None:
    """One visitor is asked one thing at a time."""
    if is_asking:
        raise RuleBroken(
            "evaluator_busy", f"the visitor at window {window} is being asked already", "window"
        )


def require_unrated(is_rated: bool, case_number: str) -> None:
    if is_rated:
        detail = f"该办件已评价，无需重复评价: {case_number} was rated already"
        raise RuleBroken("already_rated", detail, "case_number")
