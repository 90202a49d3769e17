"""What must be in the data before a hall opens: windows, accounts, device tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from config.hall import Hall
from queue_server.storage import tables as t
from queue_server.storage.store import Store


class AccountRow(NamedTuple):
    """`window` is where a clerk usually sits; `password_hash` is argon2id's encoded string."""

    account: str
    name: str
    role: str
    window: str | None
    password_hash: str


class TokenRow(NamedTuple):
    """A program's access: only the hash of its token is kept."""

    program: str
    role: str
    token_hash: bytes


def token_hash(token: str) -> bytes:
    """SHA-256: a token has 128 bits of randomness or more, so it needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def open_store(hall: Hall) -> Store:
    """Open the hall's data, made or migrated as needed, with a row for every window.

    Raises `DataInUse` when a server runs on it, `SchemaTooNew`, `StorageFailed`.
    """
    store = Store(hall.server.database_url, hall.hall.id)
    try:
        ensure_windows(store, [number for alike in hall.windows for number in alike.numbers()])
    except BaseException:
        store.close()
        raise
    return store


def ensure_windows(store: Store, windows: Iterable[str]) -> None:
    """A window that is new in the configuration starts closed; old ones stay for the reports."""
    rows = [{"hall": store.hall, "window": window, "status": "closed"} for window in windows]
    store.write(lambda tx: _add_missing(tx.connection, store.hall, rows))


def ensure_accounts(store: Store, accounts: Iterable[AccountRow]) -> None:
    """Add accounts and bring known ones to what is given here (also their passwords)."""
    rows = [{"hall": store.hall, **row._asdict()} for row in accounts]
    store.write(lambda tx: _put(tx.connection, rows))


def ensure_access_tokens(store: Store, tokens: Iterable[TokenRow]) -> None:
    """A program has one token: a new one replaces it, and programs not named here lose theirs."""
    rows = [{"hall": store.hall, **row._asdict()} for row in tokens]

    def replace(connection: Connection) -> None:
        of_hall = t.access_token.c.hall == store.hall
        connection.execute(t.access_token.delete().where(of_hall))
        if rows:
            connection.execute(t.access_token.insert(), rows)

    store.write(lambda tx: replace(tx.connection))


def _add_missing(connection: Connection, hall: str, rows: list[dict[str, str]]) -> None:
    known = set(
        connection.execute(select(t.window.c.window).where(t.window.c.hall == hall)).scalars()
    )
    new = [row for row in rows if row["window"] not in known]
    if new:
        connection.execute(t.window.insert(), new)


def _put(connection: Connection, rows: list[dict[str, str | None]]) -> None:
    for row in rows:
        same = (t.account.c.hall == row["hall"], t.account.c.account == row["account"])
        if connection.execute(t.account.update().where(*same).values(row)).rowcount == 0:
            connection.execute(t.account.insert(), row)
