"""What a clerk writes down about a visit, and the one-time notice (一次性告知单)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from queue_server.contract.messages import Command, Id, Text
from queue_server.contract.window_view import WindowView

# Letters of every script, digits and the signs of case numbers; no quotes, angles or control signs.
CaseNumber = Annotated[
    str, Meta(max_length=64, pattern=r"^[\w ()（）〔〕\[\]【】/#.:：号第-]*$")
]  # fmt: skip
OneLine = Annotated[
    str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Remark = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class MatterOutcome(StrEnum):
    DONE_ON_THE_SPOT = "done_on_the_spot"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_GAPS = "accepted_with_gaps"
    INCOMPLETE = "incomplete"
    ENQUIRY = "enquiry"
    PICK_UP = "pick_up"
    WRONG_SERVICE = "wrong_service"


class Suggestion(StrEnum):
    """What the clerk may want to do next; nothing of it happens by itself."""

    TRANSFER = "transfer"
    NOTICE = "notice"


class Matter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`case_number` of the system that does the case, as the clerk types it."""

    service: Id
    outcome: MatterOutcome
    case_number: CaseNumber = ""


class RecordMatters(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that was done in one visit; what was written before for it is replaced."""

    act_id: UUID
    matters: Annotated[list[Matter], Meta(min_length=1, max_length=9)]


class MattersOfVisit(Struct, frozen=True, kw_only=True):
    act_id: UUID
    number: str
    matters: list[Matter]


class MattersRecorded(Struct, frozen=True, kw_only=True):
    """`suggests` is at most an offer: the window has not changed."""

    act_id: UUID
    number: str
    matters: list[Matter]
    suggests: list[Suggestion]
    window: WindowView


class MissingMaterial(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`name` as a material of the guide is called in Chinese, or in the clerk's own words."""

    name: OneLine
    note: Remark = ""


class MakeNotice(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is missing, once and whole."""

    act_id: UUID
    guide: Id | None = None
    missing: Annotated[list[MissingMaterial], Meta(min_length=1, max_length=30)]
    note: Remark = ""


class Notice(Struct, frozen=True, kw_only=True):
    """`link` is the page that prints it, on the same server."""

    notice_id: UUID
    act_id: UUID
    number: str
    made_at: datetime
    link: str
    window: WindowView


class GuideMaterial(Struct, frozen=True, kw_only=True):
    """So many originals and so many copies of it."""

    name: Text
    originals: int
    copies: int
    note: Text


class GuideOffer(Struct, frozen=True, kw_only=True):
    guide: str
    service: str
    title: Text
    materials: list[GuideMaterial]


class GuidesOfService(Struct, frozen=True, kw_only=True):
    guides: list[GuideOffer]
