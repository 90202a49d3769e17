"""Where all that the kiosk's workers say comes together, and what they are given to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from kiosk import events as e
from kiosk.lane import Lane
from kiosk.news import News
from kiosk.pending import PendingOrder
from kiosk.states import Order
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import (
    DeviceState,
    HealthFact,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ORDER = Order(request_id=UUID(int=1), service="real-estate")


class Desk:
    """Where everything that a worker says comes together."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.events: list[e.Event] = []
        self.news: list[News] = []
        self.facts: list[HealthFact] = []
        self.pending = PendingOrder(folder / "order.json", lambda: self.now)
        self.health = HealthBook("kiosk-k1", self.facts.append, lambda: self.now)
        self.lanes: list[Lane] = []

    def start(self, lane: Lane) -> None:
        self.lanes.append(lane)
        lane.start()

    def wait_for(self, condition: Callable[[], object], within_s: float = 5.0) -> None:
        deadline = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, (self.events, self.news, self.facts)
            time.sleep(0.002)

    def wait_for_event(self) -> e.Event:
        self.wait_for(lambda: self.events)
        return self.events.pop(0)

    def cause(self, device: str) -> tuple[DeviceState, str]:
        health = self.facts[-1].devices[device]
        return health.state, health.cause
