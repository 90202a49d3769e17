"""A program's log: bounded, a few older files beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 2_000_000
OLDER_FILES = 3


class LogFile:
    """Appends bytes to `path`; when it is full it becomes `path.1`, that `path.2`, and so on.

    A disk that is full loses lines, never the program that writes them.
    """

    def __init__(
        self, path: Path, *, max_bytes: int = MAX_BYTES, older_files: int = OLDER_FILES
    ) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._older_files = older_files
        self._file = self._open()

    def write(self, data: bytes) -> None:
        try:
            if self._file.tell() + len(data) > self._max_bytes:
                self._rotate()
            self._file.write(data)
            self._file.flush()
        except OSError:
            return

    def close(self) -> None:
        self._file.close()

    def _open(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        file = os.fdopen(handle, "ab")
        file.seek(0, os.SEEK_END)
        return file

    def _rotate(self) -> None:
        self._file.close()
        for age in range(self._older_files, 0, -1):
            younger = self._aged(age - 1)
            if younger.exists():
                younger.replace(self._aged(age))
        self._file = self._open()

    def _aged(self, age: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{age}") if age else self._path
