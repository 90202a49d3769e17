"""Boards and strips that remember what they were told, with faults on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from calls_of_a_hall import TEN_O_CLOCK

from devices.errors import DeviceError
from display.acknowledge import Acknowledgement
from display.layout import Frame
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, HealthFact, ShownFact, SpokenFact

DEADLINE_S = 20.0  # of a machine with a lot to do; no claim of ours


def wait_until(what: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
    """Until `what` holds; fails after the deadline."""
    end = time.monotonic() + deadline_s
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


@dataclass
class FakeDevice:
    """Raises `fault` while there is one; an answer may be held back with `slow`."""

    fault: DeviceError | None = None
    slow: threading.Event | None = None
    calls: int = 0

    def answer(self) -> None:
        self.calls += 1
        if self.slow is not None:
            self.slow.wait(DEADLINE_S)
        if self.fault is not None:
            raise self.fault


@dataclass
class FakeCard(FakeDevice):
    frames: list[Frame] = field(default_factory=list)
    pings: int = 0

    def show(self, areas: Frame) -> None:
        self.answer()
        self.frames.append(areas)

    def ping(self) -> None:
        self.pings += 1
        self.answer()

    @property
    def texts(self) -> list[str]:
        return [area.text for area in self.frames[-1]] if self.frames else []


@dataclass
class FakeStrips:
    """A bus; `lit` is what stands on each address. `answers`: strips say that they show it."""

    lit: dict[int, str] = field(default_factory=dict)
    told: list[tuple[int, str, str]] = field(default_factory=list)
    faults: dict[int, DeviceError] = field(default_factory=dict)
    answers: bool = True

    def show(self, address: int, text: str, colour: str) -> bool:
        if address in self.faults:
            raise self.faults[address]
        self.told.append((address, text.rstrip(), colour))
        self.lit[address] = text.rstrip()
        return self.answers


@dataclass
class Hall:
    """What painters say to the rest of the hall, and the time they are told."""

    now: datetime = TEN_O_CLOCK
    facts: list[ShownFact] = field(default_factory=list)
    spoken: dict[str, int] = field(default_factory=dict)  # window → the call that was spoken
    said: dict[str, tuple[DeviceState, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.acknowledgement = Acknowledgement("demo", self._publish, lambda: self.now)
        self.health = HealthBook("display", self._health, lambda: self.now)

    def _publish(self, topic: str, fact: msgspec.Struct) -> None:
        if isinstance(fact, SpokenFact):
            assert topic == f"hall/demo/v1/spoken/{fact.display}/{fact.window}"
            self.spoken[fact.window] = fact.version
            return
        assert isinstance(fact, ShownFact)
        assert topic == f"hall/demo/v1/shown/{fact.display}/{fact.window}"
        self.facts.append(fact)

    def _health(self, fact: HealthFact) -> None:
        self.said = {name: (device.state, device.cause) for name, device in fact.devices.items()}

    def shown(self, display: str) -> dict[str, int]:
        """Window → the newest version that `display` said it shows."""
        return {fact.window: fact.version for fact in self.facts if fact.display == display}
