"""A whole hall starts with one command, stops with one key, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hallctl_command import HALLCTL, Hallctl

from queue_server.admin.broker import KINDS, find_mosquitto
from queue_server.admin.places import free_port
from queue_server.admin.running import read_record

READY_S = 90.0
STOPPED_S = 15.0


def wait_until(is_true: Callable[[], bool], within_s: float, what: str) -> None:
    deadline = time.monotonic() + within_s
    while not is_true():
        assert time.monotonic() < deadline, f"not within {within_s:g} s: {what}"
        time.sleep(0.05)


def processes_of(data: Path) -> dict[int, str]:
    """Every living process that was started for this data folder, by its environment."""
    mark = b"HALL_DATA=" + os.fsencode(data)
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and mark in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    return found


class Launched:
    """A hall on free ports; `console` is what its launcher printed."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        self.data = Path(env["HALL_DATA"])
        ports = {name: free_port() for name in ("HALL_PORT", "HALL_BENCH_PORT", "HALL_MQTT_PORT")}
        self.env = env | {name: str(port) for name, port in ports.items()}
        self.env.pop("DISPLAY", None)
        self.url = f"http://127.0.0.1:{ports['HALL_PORT']}"
        self.bench_url = f"http://127.0.0.1:{ports['HALL_BENCH_PORT']}"
        self.console = self.data.with_suffix(".console")
        with self.console.open("w") as sink:
            self.launcher = subprocess.Popen(
                [*HALLCTL, "run", *arguments],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
            )

    def says(self, text: str) -> bool:
        assert self.launcher.poll() is None, self.console.read_text()
        return text in self.console.read_text()

    def wait_ready(self, *programs: str) -> None:
        for name in programs:
            wait_until(lambda n=name: self.says(f"[{n}] ready"), READY_S, f"{name} is ready")

    def pid_of(self, program: str) -> int:
        """Waits for the note: it is written after the program is there."""
        wait_until(lambda: program in self.noted(), READY_S, f"{program} stands in the note")
        return self.noted()[program]

    def noted(self) -> dict[str, int]:
        record = json.loads((self.data / "running.json").read_text())
        return {noted["name"]: noted["pid"] for noted in record["programs"]}

    def kill(self) -> None:
        if self.launcher.poll() is None:
            self.launcher.kill()
            self.launcher.wait()


@pytest.fixture
def launch(clean_env: dict[str, str]) -> Iterator[Callable[..., Launched]]:
    launched: list[Launched] = []

    def start(*arguments: str, **env: str) -> Launched:
        launched.append(Launched(clean_env | env, *arguments))
        return launched[-1]

    yield start
    for hall in launched:
        hall.kill()
    for hall in launched:
        wait_until(lambda h=hall: not processes_of(h.data), STOPPED_S, "nothing is left")
        record = read_record(hall.data / "running.json")
        if record:  # of a killed launcher
            shutil.rmtree(record.run, ignore_errors=True)


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # loopback
        data: bytes = answer.read()
        return data


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_stops_everything_and_a_second_start_finds_the_data(
    launch: Callable[..., Launched], hallctl: Hallctl, kind: str
) -> None:
    if kind == "mosquitto" and not find_mosquitto(os.environ):
        pytest.skip("mosquitto is not installed")
    hall = launch(HALL_BROKER=kind)
    hall.wait_ready("server", "devices", "broker", "display", "desk-d1")
    assert json.loads(get(f"{hall.url}/api/v1/hall"))["hall"] == "demo"
    status = hallctl("status")
    assert f"broker    {kind}" in status.stdout
    accounts = (hall.data / "demo.json").read_bytes()

    hall.launcher.send_signal(signal.SIGINT)
    assert hall.launcher.wait(STOPPED_S) == 0
    assert processes_of(hall.data) == {}
    assert hallctl("status").returncode == 3

    again = launch(HALL_BROKER=kind)
    again.wait_ready("server")
    assert (hall.data / "demo.json").read_bytes() == accounts


def test_where_to_look_is_printed_in_two_languages(launch: Callable[..., Launched]) -> None:
    hall = launch()
    hall.wait_ready("server")
    wait_until(lambda: hall.says("Ctrl-C"), READY_S, "the greeting")
    printed = hall.console.read_text()
    accounts = json.loads((hall.data / "demo.json").read_text())["accounts"]
    for text in (hall.url, hall.bench_url, "Clerk's page", "窗口叫号台", accounts[0]["password"]):
        assert text in printed
    assert re.search(r"MQTT broker: (mosquitto|embedded)", printed)


def test_a_killed_launcher_leaves_nothing_behind_and_the_next_one_starts(
    launch: Callable[..., Launched],
) -> None:
    hall = launch()
    hall.wait_ready("server", "display")
    run_folder = Path(json.loads((hall.data / "running.json").read_text())["run"])
    hall.launcher.kill()
    hall.launcher.wait()
    wait_until(lambda: not processes_of(hall.data), STOPPED_S, "nothing is left")
    assert run_folder.exists()
    again = launch()
    again.wait_ready("server")
    assert not run_folder.exists()


def test_a_program_that_was_killed_comes_back(launch: Callable[..., Launched]) -> None:
    hall = launch()
    hall.wait_ready("server", "display")
    wait_until(lambda: (hall.data / "running.json").exists(), READY_S, "the launcher's note")
    os.kill(hall.pid_of("server"), signal.SIGKILL)
    wait_until(lambda: hall.says("[server] ended (SIGKILL); again in 0.5 s"), READY_S, "it is told")

    def answers() -> bool:
        try:
            return get(f"{hall.url}/livez") is not None
        except OSError:
            return False

    wait_until(answers, READY_S, "the server is back")


def test_two_halls_stand_side_by_side_but_not_on_one_folder(
    launch: Callable[..., Launched], hallctl: Hallctl, tmp_path: Path
) -> None:
    one = launch()
    other = launch(HALL_DATA=str(tmp_path / "other"))
    one.wait_ready("server")
    other.wait_ready("server")
    on_the_same_folder = hallctl("run")
    assert on_the_same_folder.returncode == 1
    assert f"process {one.launcher.pid}" in on_the_same_folder.stderr
    ports = {k: v for k, v in one.env.items() if k.endswith("_PORT") and k.startswith("HALL_")}
    on_the_same_ports = hallctl("run", HALL_DATA=str(tmp_path / "third"), **ports)
    assert on_the_same_ports.returncode == 1
    assert len(re.findall(r"port \d+ is in use", on_the_same_ports.stderr)) == 3
    assert not (tmp_path / "third" / "hall.db").exists()


def test_everything_listens_on_loopback(launch: Callable[..., Launched]) -> None:
    hall = launch()
    hall.wait_ready("server", "devices", "broker", "display")
    inodes = {
        target.removeprefix("socket:[").removesuffix("]")
        for pid in processes_of(hall.data)
        for target in links(Path(f"/proc/{pid}/fd"))
        if target.startswith("socket:[")
    }
    listening = [
        row[1]
        for table in ("tcp", "tcp6")
        for row in map(str.split, Path(f"/proc/net/{table}").read_text().splitlines()[1:])
        if row[3] == "0A" and row[9] in inodes
    ]
    assert len(listening) >= 4  # server, bench, broker, board
    loopback = socket.inet_aton("127.0.0.1")[::-1].hex().upper()
    assert {address.split(":")[0] for address in listening} == {loopback}


def links(folder: Path) -> list[str]:
    found = []
    for entry in folder.iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue
    return found


def test_simulated_people_are_served_in_a_running_hall(launch: Callable[..., Launched]) -> None:
    hall = launch("--demo", "--speed", "600")
    hall.wait_ready("server", "demo-traffic")

    def numbers() -> list[int]:
        services = json.loads(get(f"{hall.url}/api/v1/hall"))["services"]
        return [sum(len(s["open_windows"]) for s in services), sum(s["waiting"] for s in services)]

    wait_until(lambda: min(numbers()) > 0, READY_S, "windows are open and people wait")
    hall.launcher.send_signal(signal.SIGTERM)
    assert hall.launcher.wait(STOPPED_S) == 0
    assert processes_of(hall.data) == {}
    log = (hall.data / "log" / "demo-traffic.log").read_text()
    assert "Traceback" not in log
    assert "ERROR" not in log
