"""The one writing connection, and whose turn it is; what is queued goes into one COMMIT.

A lone command waits for nobody, not even for another thread: it does its own work. Under load a
disk flush is shared: whoever finds the connection free does the work of all that are queued, and
then gives the turn to the first of those that came while its COMMIT ran. Each command of a batch
stands in its own SAVEPOINT, so that one that breaks a rule leaves nothing and disturbs nobody.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from queue_server.domain.errors import RuleBroken
from queue_server.storage.changes import Changes
from queue_server.storage.errors import StorageFailed
from queue_server.storage.transaction import Transaction

T = TypeVar("T")
MAX_BATCH = 64
CLOSE_TIMEOUT_S = 5.0

log = logging.getLogger(__name__)


class _Job(Generic[T]):
    """A command on its way: exactly one of `result` and `error` is set when it is `done`.

    Woken when it is not done, its thread has the turn.
    """

    __slots__ = ("_woken", "done", "error", "result", "work")

    def __init__(self, work: Callable[[Transaction], T]) -> None:
        self.work = work
        self.result: T | None = None
        self.error: Exception | None = None
        self.done = False
        self._woken = threading.Lock()  # an Event is three of these and a list
        self._woken.acquire()

    def wake(self) -> None:
        self._woken.release()

    def wait(self) -> None:
        self._woken.acquire()


class Writer:
    """`announce` is called after each COMMIT by the thread whose turn it is: it must not block."""

    def __init__(
        self,
        engine: Engine,
        begin: Callable[[Connection], Transaction],
        announce: Callable[[Changes], None],
    ) -> None:
        self._engine = engine
        driver = engine.dialect.loaded_dbapi
        self._database_errors = (DBAPIError, driver.Error)
        self._own = (IntegrityError, DataError, driver.IntegrityError, driver.DataError)
        self._begin = begin
        self._announce = announce
        self._connection: Connection | None = None
        self._turn = threading.Condition()  # guards the three below; told when nobody has it
        self._jobs: deque[_Job[Any]] = deque()
        self._taken = False
        self._closed = False

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` and return its result once it is on disk.

        Raises what `work` raised (then nothing of it is kept) or `StorageFailed`.
        """
        job = _Job(work)
        with self._turn:
            if self._closed:
                raise StorageFailed("the store is closed")
            self._jobs.append(job)
            mine, self._taken = not self._taken, True
        if not mine:
            job.wait()
        if not job.done:
            self._take_turn(job)
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]  # set when error is not

    def between_commands(self, ask: Callable[[Any], T]) -> T | None:
        """What `ask` answers of the driver's connection, outside of any transaction; None when
        somebody writes just now. Raises `StorageFailed`."""
        with self._turn:
            if self._closed or self._taken or self._connection is None:
                return None
            self._taken = True
        try:
            return ask(self._connection.connection.driver_connection)
        except self._database_errors as error:
            raise StorageFailed(str(error)) from error
        finally:
            self._pass_on([], None)

    def close(self) -> None:
        """What is queued is still written; later commands fail."""
        with self._turn:
            self._closed = True
            if self._turn.wait_for(lambda: not self._taken, CLOSE_TIMEOUT_S):
                self._drop_connection()

    def _take_turn(self, own: _Job[Any]) -> None:
        """One batch, which `own` is the first of; then the next one's turn."""
        with self._turn:
            batch = [self._jobs.popleft() for _ in range(min(len(self._jobs), MAX_BATCH))]
        try:
            self._commit(batch)
        finally:  # whatever befell this thread: the others must not wait for ever
            self._pass_on(batch, own)

    def _pass_on(self, batch: list[_Job[Any]], own: _Job[Any] | None) -> None:
        with self._turn:
            following = self._jobs[0] if self._jobs else None
            if following is None:
                self._taken = False
                self._turn.notify_all()
        for job in batch:
            job.done = True
            if job is not own:
                job.wake()
        if following is not None:
            following.wake()

    def _commit(self, batch: list[_Job[Any]]) -> None:
        try:
            changes = self._transact(batch)
        except BaseException as error:  # whatever it was: nothing is on disk; all must be told so
            self._drop_connection()
            if not isinstance(error, self._database_errors):
                log.exception("the writer failed")
            failure = StorageFailed(str(error))
            failure.__cause__ = error
            for job in batch:
                job.result, job.error = None, failure
            if not isinstance(error, Exception):
                raise  # Ctrl-C is this thread's own affair
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
        everything already; only a broken constraint, and a value that no column takes, is the
        command's own.
        """
        tx.changes = Changes()
        tx.begin_command(alone=alone)
        try:
            job.result = job.work(tx)
        except Exception as error:
            if isinstance(error, self._database_errors) and not isinstance(error, self._own):
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
