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
from devices.sim.evaluator_face import EvaluatorFace
from devices.sim.outbox import Outbox
from devices.sim.pad_display import PadDisplay


class Keypad:
    """Its key frames are acknowledged by sending them back unchanged."""

    def __init__(self, address: int, clock: Callable[[], float]) -> None:
        self.address = address
        self.outbox: Outbox[KeyFrame | Grade] = Outbox(encode, clock, address=address)
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
        self.outbox: Outbox[KeyFrame | Grade] = Outbox(encode, clock, address=address)
        self.face = EvaluatorFace(clock)
        self._acknowledgement = acknowledgement

    def press(self, grade: int) -> None:
        self.face.press(grade)
        self.outbox.add(Grade(address=self.address, grade=grade))

    def hear(self, message: Message) -> None:
        match message:
            case AskRating():
                self.face.ask()
            case Stars():
                self.face.stars = message.stars
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
            self.face.thank()
            self.outbox.heard()

    def state(self) -> State:
        return {"address": self.address, **self.face.state(), **self.outbox.state()}


def _same(heard: Message, wanted: Message | None) -> bool:
    """Equal but for the wake byte, which is no part of a frame."""
    return wanted is not None and replace(heard, wake=True) == replace(wanted, wake=True)
