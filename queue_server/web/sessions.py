"""Logging in and out. A clerk's login opens the window; another's takes it over, when asked to."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Response

from queue_server.contract.sessions import LogIn, Session
from queue_server.domain.errors import RuleBroken
from queue_server.domain.seats import Wish
from queue_server.duties import own_window
from queue_server.parts import Parts
from queue_server.storage.access import Access, Account
from queue_server.storage.transaction import Transaction
from queue_server.views import public_url
from queue_server.web.endpoint import COOKIE, JSON, Call, Endpoint
from queue_server.web.gate import Begun
from queue_server.web.login_limit import LoginLimit

# OWASP's least for argon2id (V1): 19 MiB, two passes.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Of a random password that nobody kept: an unknown account costs the time of a wrong password.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$CvqmE55YHNLPbdVmeN/VBA$QN6kgG"
    "hZy1dlXFgqARHjoaeCLD4Y1eG6R8jexyppgdk"
)

# When a whole hall logs in at nine, callers and kiosks still find a core and memory.
_one_at_a_time = threading.Lock()

_encode = msgspec.json.Encoder().encode


class Sessions:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._limit = LoginLimit(time.monotonic)
        self._secure = public_url(parts.layout).startswith("https:")

    def log_in(self, call: Call) -> Response:
        command: LogIn = call.command
        account = self._authenticate(command, call.address)
        begun = self._parts.store.write(lambda tx: self._begin(tx, account, command))
        self._parts.gate.forget(begun.taken)
        if begun.taken:  # a stream that the commit woke may have found its session still there
            self._parts.streams.wake(set(begun.windows))
        answer = Session(
            token=begun.token,
            account=account.account,
            role=account.role,
            window=begun.session.window,
            csrf=begun.session.csrf,
        )
        response = Response(_encode(answer), 201, content_type=JSON)
        response.set_cookie(
            COOKIE, begun.token, httponly=True, samesite="Strict", secure=self._secure, path="/"
        )
        return response

    def log_out(self, call: Call) -> Response:
        self._parts.store.write(lambda tx: self._end(tx, call))
        self._parts.gate.forget([call.who.token_hash])  # it may have been looked up meanwhile
        response = Response(status=204)
        response.delete_cookie(
            COOKIE, httponly=True, samesite="Strict", secure=self._secure, path="/"
        )
        return response

    def _authenticate(self, command: LogIn, address: str) -> Account:
        if not self._limit.allows(address, command.account):
            raise RuleBroken("too_many_attempts", "wait five minutes, or ask a supervisor")
        with self._parts.store.reading() as connection:
            account = Access(connection, self._parts.store.hall).account(command.account)
        right = _matches(account.password_hash if account else NOBODYS_HASH, command.password)
        if account is None or not right:
            self._limit.failed(address, command.account)
            raise RuleBroken("wrong_password", "account or password is wrong")
        self._limit.succeeded(address, command.account)
        return account

    def _window_of(
        self, tx: Transaction, account: Account, wanted: str | None, now: datetime
    ) -> str | None:
        if account.role != "clerk":
            if wanted is not None:
                raise RuleBroken("forbidden", f"a {account.role} sits at no window", "window")
            return None
        layout = self._parts.layout
        window = wanted or own_window(layout, tx, account.account, account.window, now)
        if window is None:
            raise RuleBroken("malformed", "name the window you sit at", "window")
        return layout.place(window).window

    def _begin(self, tx: Transaction, account: Account, command: LogIn) -> Begun:
        now = self._parts.clock()
        window = self._window_of(tx, account, command.window, now)
        if window is None:
            return self._parts.gate.begin(tx, account, None)
        wish = Wish(account=account.account, take_over=command.take_over, move=command.move)
        left = self._parts.queue.at(tx, window, account.account, now).sit_down(wish)
        return self._parts.gate.begin(tx, account, window, left)

    def _end(self, tx: Transaction, call: Call) -> None:
        window = call.who.window
        if window is not None:
            self._parts.queue.at(tx, window, call.who.name, self._parts.clock()).log_out()
        self._parts.gate.end(tx, call.who)


def endpoints(parts: Parts) -> list[Endpoint]:
    sessions = Sessions(parts)
    return [
        Endpoint(
            method="POST",
            path="/api/v1/sessions",
            name="log_in",
            summary="Log in; a clerk names the window, and it opens",
            handler=sessions.log_in,
            takes=LogIn,
            gives=Session,
            status=201,
            refuses=(
                "wrong_password",
                "too_many_attempts",
                "forbidden",
                "unknown_window",
                "window_taken",
                "clerk_elsewhere",
                "window_busy",
                "storage_failed",
            ),
        ),
        Endpoint(
            method="DELETE",
            path="/api/v1/sessions/current",
            name="log_out",
            summary="Log out; the window closes",
            handler=sessions.log_out,
            status=204,
            roles=frozenset({"clerk", "supervisor"}),
            refuses=("window_busy", "storage_failed"),
        ),
    ]


def _matches(password_hash: str, password: str) -> bool:
    try:
        with _one_at_a_time:
            return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
