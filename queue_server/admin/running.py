"""The note that a running launcher leaves in the data folder, and its lock."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TextIO

import msgspec

from queue_server.admin.places import Places


class AlreadyRunning(Exception):
    """Another launcher holds this data folder."""


class RunningProgram(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    pid: int | None
    ready: bool
    starts: int
    status: str


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What `hallctl status` shows. `variables`: those that the launcher gave to every program."""

    launcher_pid: int
    run: str
    broker: str
    urls: dict[str, str]
    programs: list[RunningProgram]
    variables: dict[str, str] = msgspec.field(default_factory=dict)


class DataFolderLock:
    """One launcher per data folder; the kernel drops the lock when the launcher dies."""

    def __init__(self, places_data: Path) -> None:
        places_data.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(
            places_data / "launcher.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        self._file: TextIO = os.fdopen(handle, "r+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pid = self._file.read().strip()
            self._file.close()
            message = (
                f"a hall runs already on {places_data} (process {pid}); HALL_DATA names another"
                " folder · 该数据目录已有大厅在运行"
            )
            raise AlreadyRunning(message) from error
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        self._file.close()


def is_held(data: Path) -> bool:
    """Whether a launcher runs on this folder now."""
    try:
        with (data / "launcher.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def write_record(places: Places, running: Running) -> None:
    draft = places.record.with_suffix(".new")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(running)))
    draft.replace(places.record)


def read_record(places_record: Path) -> Running | None:
    """None when no launcher has left a note that can be read."""
    try:
        return msgspec.json.decode(places_record.read_bytes(), type=Running)
    except (OSError, msgspec.MsgspecError):
        return None
