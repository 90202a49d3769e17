"""devices/README.md adds a made-up family in five steps: this carries them out as they stand there.

A keypad with evaluator and a strip that no line of our code knows are driven and simulated, each by
one TOML file of the README.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from http_at_hand import hall_of, serve
from server_at_hand import ServerAtHand
from werkzeug.serving import make_server

from config.hall import Hall
from config.loader import DEMO, load
from devices.__main__ import run
from devices.hall_profiles import line_of, strip_profile
from devices.link import Link
from devices.profiles.load import shipped_profiles
from devices.sim.bench.app import create_bench
from devices.sim.bench_file import read_bench
from devices.sim.host import Host
from devices.strip.driver import StripBus
from queue_server.admin.bench_layout import bench_file
from queue_server.admin.places import Places
from queue_server.contract.messages import RatingAsk

ROOT = Path(__file__).parents[2]
README = ROOT / "devices" / "README.md"
ACT = UUID(int=1)
DEADLINE_S = 8.0
VERY_SATISFIED = 5  # our level behind the family's grade 1


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    file: str  # which the line before it names; "" for none


def blocks() -> list[Block]:
    found = re.findall(
        r"(?:`\$HALL_DATA/([\w.-]+)`:\n\n)?^```(\w+)\n(.*?)^```$",
        README.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return [Block(language, text, file) for file, language, text in found]


def of(language: str) -> list[Block]:
    return [block for block in blocks() if block.language == language]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Steps 2 and 4: the README's files, and its lines in the demonstration hall's file."""
    lines = ""
    for block in of("toml"):
        if block.file:
            (tmp_path / block.file).write_text(block.text, "utf-8")
        else:
            lines += block.text
    (tmp_path / "hall.toml").write_text(DEMO.read_text("utf-8") + "\n" + lines, "utf-8")
    shutil.copytree(DEMO.parent / "guides", tmp_path / "guides")
    return tmp_path


@pytest.fixture
def env(folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "HALL_DATA": str(folder), "HALL_RUN": str(folder), "PATH": path}


@pytest.fixture
def hall(folder: Path, env: dict[str, str]) -> Hall:
    """The new devices alone, of the whole hall's file."""
    whole = load(folder / "hall.toml", env)
    desks = [desk for desk in whole.desks if desk.id == "d9"]
    strips = [bus for bus in whole.strip_buses if bus.id == "strips9"]
    return replace(whole, kiosks=[], boards=[], desks=desks, strip_buses=strips)


@pytest.fixture
def bench(hall: Hall, folder: Path) -> Iterator[Host]:
    """Step 5: the simulators that `hallctl run` would start."""
    file = folder / "bench.json"
    file.write_bytes(bench_file(hall, Places(folder, folder, 0)))
    host = Host(read_bench(file))
    host.start()
    yield host
    host.stop()


@pytest.fixture
def post(bench: Host) -> Iterator[Callable[[Block], None]]:
    """Sends one of the README's requests to the bench's page."""
    server = make_server("127.0.0.1", 0, create_bench(bench), threaded=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()

    def send(block: Block) -> None:
        head, _, body = block.text.partition("\n\n")
        request, *headers = head.splitlines()
        verb, path = request.split()
        answer = requests.request(
            verb,
            f"http://127.0.0.1:{server.server_port}{path}",
            headers=dict(header.split(": ") for header in headers),
            json=json.loads(body),
            timeout=DEADLINE_S,
        )
        assert answer.status_code == 200, answer.text

    yield send
    server.shutdown()
    serving.join(DEADLINE_S)
    server.server_close()


@pytest.fixture
def server(hall: Hall) -> Iterator[ServerAtHand]:
    """A queue server, and the desk unit that serves the new pads."""
    at_hand = ServerAtHand(waiting=["A001", "A002", "A003"])
    http = serve(at_hand)
    (settings,) = hall.desks
    stop = threading.Event()
    desk = threading.Thread(
        target=run, args=(hall_of(settings, http.server_port), settings, "a-token", "", stop)
    )
    desk.start()
    yield at_hand
    stop.set()
    desk.join(DEADLINE_S)
    assert not desk.is_alive()
    http.shutdown()
    http.server_close()


def wait_until(what: Callable[[], Any]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def pad(bench: Host) -> dict[str, Any]:
    (one,) = bench["desk-d9"].state()["pads"]
    return dict(one)


def test_the_families_of_the_readme_are_none_of_ours() -> None:
    files = [block.file for block in of("toml") if block.file]
    assert len(files) == 2
    assert not {Path(file).stem for file in files} & set(shipped_profiles())


def test_every_command_of_the_readme_says_what_stands_behind_it(env: dict[str, str]) -> None:
    shown = [block for block in blocks() if block.language in ("sh", "json", "text")]
    commands = [at for at, block in enumerate(shown) if block.language == "sh"]
    assert len(commands) == 3
    for at in commands:
        done = subprocess.run(
            ["sh", "-eu", "-c", shown[at].text],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        if at + 1 < len(shown) and shown[at + 1].language != "sh":
            assert done.stdout == shown[at + 1].text


def test_the_hall_has_the_new_devices(env: dict[str, str]) -> None:
    command = ["hallctl", "check-config", f"{env['HALL_DATA']}/hall.toml"]
    hallctl = str(Path(sys.executable).parent / command[0])
    said = subprocess.run(
        [hallctl, *command[1:]], env=env, capture_output=True, text=True, timeout=60, check=True
    )
    assert "2 desk units" in said.stdout


def test_a_clerk_calls_and_a_visitor_rates_with_the_new_family(
    bench: Host, server: ServerAtHand, post: Callable[[Block], None]
) -> None:
    press, grade = of("http")
    post(press)
    wait_until(lambda: pad(bench)["display"] == "_001_2")
    assert server.done() == ["call_next"]
    server.rating = RatingAsk(
        act_id=ACT, number="A001", until=datetime.now(UTC) + timedelta(seconds=30)
    )
    server.current = None
    bench["desk-d9"].act("press", {"window": "3", "key": "done"})
    wait_until(lambda: pad(bench)["asked"])
    post(grade)
    wait_until(lambda: server.ratings)
    (rating,) = server.ratings
    assert (rating.act_id, rating.level) == (ACT, VERY_SATISFIED)
    wait_until(lambda: pad(bench)["evaluator"]["acknowledged"] == 1)
    assert pad(bench)["unheard"] == pad(bench)["evaluator"]["unheard"] == 0


def test_a_key_of_the_new_family_that_the_line_spoiled_is_said_again_and_counts_once(
    bench: Host, server: ServerAtHand
) -> None:
    bench["desk-d9"].act("press", {"window": "3", "key": "next"})
    wait_until(lambda: pad(bench)["display"] == "_001_2")
    bench["desk-d9"].act("fault", {"drop": 0.2})
    bench["desk-d9"].act("press", {"window": "3", "key": "again"})
    wait_until(lambda: pad(bench)["unsent"] == 0)
    bench["desk-d9"].act("fault", {"drop": 0})
    bench["desk-d9"].act("press", {"window": "3", "digits": "12", "key": "next"})
    wait_until(lambda: "call" in server.done())
    assert server.done() in (["call_next", "recall", "call"], ["call_next", "call"])


def test_a_strip_of_the_new_family_lights_and_says_so(bench: Host, hall: Hall) -> None:
    (settings,) = hall.strip_buses
    profile = strip_profile(settings)
    bus = StripBus(Link(line_of(settings, profile), "strips9"), profile)
    assert bus.show(5, "请A001号到本窗口", "red")
    (strip,) = bench["strips-strips9"].state()["strips"]
    assert strip["runs"] == [{"text": "请A001号到本窗口", "colour": "red"}]
    assert strip["lit"] > 0
    assert bus.show(5, "暂停服务", "green")  # which it does not have
    (strip,) = bench["strips-strips9"].state()["strips"]
    assert strip["runs"] == [{"text": "暂停服务", "colour": "yellow"}]
