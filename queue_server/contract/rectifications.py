"""What supervisors do after a low rating. None of it is for a clerk's eyes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from queue_server.contract.messages import Command, Id, ReasonCode

Words = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"\S")]


class CaseState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    FOLLOWED_UP = "followed_up"
    APPEALED = "appealed"
    CLOSED = "closed"


class Reached(StrEnum):
    """Who answered the follow-up call; `no_contact` when the visitor left no number."""

    VISITOR = "visitor"
    SOMEBODY_ELSE = "somebody_else"
    NOBODY = "nobody"
    NO_CONTACT = "no_contact"


class Verdict(StrEnum):
    """`uphold`: the rating counts. `strike`: it does not, and the case is over."""

    UPHOLD = "uphold"
    STRIKE = "strike"


class CaseCommand(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`version` is the case's as it was seen: `case_changed` when it has another one now."""

    version: Annotated[int, Meta(ge=1)]


class AssignCase(CaseCommand, frozen=True, forbid_unknown_fields=True, kw_only=True):
    owner: Id


class AnswerCase(CaseCommand, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was put right. The visitor reads it by the slip's code."""

    answer: Words


class FollowUpCase(CaseCommand, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`said` may be left out where nobody was spoken with. `reasons`: codes that the visitor gives
    now, who gave none with the rating (a keypad cannot ask); they stand beside it, marked."""

    reached: Reached
    said: Annotated[str, Meta(max_length=1000)] = ""
    reasons: Annotated[list[ReasonCode], Meta(max_length=20)] = field(default_factory=list)


class AppealCase(CaseCommand, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the clerk concerned says against it, in the words of the supervisor who asked them."""

    appeal: Words


class ReviewCase(CaseCommand, frozen=True, forbid_unknown_fields=True, kw_only=True):
    verdict: Verdict
    review: Words


class CloseCase(CaseCommand, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class CaseStepDone(Struct, frozen=True, kw_only=True):
    """The answer to each of these. It says nothing of the rating, for answers are kept."""

    case_id: UUID
    state: CaseState
    version: int


class CaseSummary(Struct, frozen=True, kw_only=True):
    """A line of the list: it tells no level and no clerk. `working_days` are left, or since the
    deadline when it is `overdue`."""

    case_id: UUID
    number: str
    window: str
    service: str
    state: CaseState
    opened_at: datetime
    due: date
    overdue: bool
    working_days: int
    owner: str | None
    owner_name: str
    escalated_at: datetime | None
    closed_at: datetime | None
    counts: bool
    version: int


class Cases(Struct, frozen=True, kw_only=True):
    """`month` is YYYY-MM, null when the list is not of a month."""

    which: str
    month: str | None
    as_of: datetime
    cases: list[CaseSummary]


class RatingGiven(Struct, frozen=True, kw_only=True):
    level: int
    channel: str
    rated_at: datetime
    reasons: list[str]
    comment: str


class CaseHistory(Struct, frozen=True, kw_only=True):
    step: str
    at: datetime
    by: str
    by_name: str
    note: str


class RectificationCase(Struct, frozen=True, kw_only=True):
    """Everything about one case. `told_reasons` were given on the follow-up call. `may` names the
    steps that the asker can do now."""

    summary: CaseSummary
    clerk: str | None
    clerk_name: str
    called_at: datetime
    ended_at: datetime | None
    rating: RatingGiven
    second_rating: RatingGiven | None
    contact: str
    answer: str
    answered_at: datetime | None
    reached: Reached | None
    tries: int
    follow_up: str
    told_reasons: list[str]
    followed_up_at: datetime | None
    appeal: str
    appealed_at: datetime | None
    review: str
    reviewed_at: datetime | None
    history: list[CaseHistory]
    may: list[str]
