"""Numbered files that are written once, whole or not at all, and a manifest that names them.

A crash leaves either no file or the whole one; writing the same number again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from queue_server.reports import csv_file
from queue_server.uploads.rendering import Body, line

MANIFEST = "manifest.jsonl"


class FileTaken(Exception):
    """Another file has this name: somebody put it there, and it is not overwritten."""


def write_run(folder: Path, name: str, bodies: Sequence[Body], columns: Sequence[str]) -> None:
    """Write `name`.jsonl and `name`.csv and enter them in the manifest; durable on return.

    Raises `OSError` or `FileTaken`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = "".join(f"{line(body)}\n" for body in bodies).encode()
    rows = [columns, *([body.get(column, "") for column in columns] for body in bodies)]
    table = csv_file.write(rows)
    _write_once(folder / f"{name}.jsonl", lines)
    _write_once(folder / f"{name}.csv", table)
    entry = {
        "file": f"{name}.jsonl",
        "count": len(bodies),
        "sha256": hashlib.sha256(lines).hexdigest(),
        "csv": f"{name}.csv",
        "csv_sha256": hashlib.sha256(table).hexdigest(),
    }
    _enter(folder / MANIFEST, json.dumps(entry, ensure_ascii=False))


def _write_once(path: Path, data: bytes) -> None:
    if path.exists():
        if path.read_bytes() != data:
            raise FileTaken(f"{path} holds something else")
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _enter(manifest: Path, entry: str) -> None:
    """Append a line, unless it is there; one that a crash cut off is taken away first."""
    known = manifest.read_bytes() if manifest.exists() else b""
    whole = known[: known.rfind(b"\n") + 1]
    line_of_it = f"{entry}\n".encode()
    if line_of_it in whole.splitlines(keepends=True):
        return
    with manifest.open("r+b" if manifest.exists() else "xb") as file:
        file.truncate(len(whole))
        file.seek(len(whole))
        file.write(line_of_it)
        file.flush()
        os.fsync(file.fileno())
    _sync(manifest.parent)


def _sync(folder: Path) -> None:
    """The new name, too, survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
