"""Who may enter: accounts, sessions and device tokens, found by the hash of what they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.sql import ClauseElement

from queue_server.storage import tables as t
from queue_server.storage.prepared import Row, prepare


@dataclass(frozen=True, kw_only=True)
class Account:
    account: str
    name: str
    role: str
    window: str | None
    password_hash: str


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """One that was taken by somebody's log-in is over; its row stays, so that its browser can be
    told who sits where instead."""

    token_hash: bytes
    account: str
    role: str
    window: str | None
    csrf: str
    created_at: datetime
    seen_at: datetime
    taken_at: datetime | None = None
    taken_by: str | None = None
    taken_window: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeviceRow:
    program: str
    role: str


_HALL = bindparam("is_hall", type_=t.account.c.hall.type)
_HASH = bindparam("is_hash", type_=t.session.c.token_hash.type)
_ACCOUNT = select(*[c for c in t.account.c if c.name != "hall"]).where(
    t.account.c.hall == _HALL, t.account.c.account == bindparam("account")
)
_SESSION = select(*[c for c in t.session.c if c.name != "hall"]).where(
    t.session.c.hall == _HALL, t.session.c.token_hash == _HASH
)
_DEVICE = select(t.access_token.c.program, t.access_token.c.role).where(
    t.access_token.c.hall == _HALL, t.access_token.c.token_hash == _HASH
)
_AT_WINDOW = select(t.session.c.token_hash).where(
    t.session.c.hall == _HALL,
    t.session.c.window == bindparam("is_window"),
    t.session.c.taken_at.is_(None),
    t.session.c.created_at >= bindparam("born_from"),
    t.session.c.seen_at >= bindparam("seen_from"),
)
_SEEN = (
    update(t.session)
    .where(t.session.c.hall == _HALL, t.session.c.token_hash == _HASH)
    .values(seen_at=bindparam("seen_at"))
)
_TAKE = (
    update(t.session)
    .where(
        t.session.c.hall == _HALL,
        t.session.c.window == bindparam("is_window"),
        t.session.c.taken_at.is_(None),
    )
    .values({name: bindparam(name) for name in ("taken_at", "taken_by", "taken_window")})
    .returning(t.session.c.token_hash)
)
_END = delete(t.session).where(t.session.c.hall == _HALL, t.session.c.token_hash == _HASH)
_OVERDUE = delete(t.session).where(
    t.session.c.hall == _HALL,
    or_(
        t.session.c.created_at < bindparam("born_before"),
        and_(t.session.c.seen_at < bindparam("idle"), t.session.c.taken_at.is_(None)),
    ),
)


class Access:
    """Bound to one hall and one connection; the writing methods need the writer's."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._hall = {"is_hall": hall}
        self._id = hall

    def account(self, account: str) -> Account | None:
        row = self._connection.execute(_ACCOUNT, {**self._hall, "account": account}).one_or_none()
        return None if row is None else Account(**row._mapping)

    def session(self, token_hash: bytes) -> SessionRow | None:
        found = self._shown(_SESSION, token_hash)
        return SessionRow(**found[0]._asdict()) if found else None

    def device(self, token_hash: bytes) -> DeviceRow | None:
        found = self._shown(_DEVICE, token_hash)
        return DeviceRow(**found[0]._asdict()) if found else None

    def _shown(self, statement: ClauseElement, token_hash: bytes) -> list[Row]:
        """Compiled once: a clerk who calls every few minutes is looked up at each call."""
        prepared = prepare(statement, self._connection.dialect)
        cursor = self._connection.connection.cursor()
        return prepared.rows(cursor, {**self._hall, "is_hash": token_hash})

    def begin_session(self, session: SessionRow) -> None:
        self._connection.execute(insert(t.session), {"hall": self._id, **vars(session)})

    def has_session_at(self, window: str, born_from: datetime, seen_from: datetime) -> bool:
        values = {"is_window": window, "born_from": born_from, "seen_from": seen_from}
        return self._connection.execute(_AT_WINDOW, {**self._hall, **values}).first() is not None

    def saw_session(self, token_hash: bytes, now: datetime) -> None:
        self._connection.execute(_SEEN, {**self._hall, "is_hash": token_hash, "seen_at": now})

    def end_session(self, token_hash: bytes) -> None:
        self._connection.execute(_END, {**self._hall, "is_hash": token_hash})

    def take_sessions_at(self, window: str, by: SessionRow) -> list[bytes]:
        """End every session at a window, because `by` begins; their token hashes."""
        values = {
            **self._hall,
            "is_window": window,
            "taken_at": by.created_at,
            "taken_by": by.account,
            "taken_window": by.window,
        }
        found = self._connection.execute(_TAKE, values)
        return [bytes(row.token_hash) for row in found]

    def end_overdue(self, born_before: datetime, idle_since: datetime) -> None:
        self._connection.execute(
            _OVERDUE, {**self._hall, "born_before": born_before, "idle": idle_since}
        )
