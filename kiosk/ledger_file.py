"""The kiosk's one SQLite file: opened, held alone, and each change on disk before it counts.

WAL with `synchronous=FULL`: what was committed outlives a power cut (NORMAL loses it). One
connection with the exclusive lock: no second kiosk, no second drainer, and no WAL-reset race
(docs/adr/0001).
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

VERSION = 1
_SCHEMA = """
CREATE TABLE box (outbox_id TEXT NOT NULL, sequence INTEGER NOT NULL, printed_mm REAL NOT NULL);
CREATE TABLE kept (key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE band (
  band_id TEXT PRIMARY KEY, business_date TEXT NOT NULL, service TEXT NOT NULL,
  prefix TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  next INTEGER NOT NULL CHECK (next BETWEEN first AND last + 1), epoch INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE given (
  request_id TEXT PRIMARY KEY, business_date TEXT NOT NULL, service TEXT NOT NULL,
  number TEXT NOT NULL, person_hash TEXT, phone_hash TEXT, ticket BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  UNIQUE (business_date, number)
) WITHOUT ROWID;
CREATE TABLE outbox (sequence INTEGER PRIMARY KEY, entry BLOB NOT NULL, confirmed_at TEXT);
CREATE TABLE parked (
  sequence INTEGER PRIMARY KEY, entry BLOB NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE slip (
  ticket_id TEXT PRIMARY KEY, ticket BLOB NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL,
  cause TEXT NOT NULL, at TEXT NOT NULL, reprint INTEGER NOT NULL, times INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX slip_at ON slip (at);
"""

_log = logging.getLogger(__name__)


class LedgerRefused(Exception):
    """The disk does not take it, or another program holds the file: nothing was promised."""


class Connection(Protocol):
    """What is needed of `sqlite3.Connection` in autocommit; APSW's of the power-cut test too."""

    def execute(self, sql: str, values: Any = ..., /) -> Any: ...

    def close(self) -> None: ...


class _Damaged(Exception):
    pass


def connect(path: Path) -> Connection:
    return sqlite3.connect(path, timeout=0.0, isolation_level=None, check_same_thread=False)


class LedgerFile:
    """Thread-safe. Opened at the first use, and again after a fault: a disk may come back."""

    def __init__(
        self,
        path: Path,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        connect: Callable[[Path], Connection] = connect,
    ) -> None:
        self._path = path
        self._now = now
        self._new_id = new_id
        self._connect = connect
        self._lock = threading.RLock()
        self._db: Connection | None = None
        self._refusing = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of it is on disk afterwards, or nothing. Raises `LedgerRefused`."""
        with self._lock, self._faults_told():
            db = self._opened()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except (sqlite3.Error, OSError):
                raise
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Raises `LedgerRefused`."""
        with self._lock, self._faults_told():
            yield self._opened()

    def close(self) -> None:
        with self._lock:
            self._drop()

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self._drop()
            if not self._refusing:
                _log.error("the kiosk's ledger cannot be used: %s", error)
            self._refusing = True
            raise LedgerRefused(str(error)) from error
        self._refusing = False

    def _opened(self) -> Connection:
        if self._db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                self._db = self._open()
            except _Damaged as damage:
                self._move_aside(damage)
                self._db = self._open()
        return self._db

    def _open(self) -> Connection:
        self._path.touch(mode=0o600)
        db = self._connect(self._path)
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL").fetchone()
            db.execute("PRAGMA synchronous = FULL")
            # What is deleted is overwritten: some builds leave it in the file's free pages.
            db.execute("PRAGMA secure_delete = ON").fetchone()
            _require_sound(db)
            self._bring_up(db)
        except sqlite3.DatabaseError as error:
            db.close()
            # Its children are other things: a lock, a full disk, a fault of ours.
            if type(error) is sqlite3.DatabaseError:
                raise _Damaged(str(error)) from error
            raise
        except BaseException:
            db.close()
            raise
        return db

    def _bring_up(self, db: Connection) -> None:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise OSError(f"{self._path} was written by a later release of this kiosk")
        db.execute("BEGIN EXCLUSIVE")
        if version == 0:
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    db.execute(statement)
            db.execute("INSERT INTO box VALUES (?, 0, 0)", (str(self._new_id()),))
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")

    def _move_aside(self, damage: _Damaged) -> None:
        """What can be read of it is for a person; numbers go on from a new outbox."""
        aside = f"{self._path.name}.damaged-{self._now():%Y%m%dT%H%M%S}"
        _log.error(
            "the kiosk's ledger is damaged (%s); it is kept as %s. Tickets given without the"
            " server and not yet sent are only in there",
            damage,
            aside,
        )
        for end in ("", "-wal", "-journal"):
            part = self._path.with_name(self._path.name + end)
            if part.exists():
                part.replace(self._path.with_name(aside + end))

    def _drop(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error, OSError):
                self._db.close()
            self._db = None


def _require_sound(db: Connection) -> None:
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _Damaged(found)
