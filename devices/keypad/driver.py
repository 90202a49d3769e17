"""The keypads and evaluators on one RS485 line. See PROTOCOL.md."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from devices.errors import LinkLost
from devices.exchange import Clock
from devices.keypad.codec import (
    EVALUATOR_OFFSET,
    Acknowledged,
    AskRating,
    Beep,
    Decoder,
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
from devices.transport import Transport

__all__ = ["GradeGiven", "Key", "KeyPressed", "PadBus"]

Acknowledgement = Literal["echo", "csharp", "short"]

# A pad that does not hear its acknowledgement sends the frame again; a hand that presses twice is
# slower. 300 ms is common practice for bouncing keys [G].
BOUNCE_S = 0.3
SILENCE_S = 0.5  # a frame takes 12 ms at 9600 baud; after such a gap its rest does not come
DISPLAY_BLANKS = 1  # between the number and the waiting count


@dataclass(frozen=True)
class KeyPressed:
    """`digits` were typed before the function key; often there are none."""

    address: int
    digits: str
    key: Key


@dataclass(frozen=True)
class GradeGiven:
    """`address` is the keypad's, whose evaluator was pressed; `grade` is the maker's number."""

    address: int
    grade: int


Press = KeyPressed | GradeGiven

_GRADE_ANSWERS: Mapping[str, Callable[[Grade], Message]] = {
    "echo": lambda grade: grade,
    "csharp": lambda grade: GradeAcknowledged(address=grade.address, grade=grade.grade),
    "short": lambda grade: Acknowledged(address=grade.address),
}


class PadBus:
    """Half duplex, pads speak first. `acknowledgement` is the evaluators' variant; keypads always
    hear their own frame back. Methods raise `LinkLost` only. Not for more than one thread."""

    def __init__(
        self,
        transport: Transport,
        acknowledgement: Acknowledgement = "csharp",
        *,
        bounce_s: float = BOUNCE_S,
        clock: Clock = time.monotonic,
    ) -> None:
        self._transport = transport
        self._answer_grade = _GRADE_ANSWERS[acknowledgement]
        self._bounce_s = bounce_s
        self._clock = clock
        self._decoder = Decoder()
        self._heard_at = clock()
        self._last: dict[int, tuple[Press, float]] = {}  # by wire address: its last frame
        self._heard: list[Press] = []  # acknowledged and not yet given

    def read(self, timeout_s: float) -> list[Press]:
        """What was pressed, waiting up to `timeout_s` for the first bytes. Every frame is
        acknowledged on the wire; one repeated within the bounce time is acknowledged again and
        given once. When the line is lost while one is acknowledged, those acknowledged before it
        are given by the next call; that one the pad will send again."""
        if not self._heard:
            self._listen(timeout_s)
        heard, self._heard = self._heard, []
        return heard

    def show(self, address: int, number: str, waiting: int) -> None:
        """The digits of a ticket number and, after a blank, how many wait. Letters have no place on
        a pad's digits and are left out."""
        digits = "".join(character for character in number if character in "0123456789")
        text = digits + "_" * DISPLAY_BLANKS + str(waiting)
        self._send(Show(address=address, digits=text))

    def result(self, address: int, ok: bool) -> None:
        self._send(Result(address=address, ok=ok))

    def beep(self, address: int) -> None:
        self._send(Beep(address=address))

    def ask_rating(self, address: int) -> None:
        """`address` is the keypad's, here and in `show_stars`."""
        self._send(AskRating(address=address + EVALUATOR_OFFSET))

    def show_stars(self, address: int, stars: int) -> None:
        self._send(Stars(address=address + EVALUATOR_OFFSET, stars=stars))

    def _listen(self, timeout_s: float) -> None:
        with self._whole():
            data = self._transport.read(timeout_s)
        now = self._clock()
        if now - self._heard_at > SILENCE_S:
            self._decoder.finish()
        if data:
            self._heard_at = now
        for message in self._decoder.feed(data):
            press = self._take(message)
            if press is not None:
                self._heard.append(press)

    def _send(self, message: Message) -> None:
        with self._whole():
            self._transport.write(encode(message))

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """What a cut cable left half said does not become whole with the next one's bytes."""
        try:
            yield
        except LinkLost:
            self._decoder.finish()
            raise

    def _take(self, message: object) -> Press | None:
        if isinstance(message, KeyFrame):
            self._send(message)
            return self._once(
                message.address, KeyPressed(message.address, message.digits, message.key)
            )
        if isinstance(message, Grade):
            self._send(self._answer_grade(message))
            keypad = message.address - EVALUATOR_OFFSET
            return self._once(message.address, GradeGiven(keypad, message.grade))
        return None  # noise, or another host's words on the line

    def _once(self, address: int, press: Press) -> Press | None:
        now = self._clock()
        before = self._last.get(address)
        self._last[address] = (press, now)
        if before is not None and before[0] == press and now - before[1] < self._bounce_s:
            return None
        return press
