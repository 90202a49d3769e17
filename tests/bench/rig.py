"""A server, a broker and a display of ours on free ports, and nothing else that takes the cores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

import msgspec
import psutil

from config.hall import Hall
from config.loader import load
from config.secrets import read_mqtt_password, read_token
from queue_server.admin import broker
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, ServerAway
from queue_server.contract.sessions import LogIn
from tests.bench.controller import Controller
from tests.hall.running_hall import free_ports, wait_until

ROOT = Path(__file__).resolve().parents[2]
SETTLE_S = 30.0


class Rig:
    """`with Rig(folder) as rig:` has data of its own; `hall_file` in the place of the
    demonstration hall."""

    def __init__(self, folder: Path, hall_file: Path | None = None) -> None:
        self.folder = folder
        self.controller = Controller()
        self.port, self.mqtt_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HALL_")},
            "HALL_DATA": str(folder / "data"),
            "HALL_RUN": str(folder / "run"),
            "HALL_PORT": str(self.port),
            "HALL_MQTT_PORT": str(self.mqtt_port),
            "HALL_LED_PORT": str(self.controller.port),
            **({"HALL_CONFIG": str(hall_file)} if hall_file else {}),
        }
        self._programs: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Rig:
        for name in ("data", "run"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        hallctl = Path(sys.executable).parent / "hallctl"
        subprocess.run([hallctl, "setup"], env=self.env, check=True, stdout=subprocess.DEVNULL)
        self.hall: Hall = load(None, self.env)
        chosen = broker.prepare(self.hall, self.folder / "run", self.env)
        self.broker_name = chosen.name
        self._start("broker", *chosen.command)
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._programs):
            self.stop(name)
        self.controller.close()

    def _start(self, name: str, *command: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self._programs[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        log.close()

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        program = self._programs.pop(name)
        for child in psutil.Process(program.pid).children(recursive=True):
            if how is signal.SIGKILL:
                child.kill()
        program.send_signal(how)
        program.wait(20)

    def start_server(self) -> float:
        """Seconds from the start of the process to its first accepted ticket."""
        began = time.perf_counter()
        self._start("server", sys.executable, "-m", "queue_server")
        client = QueueClient(self.url, self.kiosk_token())

        def accepted() -> bool:
            try:
                client.issue(m.IssueTicket(request_id=uuid4(), service="company-setup"))
            except ServerAway:
                return False
            return True

        deadline = began + SETTLE_S
        while not accepted():
            if time.perf_counter() > deadline:
                raise AssertionError((self.folder / "server.log").read_text()[-2000:])
            time.sleep(0.01)
        took = time.perf_counter() - began
        client.close()
        return took

    def start_noop(self) -> int:
        """Start the empty server; its port."""
        (port,) = free_ports(1)
        self._start("noop", sys.executable, "-m", "tests.bench.noop_server", str(port))
        wait_until(
            lambda: answers(f"http://127.0.0.1:{port}/"), SETTLE_S, "the no-op server answers"
        )
        return port

    def start_kiosk(self) -> None:
        """Off screen; whoever looks through its eye knows when it is there."""
        (self.folder / "run" / "kiosk-k1.sock").unlink(missing_ok=True)
        self._start("kiosk", sys.executable, "-m", "kiosk", "--kiosk", "k1")

    def start_display(self) -> None:
        self._start("display", sys.executable, "-m", "display")
        wait_until(
            lambda: self.controller.last_byte(b"", 0.1) is not None,
            SETTLE_S,
            "the board is painted",
        )

    def kiosk_token(self) -> str:
        return read_token(self.hall, "kiosk-k1")

    def mqtt_server_password(self) -> str:
        return read_mqtt_password(self.hall, "server")

    def clerk(self, window: str) -> QueueClient:
        """A client logged in at `window`."""
        return QueueClient(self.url, self.clerk_token(window))

    def clerk_token(self, window: str) -> str:
        """Of a session of the clerk who sits at `window`."""
        demo = msgspec.json.decode((self.folder / "data" / "demo.json").read_bytes())
        account = next(a for a in demo["accounts"] if a.get("window") == window)
        session = QueueClient(self.url).log_in(
            LogIn(account=account["account"], password=account["password"], window=window)
        )
        return session.token

    def _server_processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self._programs["server"].pid)
        return [parent, *parent.children(recursive=True)]

    def server_cpu_s(self) -> float:
        return sum(p.cpu_times().user + p.cpu_times().system for p in self._server_processes())

    def server_memory_mb(self) -> float:
        """Proportional set size of all the server's processes."""
        return float(sum(p.memory_full_info().pss for p in self._server_processes())) / 1e6


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 # loopback
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
