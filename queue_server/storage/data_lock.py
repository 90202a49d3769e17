"""One server per database file: a second one says so and leaves the data alone."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from queue_server.storage.errors import DataInUse


class DataLock:
    """An advisory lock on `<database>.lock`; the kernel drops it when the process dies."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._handle: int | None = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise DataInUse(f"another server is using {database}") from error

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
