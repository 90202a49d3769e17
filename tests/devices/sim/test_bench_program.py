"""The whole program, as the launcher starts it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from virtual_bench import entries

READY_WITHIN_S = 20.0
STOPPED_WITHIN_S = 2.0

Program = subprocess.Popen[str]


def start(bench: Path) -> Program:
    return subprocess.Popen(
        [sys.executable, "-m", "devices.sim", "--bench", str(bench), "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    bench = tmp_path / "bench.json"
    bench.write_bytes(entries(tmp_path))
    started = start(bench)
    try:
        wait_for_page(started)
        yield started
    finally:
        started.kill()
        started.wait()


def wait_for_page(program: Program) -> None:
    assert program.stderr is not None
    deadline = time.monotonic() + READY_WITHIN_S
    for line in program.stderr:
        if re.search(r"bench page on http://127\.0\.0\.1:\d+/", line):
            return
        assert time.monotonic() < deadline, line
    raise AssertionError("the bench stopped by itself")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_and_takes_its_links_away(
    program: Program, tmp_path: Path, number: signal.Signals
) -> None:
    links = tmp_path / "dev"
    assert len(list(links.iterdir())) == 4
    program.send_signal(number)
    assert program.wait(STOPPED_WITHIN_S) == 0
    assert list(links.iterdir()) == []


def test_a_mistake_in_the_bench_file_is_told_and_exits_78(tmp_path: Path) -> None:
    bench = tmp_path / "bench.json"
    bench.write_text(json.dumps({"devices": [{"kind": "toaster", "name": "t"}]}))
    program = start(bench)
    _, said = program.communicate(timeout=READY_WITHIN_S)
    assert program.returncode == 78
    assert "toaster" in said
