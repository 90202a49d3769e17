"""`hallctl status`: what runs on a data folder, on which ports, and which broker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from queue_server.admin.running import Running, is_held, read_record

STOPPED = 3  # as LSB's init scripts say "not running"


def status(data: Path) -> tuple[int, list[str]]:
    """The exit code (0 all runs, 1 something does not, 3 no hall) and what to print."""
    record = read_record(data / "running.json")
    if record is None or not is_held(data):
        return STOPPED, [f"no hall runs on {data} · 该数据目录没有大厅在运行"]
    all_well = all(program.ready and _lives(program.pid) for program in record.programs)
    return int(not all_well), list(_lines(record))


def _lines(record: Running) -> Iterator[str]:
    yield f"launcher  process {record.launcher_pid}, {record.run}"
    yield f"broker    {record.broker}"
    for name, url in record.urls.items():
        yield f"{name:9} {url}"
    for program in record.programs:
        state = "ready" if program.ready else "starting"
        if not _lives(program.pid):
            state = "down"
        again = f", started {program.starts} times" if program.starts > 1 else ""
        yield f"  {program.name:14} {state:9} {program.pid or '-':>8}{again}  {program.status}"


def _lives(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
