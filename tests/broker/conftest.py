"""Both brokers with the passwords of the demonstration hall."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mqtt_peer import Peer, RunningBroker, free_port

from config.fitted import telling
from config.loader import load
from config.secrets import write_secret
from queue_server.admin import broker
from queue_server.admin.broker_access import grants
from queue_server.contract.facts import FactLink
from queue_server.contract.health import HealthBook
from queue_server.contract.presence import Presence


def _environment(folder: Path, kind: str) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("HALL_")},
        "HALL_DATA": str(folder),
        "HALL_RUN": str(folder),
        "HALL_MQTT_PORT": str(free_port()),
        "HALL_BROKER": kind,
    }


@pytest.fixture(scope="module", params=broker.KINDS)
def running(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[RunningBroker]:
    if request.param == "mosquitto" and not broker.find_mosquitto(os.environ):
        pytest.skip("mosquitto is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    env = _environment(folder, request.param)
    hall = load(env=env)
    passwords = {user: secrets.token_urlsafe(12) for user in grants(hall)}
    write_secret(Path(hall.mqtt.password_file), msgspec.json.encode(passwords))
    started = RunningBroker(request.param, hall.mqtt.port, passwords, env, folder / "broker")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def peer(running: RunningBroker) -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def make(user: str, client_id: str = "", *, persistent: bool = False) -> Peer:
        peers.append(Peer(running, user, client_id, persistent=persistent))
        return peers[-1]

    yield make
    for each in peers:
        each.client.on_disconnect = None
        each.leave()


@pytest.fixture
def book(running: RunningBroker) -> Iterator[HealthBook]:
    """What kiosk k1 says of its machines; its program runs in the test itself."""
    password, broker = running.passwords["kiosk-k1"], ("127.0.0.1", running.port)
    facts = FactLink("demo", "kiosk-k1", password, *broker)
    presence = Presence(
        "demo",
        "kiosk-k1",
        password,
        broker,
        facts=facts,
        fitted=telling(load(env=running.env)),
        clock=lambda: datetime.now(UTC),
    )
    facts.start()
    presence.start()
    yield presence.book
    presence.stop()
    facts.stop()
