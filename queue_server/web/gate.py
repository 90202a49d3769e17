"""Who asks: a program by its token, a person by a session. What they may is each endpoint's."""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from config.case_systems import case_systems
from config.hall import Hall
from config.mistakes import ConfigMistakes
from config.tablets import tablets
from queue_server.domain.errors import RuleBroken
from queue_server.layout import Layout
from queue_server.storage.access import Access, Account, SessionRow
from queue_server.storage.provisioning import token_hash
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

SESSION_TOKEN_BYTES = 32
REMEMBERED_S = 5.0  # a session ended by another process is dead after this
SEEN_EVERY = timedelta(seconds=60)  # not a write for each request


Listed = TypeVar("Listed")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class SessionLife:
    idle: timedelta
    whole: timedelta


# A clerk's page asks for the state every 10 s, so "idle" means that the page was closed.
SESSION_LIVES = {
    "clerk": SessionLife(idle=timedelta(minutes=15), whole=timedelta(hours=12)),
    "supervisor": SessionLife(idle=timedelta(minutes=10), whole=timedelta(hours=12)),
}


@dataclass(frozen=True, kw_only=True)
class Principal:
    """`windows` are those it may act at; `csrf` is what a browser must send with its commands."""

    role: str
    name: str
    windows: frozenset[str]
    window: str | None = None
    csrf: str = ""
    token_hash: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A new session; `taken` are the token hashes of those that ended for it, at `windows`."""

    token: str
    session: SessionRow
    windows: list[str]
    taken: list[bytes]


ANYBODY = Principal(role="", name="anybody", windows=frozenset())


class Gate:
    """Thread-safe. `clock` gives aware UTC."""

    def __init__(self, layout: Layout, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._day = layout.day
        self._clock = clock
        self._desks = {
            f"desk-{desk.id}": frozenset(pad.window for pad in desk.pads)
            for desk in layout.hall.desks
        }
        self._hall = layout.hall
        self._lock = threading.Lock()
        self._known: dict[bytes, tuple[Principal, float]] = {}
        self._forgot = 0  # how often: what was looked up before the last time is not kept

    def admit(self, token: str) -> Principal | None:
        """Who shows this token; None for one that is unknown, ended or overdue."""
        digest = token_hash(token)
        with self._lock:
            known, forgot = self._known.get(digest), self._forgot
        if known and time.monotonic() < known[1]:
            return known[0]
        found = self._look_up(digest)
        with self._lock:
            if found is None:
                self._known.pop(digest, None)
            elif forgot == self._forgot:
                self._known[digest] = (found, time.monotonic() + REMEMBERED_S)
        return found

    def is_in(self, principal: Principal) -> bool:
        """Whether an open stream's principal may still look."""
        with self._lock:
            known = self._known.get(principal.token_hash)
        if known and time.monotonic() < known[1]:
            return True
        return self._look_up(principal.token_hash) is not None

    def is_attended(self, reader: Reader, window: str) -> bool:
        """Whether somebody is logged in at a window and was heard of lately."""
        life, now = SESSION_LIVES["clerk"], self._clock()
        access = Access(reader.connection, reader.hall)
        return access.has_session_at(window, now - life.whole, now - life.idle)

    def turned_away(self, token: str) -> RuleBroken:
        """Why this token is not admitted: whose window was taken over hears by whom and when."""
        with self._store.read() as reader:
            access = Access(reader.connection, self._store.hall)
            session = access.session(token_hash(token)) if token else None
            taker = access.account(session.taken_by) if session and session.taken_by else None
        now = self._clock()
        if session is None or session.taken_at is None or taker is None:
            return RuleBroken("unauthenticated", "a token or a session is needed")
        if now - session.created_at > SESSION_LIVES[session.role].whole:
            return RuleBroken("unauthenticated", "this session is over")
        same = taker.account == session.account
        facts = {
            "by": taker.account,
            "name": taker.name,
            "window": session.taken_window or "",
            "at": self._day.told(session.taken_at, now),
        }
        return RuleBroken(
            "session_moved" if same else "session_taken",
            "{name} ({by}) logged in at window {window} at {at}".format(**facts),
            facts=facts,
        )

    def begin(
        self, tx: Transaction, account: Account, window: str | None, left: Sequence[str] = ()
    ) -> Begun:
        """A new session and its token; the sessions that were at the window, and at those that
        its clerk `left` for it, are taken. Once it is on disk, `forget` them again: a request that
        came meanwhile may have been admitted by what was on disk then."""
        access = Access(tx.connection, tx.hall)
        now = self._clock()
        longest = max(life.whole for life in SESSION_LIVES.values())
        access.end_overdue(now - longest, now - max(life.idle for life in SESSION_LIVES.values()))
        token = secrets.token_urlsafe(SESSION_TOKEN_BYTES)
        session = SessionRow(
            token_hash=token_hash(token),
            account=account.account,
            role=account.role,
            window=window,
            csrf=secrets.token_urlsafe(16),
            created_at=now,
            seen_at=now,
        )
        windows = [window, *left] if window is not None else []
        taken = [one for place in windows for one in access.take_sessions_at(place, session)]
        access.begin_session(session)
        self.forget(taken)
        return Begun(token=token, session=session, windows=windows, taken=taken)

    def end(self, tx: Transaction, principal: Principal) -> None:
        Access(tx.connection, tx.hall).end_session(principal.token_hash)
        self.forget([principal.token_hash])

    def forget(self, digests: Sequence[bytes]) -> None:
        """Look these up anew."""
        with self._lock:
            self._forgot += 1
            for digest in digests:
                self._known.pop(digest, None)

    def _look_up(self, digest: bytes) -> Principal | None:
        with self._store.read() as reader:
            access = Access(reader.connection, self._store.hall)
            session = access.session(digest)
            device = None if session else access.device(digest)
        if session:
            return self._live(session)
        if device:
            windows = self._desks.get(device.program, frozenset())
            return Principal(
                role=device.role, name=device.program, windows=windows, token_hash=digest
            )
        return self._tablet(digest) or self._case_system(digest)

    def _tablet(self, digest: bytes) -> Principal | None:
        """The tablet of a window; `hallctl tablets` may have let it in a moment ago."""
        for window, known in self._listed(tablets).items():
            if hmac.compare_digest(known, digest.hex()):
                return Principal(
                    role="tablet",
                    name=f"tablet-{window}",
                    windows=frozenset([window]),
                    token_hash=digest,
                )
        return None

    def _case_system(self, digest: bytes) -> Principal | None:
        """Another system that asks for ratings; `hallctl case-systems` may have shut it out."""
        for name, known in self._listed(case_systems).items():
            if hmac.compare_digest(known.digest, digest.hex()):
                return Principal(
                    role="case_system",
                    name=name,
                    windows=frozenset(known.windows),
                    token_hash=digest,
                )
        return None

    def _listed(self, read: Callable[[Hall], Mapping[str, Listed]]) -> Mapping[str, Listed]:
        """A list that cannot be used shuts out whom it names, and nobody else: whoever has to log
        in anew, too, is looked up here."""
        try:
            return read(self._hall)
        except (ConfigMistakes, msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.error("nobody is let in by %s: %s", read.__name__, error)
            return {}

    def _live(self, session: SessionRow) -> Principal | None:
        now = self._clock()
        life = SESSION_LIVES[session.role]
        if session.taken_at is not None:
            return None
        if now - session.seen_at > life.idle or now - session.created_at > life.whole:
            return None
        if now - session.seen_at > SEEN_EVERY:
            self._store.write(
                lambda tx: Access(tx.connection, tx.hall).saw_session(session.token_hash, now)
            )
        return Principal(
            role=session.role,
            name=session.account,
            windows=frozenset([session.window] if session.window else []),
            window=session.window,
            csrf=session.csrf,
            token_hash=session.token_hash,
        )


def require_itself(who: Principal, kiosk: str | None) -> None:
    """Raises `forbidden` when a kiosk's program speaks for another kiosk; None is none."""
    if kiosk is not None and who.name != f"kiosk-{kiosk}":
        raise RuleBroken("forbidden", f"{who.name} is not kiosk {kiosk[:12]}", "kiosk")


def same_secret(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
