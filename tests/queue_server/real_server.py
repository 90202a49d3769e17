"""The server as a process of its own on a free port, with a data folder of the test's."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import psutil
import urllib3
from argon2 import PasswordHasher

from config.loader import load
from config.secrets import write_secret
from queue_server.contract.client import QueueClient, Refused
from queue_server.contract.sessions import LogIn
from queue_server.storage.provisioning import (
    AccountRow,
    TokenRow,
    ensure_access_tokens,
    ensure_accounts,
    open_store,
    token_hash,
)

STARTS_WITHIN_S = 20.0
STOPS_WITHIN_S = 10.0
PASSWORD = "a long enough sentence"
KIOSKS = 8
WINDOWS = 16

_HALL = """
[hall]
id = "race"
name = { zh = "厅", en = "Hall" }
call_debounce_s = 0.001
[[zones]]
id = "z"
name = { zh = "区", en = "Zone" }
[[groups]]
id = "g"
name = { zh = "组", en = "Group" }
[[services]]
id = "company"
name = { zh = "企业", en = "Companies" }
prefix = "A"
group = "g"
zone = "z"
[[services]]
id = "permit"
name = { zh = "许可", en = "Permits" }
prefix = "B"
group = "g"
zone = "z"
[[windows]]
ids = "1-16"
zone = "z"
kind = "general"
services = ["company", "permit"]
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class RealServer:
    """Clerks c1 … c16 with `PASSWORD`; kiosks kiosk-k1 … kiosk-k8 whose token is their name."""

    def __init__(self, folder: Path, mqtt_port: int | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / "hall.toml").write_text(_HALL, encoding="utf-8")
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HALL_")},
            "HALL_CONFIG": str(folder / "hall.toml"),
            "HALL_DATA": str(folder / "data"),
            "HALL_RUN": str(folder / "run"),
            "HALL_PORT": str(self.port),
            "HALL_MQTT_PORT": str(mqtt_port or free_port()),
        }
        self.hall = load(None, self.env)
        write_secret(Path(self.hall.mqtt.password_file), msgspec.json.encode({"server": "secret"}))
        self._provide()
        self.process: subprocess.Popen[bytes] | None = None

    def _provide(self) -> None:
        store = open_store(self.hall)
        secret = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        numbers = range(1, WINDOWS + 1)
        ensure_accounts(
            store, [AccountRow(f"c{n}", f"c{n}", "clerk", str(n), secret) for n in numbers]
        )
        kiosks = [f"kiosk-k{n}" for n in range(1, KIOSKS + 1)]
        ensure_access_tokens(store, [TokenRow(k, "kiosk", token_hash(k)) for k in kiosks])
        store.close()

    def start(self) -> None:
        self.process = self.launch()
        end = time.monotonic() + STARTS_WITHIN_S
        while not self.answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.02)

    def launch(self, **env: str) -> subprocess.Popen[bytes]:
        with (self.folder / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "queue_server"],
                env={**self.env, **env},
                stdout=log,
                stderr=log,
            )

    def answers(self) -> bool:
        try:
            return bool(urllib3.request("GET", f"{self.url}/livez", retries=False).status == 200)
        except urllib3.exceptions.HTTPError:
            return False

    def kill(self) -> None:
        """SIGKILL, to the one process that it is."""
        assert self.process is not None
        assert psutil.Process(self.process.pid).children() == []
        self.process.kill()
        self.process.wait(STOPS_WITHIN_S)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOPS_WITHIN_S)

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8")

    def kiosk(self, n: int = 1) -> QueueClient:
        return QueueClient(self.url, f"kiosk-k{n}")

    def clerk(self, n: int) -> QueueClient:
        session = QueueClient(self.url).log_in(LogIn(account=f"c{n}", password=PASSWORD))
        return QueueClient(self.url, session.token)

    def log_in_as_nobody(self, n: int) -> str:
        """The code of the refusal; it costs the server a whole password check."""
        try:
            QueueClient(self.url).log_in(LogIn(account=f"nobody{n}", password=PASSWORD))
        except Refused as refused:
            return refused.code
        return ""

    def rows(self, statement: Any) -> list[Any]:
        """Asked of the file while no server runs on it."""
        store = open_store(self.hall)
        try:
            with store.reading() as connection:
                return list(connection.exec_driver_sql(statement))
        finally:
            store.close()
