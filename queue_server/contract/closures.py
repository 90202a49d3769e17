"""A service that a supervisor closes for today, and opens again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from queue_server.contract.messages import Command, Text


class CloseService(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No more numbers of it on this business day; who waits is still called. The reason is what
    visitors read; without an English one they read the Chinese."""

    reason_zh: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"\S")]
    reason_en: Annotated[str, Meta(max_length=120)] = ""


class ReopenService(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was closed by a supervisor; a planned closure stays."""


class ServiceClosure(Struct, frozen=True, kw_only=True):
    """How it is now. `reason` is empty when it is not closed."""

    service: str
    business_date: date
    closed: bool
    reason: Text
