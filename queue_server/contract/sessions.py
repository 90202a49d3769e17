"""Logging in, and the session that it begins."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from queue_server.contract.messages import Id


class LogIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Clerks name the window they sit at; without a name they get the one where they sit already,
    else today's of their rota, else their usual one. Supervisors name none.

    Where another clerk sits it is refused first (`window_taken`, with who that is), so that
    `take_over` is said knowingly; one who sits at another window says `move` (`clerk_elsewhere`).
    """

    account: Id
    password: Annotated[str, Meta(min_length=1, max_length=128)]
    window: Id | None = None
    take_over: bool = False
    move: bool = False


class Session(Struct, frozen=True, kw_only=True):
    token: str
    account: str
    role: str
    window: str | None
    csrf: str
