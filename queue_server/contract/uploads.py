"""What supervisors see and do of the ratings on their way to platforms. No level stands here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from queue_server.contract.messages import Command, Id


class UploadRow(Struct, frozen=True, kw_only=True):
    """A rating that waits, or was refused. `refusal` is a code: `field_missing`, `field_too_long`
    (`detail` names the field), `low_without_reason`, `platform` (`detail` is its answer),
    `no_answer`. `number`: 1 for the first rating, 2 for the second. `changed_at`: since when."""

    act_id: UUID
    number: int
    ticket_number: str
    business_date: date
    window: str
    service: str
    tries: int
    refusal: str
    detail: str
    changed_at: datetime
    next_try_at: datetime | None


class UploadTargetNow(Struct, frozen=True, kw_only=True):
    """`into`: its address or folder. `trouble`: why nothing goes there now, "" when it does.
    `pending` and `refused` list the first of as many as their counts say."""

    target: str
    form: str
    into: str
    sent_today: int
    pending_count: int
    refused_count: int
    files: int
    trouble: str
    pending: list[UploadRow]
    refused: list[UploadRow]


class UploadsNow(Struct, frozen=True, kw_only=True):
    targets: list[UploadTargetNow]


class RetryUploads(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `act_id` all refused ones of the target."""

    target: Id
    act_id: UUID | None = None
    number: Annotated[int, Meta(ge=1, le=2)] = 1


class UploadsRetried(Struct, frozen=True, kw_only=True):
    retried: int


class RunUploads(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Look now, and not when the next round is due."""


class UploadsWoken(Struct, frozen=True, kw_only=True):
    targets: int
