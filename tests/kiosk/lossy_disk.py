"""A disk that loses at a power cut what was not flushed: a file is what its last xSync left, plus
any part of what was written since, in any order."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from uuid import uuid4

import apsw

Write = tuple[int, bytes | None]  # (offset, data), or (size, None) for a truncation


class LossyDisk:
    """`connect` for a `Ledger`; `power_cut` gives the files as they may be found afterwards."""

    def __init__(self) -> None:
        self.name = f"lossy-{uuid4()}"
        self.durable: dict[str, bytes] = {}
        self.unsynced: dict[str, list[Write]] = {}
        self._vfs = _vfs(self)

    def connect(self, path: Path) -> apsw.Connection:
        return apsw.Connection(str(path), vfs=self.name)

    def power_cut(self, folder: Path, chance: random.Random) -> None:
        folder.mkdir(parents=True)
        for name, data in self.durable.items():
            survived = [write for write in self.unsynced[name] if chance.random() < 0.5]
            found = _with(data, survived)
            if found:
                (folder / Path(name).name).write_bytes(found)


def _with(data: bytes, writes: list[Write]) -> bytes:
    found = bytearray(data)
    for at, written in writes:
        if written is None:
            del found[at:]
            continue
        found.extend(bytes(max(0, at - len(found))))
        found[at : at + len(written)] = written
    return bytes(found)


def _vfs(disk: LossyDisk) -> apsw.VFS:
    class File(apsw.VFSFile):
        def __init__(self, name: Any, flags: Any) -> None:
            self.file = name.filename() if isinstance(name, apsw.URIFilename) else name
            super().__init__("", name, flags)
            disk.durable.setdefault(self.file, b"")
            disk.unsynced.setdefault(self.file, [])

        def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
            super().xWrite(data, offset)
            disk.unsynced[self.file].append((offset, bytes(data)))

        def xTruncate(self, size: int) -> None:  # noqa: N802
            super().xTruncate(size)
            disk.unsynced[self.file].append((size, None))

        def xSync(self, flags: int) -> None:  # noqa: N802
            super().xSync(flags)
            disk.durable[self.file] = _with(disk.durable[self.file], disk.unsynced[self.file])
            disk.unsynced[self.file] = []

    class Disk(apsw.VFS):
        def __init__(self) -> None:
            super().__init__(disk.name, "")

        def xOpen(self, name: Any, flags: Any) -> File:  # noqa: N802
            return File(name, flags)

        def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
            super().xDelete(name, sync)
            disk.durable.pop(name, None)
            disk.unsynced.pop(name, None)

    return Disk()
