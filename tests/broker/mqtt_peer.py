"""MQTT peers, and a broker that is started as the hall starts it."""

from __future__ import annotations

import queue
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho

from config.loader import load
from queue_server.admin import broker

WAIT_S = 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_true():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.01)


@dataclass
class RunningBroker:
    kind: str
    port: int
    passwords: dict[str, str]
    env: dict[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(default_factory=Path)

    def start(self) -> None:
        hall = load(env=self.env)
        command = broker.prepare(hall, self.folder, self.env).command
        self.folder.mkdir(exist_ok=True)
        self.log = self.folder / "stderr"
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                command, env=self.env, stdout=sink, stderr=sink, start_new_session=True
            )
        wait_until(self._accepts, f"{self.kind} accepts connections; see {self.log}")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(WAIT_S)
            self.process = None

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Peer:
    """An MQTT client that keeps what it hears."""

    def __init__(
        self, running: RunningBroker, user: str, client_id: str = "", *, persistent: bool = False
    ) -> None:
        self.running = running
        self.heard: queue.Queue[paho.MQTTMessage] = queue.Queue()
        self.answers: queue.Queue[int] = queue.Queue()
        self.lost: queue.Queue[int] = queue.Queue()
        self.client = paho.Client(
            paho.CallbackAPIVersion.VERSION2,
            client_id or f"{user}-{secrets.token_hex(4)}",
            clean_session=not persistent,
            reconnect_on_failure=False,
        )
        if user:
            self.client.username_pw_set(user, running.passwords.get(user, "no such user"))
        self.client.on_message = lambda _c, _u, message: self.heard.put(message)
        self.client.on_connect = lambda _c, _u, _f, code, _p: self.answers.put(code.value)
        self.client.on_disconnect = lambda _c, _u, _f, code, _p: self.lost.put(code.value)

    def connect(self, keep_alive_s: int = 60) -> int:
        """Returns paho's reason code: 0 is welcome."""
        self.client.connect("127.0.0.1", self.running.port, keep_alive_s)
        self.client.loop_start()
        return self.answers.get(timeout=WAIT_S)

    def subscribe(self, topic: str, qos: int = 1) -> None:
        acknowledged: queue.Queue[Any] = queue.Queue()
        self.client.on_subscribe = lambda *_: acknowledged.put(None)
        self.client.subscribe(topic, qos)
        acknowledged.get(timeout=WAIT_S)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> None:
        self.client.publish(topic, payload, qos, retain).wait_for_publish(WAIT_S)

    def hear(self) -> tuple[str, bytes, bool]:
        message = self.heard.get(timeout=WAIT_S)
        return message.topic, message.payload, message.retain

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def drop(self) -> None:
        """The cable is cut: the socket goes without a DISCONNECT."""
        sock = self.client.socket()
        assert sock is not None
        self.client.on_disconnect = None
        sock.shutdown(socket.SHUT_RDWR)
        self.client.loop_stop()
