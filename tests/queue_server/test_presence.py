"""A program's two ways of telling how it is: the fact and the tree."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from queue_server.contract import presence as module
from queue_server.contract.homie.tree import HomieDevice
from queue_server.contract.messages import DeviceState
from queue_server.contract.presence import Presence

WAIT_S = 10.0


class Tree:
    """What is shown, in place of a broker; it refuses whatever is degraded."""

    def __init__(self, *_: object, **__: object) -> None:
        self.events: list[str] = []
        self.well, self.refused = threading.Event(), threading.Event()

    def start(self, host: str, port: int) -> None:
        self.events.append("start")

    def show(self, tree: list[HomieDevice]) -> None:
        self.events.append("show")
        said = tree[1].values.get(("health", "state"))
        if said == "degraded":
            self.refused.set()
            raise ValueError("a value that no payload can hold")
        if said == "ok":
            self.well.set()

    def stop(self) -> None:
        return None


class Facts:
    def publish(self, topic: str, fact: object) -> None:
        return None


@pytest.fixture
def kiosk(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Presence, Tree]]:
    shown = Tree()
    monkeypatch.setattr(module, "HomieLink", lambda *_, **__: shown)
    facts: Any = Facts()
    made = Presence(
        "demo",
        "kiosk-k1",
        "no secret",
        ("127.0.0.1", 1),
        facts=facts,
        fitted={"kiosk-k1": ["printer"]},
        clock=lambda: datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    )
    made.start()
    yield made, shown
    made.stop()


def test_the_tree_is_known_before_the_broker_tells_what_was_left(
    kiosk: tuple[Presence, Tree],
) -> None:
    assert kiosk[1].events[:2] == ["show", "start"]


def test_a_value_that_cannot_be_told_silences_nothing_that_comes_after(
    kiosk: tuple[Presence, Tree], caplog: pytest.LogCaptureFixture
) -> None:
    presence, shown = kiosk
    presence.book.say("printer", DeviceState.DEGRADED, "paper_near_end")
    assert shown.refused.wait(WAIT_S)
    presence.book.say("printer", DeviceState.OK)
    assert shown.well.wait(WAIT_S)
    assert "could not be told" in caplog.text
