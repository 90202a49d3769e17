"""One keypad and one evaluator as they stand on a desk: lamps, displays, and what they say."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from devices.keypad.codec import (
    BLANK,
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

# No source says how often a pad repeats a frame that was not acknowledged; quickly enough that a
# host takes the repetition for the same press, and not for ever [G].
REPEAT_EVERY_S = 0.15
MOST_SENDINGS = 5
ASK_LAMP_S = 30.0  # how long the faces stay lit when nobody presses one [G]

_BOTH = re.compile(rf"^(?P<number>\d*){BLANK}+(?P<waiting>\d*)$")
_TICKET = re.compile(rf"^{BLANK}+(?P<number>\d+)$")


class Outbox:
    """Frames that wait for their acknowledgement, one at a time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._frames: deque[KeyFrame | Grade] = deque()
        self._sendings = 0
        self._next_due = 0.0
        self.acknowledged = 0
        self.unheard = 0

    def add(self, frame: KeyFrame | Grade) -> None:
        if not self._frames:
            self._next_due = self._clock()
        self._frames.append(frame)

    def due(self, now: float) -> bytes:
        if not self._frames or now < self._next_due:
            return b""
        if self._sendings >= MOST_SENDINGS:
            self.unheard += 1
            self._drop(now)
            return self.due(now)
        self._sendings += 1
        self._next_due = now + REPEAT_EVERY_S
        return encode(self._frames[0])

    def next_due(self) -> float | None:
        return self._next_due if self._frames else None

    def first(self) -> KeyFrame | Grade | None:
        """The frame that was said and is to be acknowledged."""
        return self._frames[0] if self._sendings else None

    def heard(self) -> None:
        self.acknowledged += 1
        self._drop(self._clock())

    def _drop(self, now: float) -> None:
        self._frames.popleft()
        self._sendings = 0
        self._next_due = now

    def state(self) -> State:
        return {
            "unsent": len(self._frames),
            "acknowledged": self.acknowledged,
            "unheard": self.unheard,
        }


class Keypad:
    """Its key frames are acknowledged by sending them back unchanged."""

    def __init__(self, address: int, clock: Callable[[], float]) -> None:
        self.address = address
        self.outbox = Outbox(clock)
        self.display = self.number = self.waiting = self.result = ""
        self.beeps = 0

    def press(self, digits: str, key: Key) -> None:
        self.outbox.add(KeyFrame(address=self.address, digits=digits, key=key))

    def hear(self, message: Message) -> None:
        match message:
            case KeyFrame() if _same(message, self.outbox.first()):
                self.outbox.heard()
            case Show():
                self._show(message.digits)
            case Result():
                self.result = "ok" if message.ok else "failed"
            case Beep():
                self.beeps += 1

    def _show(self, digits: str) -> None:
        """Hosts lay out the digits differently; what cannot be told apart is a number."""
        self.display = digits
        self.result = ""
        if not digits.strip(BLANK):
            self.number = self.waiting = ""
            return
        ticket, both = _TICKET.match(digits), _BOTH.match(digits)
        if ticket:
            self.number = ticket["number"]
        elif both:
            self.number = both["number"] if both["waiting"] else self.number
            self.waiting = both["waiting"] or both["number"]
        else:
            self.number, self.waiting = digits.strip(BLANK), ""

    def state(self) -> State:
        return {
            "address": self.address,
            "display": self.display,
            "number": self.number,
            "waiting": self.waiting,
            "result": self.result,
            "beeps": self.beeps,
            **self.outbox.state(),
        }


class Evaluator:
    """Its faces send a grade whether or not it was asked: what counts is the host's business."""

    def __init__(self, address: int, acknowledgement: str, clock: Callable[[], float]) -> None:
        self.address = address
        self.outbox = Outbox(clock)
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
