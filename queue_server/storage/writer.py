"""One thread with the one writing connection; what is queued goes into one COMMIT.

A lone command waits for nobody. Under load a disk flush is shared: the batch is whatever came
while the last COMMIT ran. Each command stands in its own SAVEPOINT, so that one that breaks a rule
leaves nothing and disturbs nobody.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from queue_server.domain.errors import RuleBroken
from queue_server.storage.changes import Changes
from queue_server.storage.errors import StorageFailed
from queue_server.storage.transaction import Transaction

T = TypeVar("T")
MAX_BATCH = 64
CLOSE_TIMEOUT_S = 5.0

log = logging.getLogger(__name__)


class _Job(Generic[T]):
    """A command on its way: exactly one of `result` and `error` is set when it is done."""

    __slots__ = ("_done", "error", "result", "work")

    def __init__(self, work: Callable[[Transaction], T]) -> None:
        self.work = work
        self.result: T | None = None
        self.error: Exception | None = None
        self._done = threading.Lock()  # an Event is three of these and a list
        self._done.acquire()

    def done(self) -> None:
        self._done.release()

    def wait(self) -> None:
        self._done.acquire()


class Writer:
    """`announce` is called after each COMMIT, in the writer's thread: it must not block."""

    def __init__(
        self,
        engine: Engine,
        begin: Callable[[Connection], Transaction],
        announce: Callable[[Changes], None],
    ) -> None:
        self._engine = engine
        driver = engine.dialect.loaded_dbapi
        self._database_errors = (DBAPIError, driver.Error)
        self._constraint = (IntegrityError, driver.IntegrityError)
        self._begin = begin
        self._announce = announce
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._connection: Connection | None = None
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` and return its result once it is on disk.

        Raises what `work` raised (then nothing of it is kept) or `StorageFailed`.
        """
        job = _Job(work)
        with self._closing:  # a job behind the closing mark would never be answered
            if self._closed:
                raise StorageFailed("the store is closed")
            self._jobs.put(job)
        job.wait()
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]  # set when error is not

    def close(self) -> None:
        """What is queued is still written; later commands fail."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        self._thread.join(CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        go_on = True
        while go_on:
            batch, go_on = self._take()
            if batch:
                self._commit(batch)
                for job in batch:
                    job.done()
        self._drop_connection()

    def _take(self) -> tuple[list[_Job[Any]], bool]:
        """What is queued now, waiting for the first; False when the closing mark came."""
        batch: list[_Job[Any]] = []
        item = self._jobs.get()
        while item is not None:
            batch.append(item)
            if len(batch) == MAX_BATCH:
                return batch, True
            try:
                item = self._jobs.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: list[_Job[Any]]) -> None:
        try:
            changes = self._transact(batch)
        except Exception as error:  # whatever it was: nothing is on disk, and all must be told so
            self._drop_connection()
            if not isinstance(error, self._database_errors):
                log.exception("the writer failed")
            failure = StorageFailed(str(error))
            failure.__cause__ = error
            for job in batch:
                job.result, job.error = None, failure
            return
        if changes:
            try:
                self._announce(changes)
            except Exception:  # the commands are done: a listener's fault must not undo that
                log.exception("announcing failed")

    def _transact(self, batch: list[_Job[Any]]) -> Changes:
        if self._connection is None:
            self._connection = self._engine.connect()
        transaction = self._connection.begin()
        changes = Changes()
        try:
            tx = self._begin(self._connection)
            for job in batch:
                self._attempt(tx, job, alone=len(batch) == 1)
                changes.add(tx.changes)
            transaction.commit()
        except BaseException:
            transaction.close()
            raise
        return changes

    def _attempt(self, tx: Transaction, job: _Job[Any], *, alone: bool) -> None:
        """One command, in its savepoint unless the transaction is its alone.

        A database error is the whole batch's, for after a full disk SQLite has rolled back
        everything already; only a broken constraint is the command's own.
        """
        tx.changes = Changes()
        tx.begin_command(alone=alone)
        try:
            job.result = job.work(tx)
        except Exception as error:
            if isinstance(error, self._database_errors) and not isinstance(error, self._constraint):
                raise
            if not isinstance(error, RuleBroken):
                log.exception("a command failed")
            job.error = error
            tx.changes = Changes()
            tx.undo_command()
        else:
            tx.end_command()

    def _drop_connection(self) -> None:
        """The next command opens a fresh one: this one's state is unknown, or we close."""
        if self._connection is None:
            return
        connection, self._connection = self._connection, None
        try:
            connection.close()
        except self._database_errors:
            log.warning("closing the database connection failed")
