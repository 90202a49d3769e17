"""The scripted day as the bench tells it: over HTTP, and by the program itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from virtual_bench import BenchClient, entries
from werkzeug.serving import make_server

from devices.sim.bench.app import create_bench
from devices.sim.day import read_day
from devices.sim.day_runner import DayClock, DayRunner
from devices.sim.host import Host

TEN = 10 * 3600.0
READY_WITHIN_S = 20.0
DAY = """title = "坏日子 A bad day"
starts = "10:00"
speed = 10000

[[event]]
at = "10:12"
device = "printer"
do = "fault"
with = { paper = "out" }

[[event]]
at = "10:13"
device = "reader"
do = "lay"
with = { person = "nobody" }

[[event]]
at = "23:00"
device = "board"
do = "unplug"
"""


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    file = tmp_path / "day.toml"
    file.write_text(DAY, "utf-8")
    return file


class Day:
    def __init__(self, host: Host, file: Path) -> None:
        self.real_s = 0.0
        day = read_day(file, host)
        self.runner = DayRunner(day, DayClock(TEN, 1.0, 0.0, lambda: self.real_s), host.act)


@pytest.fixture
def day(host: Host, day_file: Path) -> Day:
    return Day(host, day_file)


@pytest.fixture
def bench_client(host: Host, day: Day) -> Iterator[BenchClient]:
    server = make_server("127.0.0.1", 0, create_bench(host, day.runner), threaded=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    with requests.Session() as session:
        yield BenchClient(session, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    serving.join(5)
    server.server_close()


def test_the_bench_tells_what_happened_and_what_is_to_come(
    bench_client: BenchClient, day: Day
) -> None:
    told = bench_client.get("/api/day").json()
    assert (told["title"], told["now"]) == ("坏日子 A bad day", "10:00:00")
    assert [due["at"] for due in told["coming"]] == ["10:12:00", "10:13:00", "23:00:00"]
    day.real_s = 14 * 60
    day.runner.turn()
    told = bench_client.get("/api/day").json()
    assert told["now"] == "10:14:00"
    assert told["done"][0] == {
        "at": "10:12:00",
        "devices": ["printer"],
        "do": "fault",
        "with": {"paper": "out"},
        "refused": [],
    }
    assert told["done"][1]["refused"][0].startswith("reader: ")
    assert bench_client.state("printer")["paper"] == "out"
    assert 'id="day"' in bench_client.get("/").text


def test_a_bench_without_a_day_says_so(client: BenchClient) -> None:
    answer = client.get("/api/day")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_day")
    assert 'id="day"' not in client.get("/").text


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    bench = folder / "bench.json"
    bench.write_bytes(entries(folder))
    return subprocess.Popen(
        [sys.executable, "-m", "devices.sim", "--bench", str(bench), "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def lines_until(program: subprocess.Popen[str], last: str) -> list[str]:
    assert program.stderr is not None
    deadline, lines = time.monotonic() + READY_WITHIN_S, []
    for line in program.stderr:
        lines.append(line)
        if re.search(last, line):
            return lines
        assert time.monotonic() < deadline, lines
    raise AssertionError(f"it ended: {lines}")


def test_the_program_lives_through_its_day(tmp_path: Path, day_file: Path) -> None:
    program = started(tmp_path, "--day", str(day_file))
    try:
        said = "".join(lines_until(program, "A bad day: over"))
        assert "10:12:00 printer fault {'paper': 'out'}" in said
        assert "reader would not" in said
        assert "23:00:00 board unplug" in said
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=READY_WITHIN_S)
    assert program.returncode == 0


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda text: text.replace('"out"', '"wet"'), 78, "day.toml:9: event[0].with: printer:"),
        (lambda text: text.replace("10:12", "10:72"), 78, "day.toml:6: event[0].at: expected"),
    ],
)
def test_a_mistaken_day_is_told_and_exits_78(
    tmp_path: Path, day_file: Path, change: Callable[[str], str], code: int, told: str
) -> None:
    day_file.write_text(change(DAY), "utf-8")
    program = started(tmp_path, "--day", str(day_file))
    _, said = program.communicate(timeout=READY_WITHIN_S)
    assert (program.returncode, told in said) == (code, True), said


def test_a_beginning_that_is_no_time_of_day_is_wrong_usage(tmp_path: Path, day_file: Path) -> None:
    program = started(tmp_path, "--day", str(day_file), "--from", "noon")
    _, said = program.communicate(timeout=READY_WITHIN_S)
    assert program.returncode == 2
    assert "--from" in said
