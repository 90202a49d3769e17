"""Reading connections that stay open: pages, streams and the announcer ask thousands of times."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from queue_server.storage.reader import Reader

READERS = 8
WAIT_S = 5.0


class NoReaderFree(Exception):
    """All connections were busy for too long."""


class Readers:
    """At most `READERS` at once; a connection is made when needed, and anew after an error."""

    def __init__(self, engine: Engine, hall: str) -> None:
        self._engine = engine
        self._hall = hall
        self._idle: queue.LifoQueue[Reader | None] = queue.LifoQueue()
        for _ in range(READERS):
            self._idle.put(None)

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """A reader in a transaction of its own. Raises `NoReaderFree` or the driver's errors."""
        try:
            reader = self._idle.get(timeout=WAIT_S)
        except queue.Empty:
            raise NoReaderFree(f"{READERS} readers are busy") from None
        sound = False
        try:
            if reader is None:
                reader = Reader(self._engine.connect(), self._hall)
            with reader.connection.begin() as transaction:
                yield reader
                transaction.rollback()
            sound = True
        finally:
            if not sound and reader is not None:
                reader.connection.invalidate()
                reader.connection.close()
            self._idle.put(reader if sound else None)

    def close(self) -> None:
        while True:
            try:
                reader = self._idle.get_nowait()
            except queue.Empty:
                return
            if reader is not None:
                reader.connection.close()
