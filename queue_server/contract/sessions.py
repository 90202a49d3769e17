"""Logging in, and the session that it begins."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from queue_server.contract.messages import Id


class LogIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Clerks name the window they sit at; supervisors name none."""

    account: Id
    password: Annotated[str, Meta(min_length=1, max_length=128)]
    window: Id | None = None


class Session(Struct, frozen=True, kw_only=True):
    token: str
    account: str
    role: str
    window: str | None
    csrf: str
