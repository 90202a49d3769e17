"""The two ways to the database: one writing connection, and reading ones that cannot write.

Why one writer, and why readers never checkpoint: docs/adr/0001-sqlite-one-writer.md.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.pool import NullPool, QueuePool

READING_CONNECTIONS = 12  # eight for `readers`, the rest for reports
BUSY_TIMEOUT_MS = 5_000
LOG_TIMEOUT_MS = 50
READER_WAIT_S = 5.0
CACHE_KIB = 8_192

_BOTH = f"PRAGMA foreign_keys=ON; PRAGMA busy_timeout={BUSY_TIMEOUT_MS};"
_WRITER = (
    f"{_BOTH} PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-{CACHE_KIB};"
    # What is forgotten is overwritten: some builds leave it in the file's free pages.
    "PRAGMA secure_delete=ON;"
)
_READER = f"{_BOTH} PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON;"


def to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


# An error says which statement failed and not with what: logs hold nobody's rating or telephone.
_PLAIN: dict[str, Any] = {"json_serializer": to_json, "hide_parameters": True}


def sqlite_file(url: str) -> Path | None:
    """The database file, or None when the database is no SQLite file."""
    parsed = make_url(url)
    return Path(parsed.database) if _is_sqlite(parsed) and parsed.database else None


def make_room(url: str) -> None:
    """Make the folder and the file, readable by us alone: password hashes are in it."""
    path = sqlite_file(url)
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def writing_engine(url: str) -> Engine:
    """The engine of the one connection that writes; a transaction takes the write lock at once."""
    if not _is_sqlite(make_url(url)):
        return create_engine(url, poolclass=NullPool, pool_pre_ping=True, **_PLAIN)
    return _sqlite_engine(url, _WRITER, "BEGIN IMMEDIATE", poolclass=NullPool)


def reading_engine(url: str) -> Engine:
    """Connections for questions; each transaction sees one state of the data."""
    pool: dict[str, Any] = {
        "poolclass": QueuePool,
        "pool_size": READING_CONNECTIONS,
        "max_overflow": 0,
        "pool_timeout": READER_WAIT_S,
    }
    if _is_sqlite(make_url(url)):
        return _sqlite_engine(url, _READER, "BEGIN", **pool)
    return create_engine(
        url,
        **pool,
        pool_pre_ping=True,
        hide_parameters=True,
        execution_options={"postgresql_readonly": True},
    )


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write the log into the file and cut it to nothing; False while somebody reads of it, who is
    hardly waited for: nothing can be written meanwhile."""
    connection.execute(f"PRAGMA busy_timeout={LOG_TIMEOUT_MS}")
    try:
        (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return not is_busy


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _sqlite_engine(url: str, pragmas: str, begin: str, **pool: Any) -> Engine:
    engine = create_engine(
        url,
        paramstyle="named",
        **_PLAIN,
        connect_args={"isolation_level": None, "check_same_thread": False},
        **pool,
    )
    event.listen(engine, "connect", _on_connect(pragmas))
    event.listen(engine, "begin", _on_begin(begin))
    return engine


def _on_connect(pragmas: str) -> Callable[[sqlite3.Connection, object], None]:
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas.split(";"):
            connection.execute(pragma)

    return prepare


def _on_begin(statement: str) -> Callable[[Connection], None]:
    # The driver's own BEGIN is off (isolation_level=None): it would begin late and not immediate.
    def begin(connection: Connection) -> None:
        connection.connection.cursor().execute(statement)

    return begin
