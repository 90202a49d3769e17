"""A desk unit between its pads' line, the server and the broker: fakes of all three."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from server_at_hand import NINE, ServerAtHand

from config.machines import Pad
from devices.desk import Desk, DeskClocks
from devices.desk_commands import Commands
from devices.desk_pad import DeskPad
from devices.desk_ratings import RatingPost
from devices.errors import LinkLost
from devices.keypad.driver import GradeGiven, KeyPressed
from devices.profiles.load import load_profile
from queue_server.contract.client import QueueClient
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import (
    DeviceState,
    HealthFact,
    QueueFact,
    RatingAsk,
    WindowFact,
    WindowStatus,
)

KEYPADS = load_profile("ff68-21key")
GRADES = {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}
VERY_SATISFIED = 4  # the evaluator's byte
ACT_A, ACT_B = UUID(int=1), UUID(int=2)
DEADLINE_S = 5.0


@dataclass
class Line:
    """The pads' line: what is pressed in, what was said out. `pulled` is a cable that is out."""

    pressed: list[KeyPressed | GradeGiven] = field(default_factory=list)
    said: list[tuple[object, ...]] = field(default_factory=list)
    pulled: bool = False

    def read(self, timeout_s: float) -> list[KeyPressed | GradeGiven]:
        self._check()
        heard, self.pressed = self.pressed, []
        return heard

    def show(self, address: int, number: str, waiting: int) -> None:
        self._say("show", address, number, waiting)

    def result(self, address: int, ok: bool) -> None:
        self._say("result", address, ok)

    def beep(self, address: int) -> None:
        self._say("beep", address)

    def ask_rating(self, address: int) -> bool:
        if any(
            isinstance(press, GradeGiven) and press.address == address for press in self.pressed
        ):
            return False
        self._say("ask", address)
        return True

    def show_stars(self, address: int, stars: int) -> None:
        self._say("stars", address, stars)

    def _say(self, *words: object) -> None:
        self._check()
        self.said.append(words)

    def _check(self) -> None:
        if self.pulled:
            raise LinkLost("pulled")


class DeskAtWork:
    """A desk with the pads of windows 1 (address 1) and 2 (address 2); its time is set by hand."""

    def __init__(self) -> None:
        self.server, self.line = ServerAtHand(), Line()
        self.now, self.monotonic_s = NINE, 0.0
        self.health: HealthFact | None = None
        self.stop = threading.Event()
        client = cast(QueueClient, self.server)
        self.pads = [
            DeskPad(Pad(window=w, address=int(w)), self.commands(w), KEYPADS.action, change_s=3)
            for w in ("1", "2")
        ]
        self.ratings = RatingPost(client, new_id=uuid4, now=lambda: self.now, stop=self.stop)
        self.desk = Desk(
            self.line,
            self.pads,
            self.ratings,
            GRADES,
            health=HealthBook("desk-d1", self._health, lambda: self.now),
            clocks=DeskClocks(now=lambda: self.now, monotonic_s=lambda: self.monotonic_s),
        )
        for thread in (*self.pads, self.ratings):
            thread.start()

    def commands(self, window: str) -> Commands:
        client = cast(QueueClient, self.server)
        return Commands(client, window, new_id=uuid4, monotonic_s=time.monotonic, stop=self.stop)

    def _health(self, fact: HealthFact) -> None:
        self.health = fact

    def close(self) -> None:
        self.stop.set()
        for thread in (*self.pads, self.ratings):
            thread.stop()
            thread.join(DEADLINE_S)

    def at(self, seconds: float) -> datetime:
        self.monotonic_s = seconds
        self.now = NINE + timedelta(seconds=seconds)
        return self.now

    def press(self, key: str, digits: str = "", address: int = 1) -> None:
        self.line.pressed.append(KeyPressed(address, digits, key))

    def grade(self, grade: int = VERY_SATISFIED, address: int = 1) -> None:
        self.line.pressed.append(GradeGiven(address, grade))

    def fact(
        self,
        version: int,
        number: str | None = None,
        rating: RatingAsk | None = None,
        *,
        retained: bool = False,
    ) -> None:
        self.pads[0].fact(
            WindowFact(
                epoch=1,
                version=version,
                window="1",
                status=WindowStatus.OPEN,
                number=number,
                rating=rating,
            ),
            retained,
        )

    def waiting(self, version: int, count: int) -> None:
        for pad in self.pads:
            fact = QueueFact(epoch=1, version=version, services={}, windows={"1": count, "2": 0})
            pad.queue(fact, False)

    def turns_until(self, what: Callable[[], bool]) -> None:
        end = time.monotonic() + DEADLINE_S
        while not what():
            assert time.monotonic() < end, f"it never happened; said so far: {self.line.said}"
            self.desk.turn()
            time.sleep(0.002)

    def turns(self, count: int = 20) -> None:
        for _ in range(count):
            self.desk.turn()

    def said(self, *word: object) -> int:
        return self.line.said.count(word)


def ask(act: UUID, seconds: float = 30) -> RatingAsk:
    return RatingAsk(act_id=act, number="A001", until=NINE + timedelta(seconds=seconds))


def state_of(desk: DeskAtWork) -> tuple[DeviceState, str] | None:
    pads = desk.health.devices.get("pads") if desk.health else None
    return (pads.state, pads.cause) if pads else None


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)
