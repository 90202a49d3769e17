"""What a case system asks of an evaluator, and what it is answered; see docs/evaluations.md.

Nothing here says who the visitor is: a message with a person's fields is refused.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from queue_server.contract.messages import Channel, Command

CaseNumber = Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[\w./()（）〔〕-]+$")]
Told = Annotated[str, Meta(max_length=200)]


class EvaluationState(StrEnum):
    """`not_rated`: timed out, as -2 in the field. `withdrawn`: the visitor was let go before."""

    ASKED = "asked"
    RATED = "rated"
    NOT_RATED = "not_rated"
    WITHDRAWN = "withdrawn"


class AffairTold(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the case is about, in the words that case systems use; all of it may be left out. The
    visitor is shown `affairName`; the rest is kept beside the rating."""

    evalProcess: Told = ""  # noqa: N815  # their word
    affairDealNo: Told = ""  # noqa: N815
    affairCode: Told = ""  # noqa: N815
    affairName: Told = ""  # noqa: N815
    affairDealOfficer: Told = ""  # noqa: N815
    affairApplyTime: Told = ""  # noqa: N815
    affairDoneTime: Told = ""  # noqa: N815
    affairHandleItem: Told = ""  # noqa: N815
    departmentCode: Told = ""  # noqa: N815
    userType: Told = ""  # noqa: N815


class AskEvaluation(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`case_number` is the asking system's own; a case is rated once."""

    case_number: CaseNumber
    told: AffairTold = AffairTold()
    timeout_s: Annotated[int, Meta(ge=5, le=300)] = 60


class WithdrawEvaluation(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Evaluation(Struct, frozen=True, kw_only=True):
    """`level` (5 is best), `channel`, `reasons` and `comment` come with `rated`, when its visitor
    can no more change it. Not for the eyes of the clerk."""

    evaluation_id: UUID
    window: str
    case_number: str
    state: EvaluationState
    asked_at: datetime
    until: datetime
    ended_at: datetime | None = None
    level: int | None = None
    channel: Channel | None = None
    reasons: list[str] = []
    comment: str = ""
