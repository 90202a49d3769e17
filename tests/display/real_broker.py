"""A mosquitto of the test's own, that forgets everything when it is stopped; a server's voice."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import msgspec
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

DEADLINE_S = 5.0


def find_mosquitto() -> str | None:
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class RealBroker:
    def __init__(self, folder: Path, program: str) -> None:
        self.port = free_port()
        self._program = program
        self._file = folder / "mosquitto.conf"
        self._file.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "-c", str(self._file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + DEADLINE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert time.monotonic() < end, "mosquitto does not listen"
                time.sleep(0.01)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(DEADLINE_S)
            self._process = None


class Voice:
    """Publishes retained facts as the server does, and hears what is retained."""

    def __init__(self, port: int) -> None:
        self.client = Client(CallbackAPIVersion.VERSION2)
        self.heard: dict[str, bytes] = {}
        self.client.on_message = lambda client, userdata, message: self.heard.__setitem__(
            message.topic, message.payload
        )
        self.client.on_connect = lambda client, *rest: client.subscribe("hall/#", 1)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def say(self, topic: str, fact: msgspec.Struct | bytes, *, times: int = 1) -> None:
        payload = fact if isinstance(fact, bytes) else msgspec.json.encode(fact)
        for _ in range(times):
            self.client.publish(topic, payload, qos=1, retain=True).wait_for_publish(DEADLINE_S)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()
