"""A whole hall as `make run` starts it, on free ports and a data folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

READY_WITHIN_S = 90.0
STOPPED_WITHIN_S = 20.0


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens on; held open together so that they differ."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def wait_until(condition: Any, within_s: float, what: str) -> Any:
    """The first true answer of `condition`; `AssertionError` naming `what` when time is up."""
    deadline = time.monotonic() + within_s
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:g} s: {what}")
        time.sleep(0.05)


class Bench:
    """The bench page's control API: the hands that lay cards, press keys and pull cables."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 # loopback
            data: bytes = answer.read()
            return data

    def json(self, path: str) -> Any:
        return json.loads(self.get(path))

    def do(self, device: str, action: str, **body: object) -> None:
        self._post(f"/api/devices/{device}/{action}", body)

    def touch(self, kiosk: str, x: int, y: int) -> None:
        """A finger on a kiosk that runs off screen, in the pixels of its picture."""
        self._post(f"/api/kiosks/{kiosk}/touch", {"x": x, "y": y})

    def _post(self, path: str, body: dict[str, object]) -> None:
        request = urllib.request.Request(  # noqa: S310 # loopback
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-Bench": "1"},
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 # loopback


class RunningHall:
    """`with RunningHall(tmp_path) as hall:` starts every program; leaving stops all of them."""

    def __init__(self, data: Path, *, env: dict[str, str] | None = None) -> None:
        port, bench, mqtt = free_ports(3)
        self.data = data
        self.url = f"http://127.0.0.1:{port}"
        self.mqtt_port = mqtt
        self.bench = Bench(f"http://127.0.0.1:{bench}")
        self._env = {
            **{k: v for k, v in os.environ.items() if k != "DISPLAY" and not k.startswith("HALL_")},
            "HALL_PORT": str(port),
            "HALL_BENCH_PORT": str(bench),
            "HALL_MQTT_PORT": str(mqtt),
            "HALL_DATA": str(data),
            **(env or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> RunningHall:
        self.data.mkdir(parents=True, exist_ok=True)
        self.console = self.data / "console.log"
        with self.console.open("wb") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).parent / "hallctl", "run"],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            wait_until(self._ready, READY_WITHIN_S, f"the hall is ready\n{self._tail()}")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"the hall did not stop\n{self._tail()}") from None
        finally:
            self.process = None

    def credentials(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "demo.json").read_text())
        return found

    def _ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"the hall stopped by itself\n{self._tail()}")
        return self._answers(self.url + "/readyz") and self._answers(
            self.bench.url + "/api/devices"
        )

    @staticmethod
    def _answers(url: str) -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 # loopback
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _tail(self) -> str:
        return self.console.read_text(errors="replace")[-3000:] if self.console.exists() else ""
