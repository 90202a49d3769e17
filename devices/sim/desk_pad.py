"""One keypad and one evaluator as they stand on a desk: lamps, displays, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from devices.keypad.codec import (
    Acknowledged,
    AskRating,
    Beep,
    Grade,
    GradeAcknowledged,
    Key,
    KeyFrame,
    Message,
    Result,
    Show,
    Stars,
    encode,
)
from devices.sim.device import State
from devices.sim.outbox import Outbox
from devices.sim.pad_display import PadDisplay

ASK_LAMP_S = 30.0  # how long the faces stay lit when nobody presses one [G]


class Keypad:
    """Its key frames are acknowledged by sending them back unchanged."""

    def __init__(self, address: int, clock: Callable[[], float]) -> None:
        self.address = address
        self.outbox: Outbox[KeyFrame | Grade] = Outbox(encode, clock)
        self.display = PadDisplay()

    def press(self, digits: str, key: Key) -> None:
        self.outbox.add(KeyFrame(address=self.address, digits=digits, key=key))

    def hear(self, message: Message) -> None:
        match message:
            case KeyFrame() if _same(message, self.outbox.first()):
                self.outbox.heard()
            case Show():
                self.display.show(message.digits)
            case Result():
                self.display.result(message.ok)
            case Beep():
                self.display.beep()

    def state(self) -> State:
        return {"address": self.address, **self.display.state(), **self.outbox.state()}


class Evaluator:
    """Its faces send a grade whether or not it was asked: what counts is the host's business."""

    def __init__(self, address: int, acknowledgement: str, clock: Callable[[], float]) -> None:
        self.address = address
        self.outbox: Outbox[KeyFrame | Grade] = Outbox(encode, clock)
        self.stars = 0
        self.grade: int | None = None
        self.asks = 0
        self._acknowledgement = acknowledgement
        self._clock = clock
        self._asked_at: float | None = None

    @property
    def asked(self) -> bool:
        return self._asked_at is not None and self._clock() - self._asked_at < ASK_LAMP_S

    def press(self, grade: int) -> None:
        self.grade = grade
        self.outbox.add(Grade(address=self.address, grade=grade))

    def hear(self, message: Message) -> None:
        match message:
            case AskRating():
                self.asks += 1
                self.grade = None
                self._asked_at = self._clock()
            case Stars():
                self.stars = message.stars
            case _:
                self._hear_acknowledgement(message)

    def _hear_acknowledgement(self, message: Message) -> None:
        said = self.outbox.first()
        if not isinstance(said, Grade):
            return
        wanted: dict[str, Message] = {
            "echo": said,
            "csharp": GradeAcknowledged(address=said.address, grade=said.grade),
            "short": Acknowledged(address=said.address),
        }
        if _same(message, wanted[self._acknowledgement]):
            self._asked_at = None
            self.outbox.heard()

    def state(self) -> State:
        return {
            "address": self.address,
            "asked": self.asked,
            "asks": self.asks,
            "stars": self.stars,
            "grade": self.grade,
            **self.outbox.state(),
        }


def _same(heard: Message, wanted: Message | None) -> bool:
    """Equal but for the wake byte, which is no part of a frame."""
    return wanted is not None and replace(heard, wake=True) == replace(wanted, wake=True)
