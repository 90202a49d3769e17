"""The store: one writer, many readers, and the word that something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from queue_server.storage import engines, schema
from queue_server.storage import tables as t
from queue_server.storage.changes import Changes
from queue_server.storage.data_lock import DataLock
from queue_server.storage.errors import StorageFailed
from queue_server.storage.reader import Reader
from queue_server.storage.readers import NoReaderFree, Readers
from queue_server.storage.transaction import Transaction
from queue_server.storage.writer import Writer

T = TypeVar("T")
Listener = Callable[[Changes], None]


class Store:
    """The data of one hall. Opening migrates; close it, or the next start replays the WAL."""

    def __init__(self, url: str, hall: str) -> None:
        """Raises `DataInUse`, `schema.SchemaTooNew` or `StorageFailed`."""
        self.hall = hall
        self._listeners: list[Listener] = []
        engines.make_room(url)
        path = engines.sqlite_file(url)
        self._has_log = path is not None
        self._lock = DataLock(path) if path else None
        self._write_engine = engines.writing_engine(url)
        self._read_engine = engines.reading_engine(url)
        self._readers = Readers(self._read_engine, hall)
        driver_error = self._read_engine.dialect.loaded_dbapi.Error
        self._read_errors = (DBAPIError, NoConnectionFree, NoReaderFree, driver_error)
        try:
            with self._write_engine.begin() as connection:
                schema.bring_to_head(connection)
                _make_hall(connection, hall)
        except DBAPIError as error:
            self._release()
            raise StorageFailed(str(error)) from error
        except BaseException:
            self._release()
            raise
        self._writer = Writer(self._write_engine, self._transaction, self._announce)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run a command; returns when it is on disk. Raises what it raised or `StorageFailed`."""
        return self._writer.write(work)

    def overwrite_log(self) -> bool:
        """Empty the write-ahead log, which keeps what was forgotten until it is written over; False
        when somebody reads or writes just now. Raises `StorageFailed`."""
        if not self._has_log:
            return True
        return bool(self._writer.between_commands(engines.empty_log))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the data and cannot change it."""
        try:
            with self._read_engine.connect() as connection:
                yield connection
        except self._read_errors as error:
            raise StorageFailed(str(error)) from error

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Questions in domain words, all answered from one state of the data."""
        try:
            with self._readers.reader() as reader:
                yield reader
        except self._read_errors as error:
            raise StorageFailed(str(error)) from error

    def on_change(self, listener: Listener) -> None:
        """`listener` is told after each commit, by the thread that wrote: it must not block."""
        self._listeners.append(listener)

    def close(self) -> None:
        self._writer.close()
        self._release()

    def _transaction(self, connection: Connection) -> Transaction:
        return Transaction(connection, self.hall)

    def _announce(self, changes: Changes) -> None:
        for listener in self._listeners:
            listener(changes)

    def _release(self) -> None:
        # Readers first: SQLite checkpoints when the last connection closes, and only the
        # writer's may do that.
        self._readers.close()
        self._read_engine.dispose()
        self._write_engine.dispose()
        if self._lock:
            self._lock.release()


def _make_hall(connection: Connection, hall: str) -> None:
    found = connection.execute(
        t.meta.select().where(t.meta.c.hall == bindparam("hall")), {"hall": hall}
    ).one_or_none()
    if found is None:
        connection.execute(t.meta.insert(), {"hall": hall, "epoch": 1})
