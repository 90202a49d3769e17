"""What a Homie controller sees of a hall."""

from __future__ import annotations

from collections.abc import Callable

from homie_rules import Lifecycle
from mqtt_peer import Peer, wait_until


class Watcher:
    """What a Homie controller sees: the retained topics, and every change in its order."""

    def __init__(self, peer: Callable[..., Peer]) -> None:
        self.retained: dict[str, bytes] = {}
        self.order: list[tuple[str, bytes]] = []
        self.lifecycle = Lifecycle()
        client = peer("hallctl")
        client.client.on_message = lambda _c, _u, message: self._hear(
            message.topic, message.payload
        )
        assert client.connect() == 0
        client.subscribe("homie/5/#")

    def _hear(self, topic: str, payload: bytes) -> None:
        self.order.append((topic, payload))
        self.lifecycle.hear(topic, payload)
        if payload:
            self.retained[topic] = payload
        else:
            self.retained.pop(topic, None)

    def wait_for(self, topic: str, payload: bytes) -> None:
        wait_until(lambda: self.retained.get(topic) == payload, f"{topic} is {payload!r}")
