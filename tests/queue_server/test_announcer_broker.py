"""The real server and a real broker that forgets everything when it dies."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from real_server import RealServer, free_port
from small_hall import wait_until

from queue_server.contract import messages as m
from queue_server.contract import topics

pytestmark = pytest.mark.broker


class Mosquitto:
    """Keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        if program is None:
            pytest.skip("mosquitto is not installed")
        self.port = free_port()
        configuration = folder / "mosquitto.conf"
        configuration.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        self._command = [program, "-c", str(configuration)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        silent = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdout=silent, stderr=silent)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(5)
            self._process = None


class Board:
    """Hears what a display hears when it is switched on: what is retained."""

    def __init__(self, port: int) -> None:
        self.heard: dict[str, bytes] = {}
        self.client = Client(CallbackAPIVersion.VERSION2)
        self.client.on_connect = lambda client, *rest: client.subscribe("hall/#", 1)
        self.client.on_message = lambda client, userdata, message: self.heard.__setitem__(
            message.topic, message.payload
        )
        self.client.connect_async("127.0.0.1", port)
        self.client.reconnect_delay_set(1, 1)
        self.client.loop_start()

    def window(self, window: str) -> m.WindowFact | None:
        payload = self.heard.get(topics.window("race", window))
        return msgspec.json.decode(payload, type=m.WindowFact) if payload else None

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def server(tmp_path: Path, broker: Mosquitto) -> Iterator[RealServer]:
    made = RealServer(tmp_path, broker.port)
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.kill()


def shows(board: Board, window: str, number: str) -> bool:
    fact = board.window(window)
    return fact is not None and fact.number == number


def call(server: RealServer, window: int) -> str | None:
    server.kiosk().issue(m.IssueTicket(request_id=uuid4(), service="company"))
    command = m.WindowCommand(request_id=uuid4())
    return server.clerk(window).call_next(str(window), command).number


def test_after_a_broker_lost_everything_all_is_there_again(
    server: RealServer, broker: Mosquitto
) -> None:
    assert call(server, 1) == "A001"
    board = Board(broker.port)
    wait_until(lambda: shows(board, "1", "A001"))
    broker.kill()
    assert call(server, 2) == "A002"  # the hall goes on without its boards
    broker.start()
    board.heard.clear()
    wait_until(lambda: shows(board, "1", "A001") and shows(board, "2", "A002"))
    wait_until(lambda: topics.queue("race") in board.heard)
    board.stop()


def test_a_restarted_server_tells_the_present_and_dies_as_offline(
    server: RealServer, broker: Mosquitto
) -> None:
    assert call(server, 3) == "A001"
    server.kill()
    board = Board(broker.port)
    health = topics.health("race", "server")
    wait_until(lambda: b'"online":false' in board.heard.get(health, b""), 25)  # the last will
    server.start()
    wait_until(lambda: b'"online":true' in board.heard.get(health, b""))
    wait_until(lambda: shows(board, "3", "A001"))
    board.stop()
