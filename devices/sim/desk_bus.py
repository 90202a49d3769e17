"""Keypads and evaluators on one RS485 line. Wire: devices/keypad/PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from devices.framing import Garbage
from devices.keypad.codec import EVALUATOR_OFFSET, Decoder, Key, Message
from devices.sim.bench_file import PadOn
from devices.sim.desk_line import at_window, faces, pads, require_face, said_by
from devices.sim.desk_pad import Evaluator, Keypad
from devices.sim.device import Action, Refused, State

KEYS: Mapping[str, Key] = {
    **{key.name: key for key in Key},
    **{f"{key.value:02X}": key for key in Key},
}


class Press(msgspec.Struct, forbid_unknown_fields=True):
    """`key`: a name of `Key` or its two hexadecimal digits; `digits` were typed before it."""

    window: str
    key: str
    digits: Annotated[str, Meta(pattern=r"^[0-9]{0,12}$")] = ""


class GivenGrade(msgspec.Struct, forbid_unknown_fields=True):
    """`grade`: the number that the face sends, as in the bench file's `grades`."""

    window: str
    grade: int


class DeskBusSim:
    def __init__(
        self,
        pads: Sequence[PadOn],
        *,
        acknowledgement: str,
        grades: Mapping[int, int],
        clock: Callable[[], float],
    ) -> None:
        self.actions: Mapping[str, Action] = {
            "press": Action(Press, self._press),
            "grade": Action(GivenGrade, self._grade),
        }
        self._grades = grades
        self._decoder = Decoder()
        self._keypads = {pad.window: Keypad(pad.address, clock) for pad in pads}
        self._evaluators = {
            pad.window: Evaluator(pad.address + EVALUATOR_OFFSET, acknowledgement, clock)
            for pad in pads
            if pad.evaluator
        }
        self._units: list[Keypad | Evaluator] = [
            *self._keypads.values(),
            *self._evaluators.values(),
        ]
        self._by_address = {unit.address: unit for unit in self._units}

    def feed(self, data: bytes) -> bytes:
        for event in self._decoder.feed(data):
            self._hear(event)
        return b""  # pads answer no one: they speak, and are acknowledged

    def lull(self) -> bytes:
        for event in self._decoder.finish():
            self._hear(event)
        return b""

    def speak(self, now: float) -> tuple[bytes, float | None]:
        return said_by(self._units, now)

    def state(self) -> State:
        return {
            "pads": pads(self._keypads, self._evaluators),
            "faces": faces(self._grades),
            "keys": [{"name": key.name, "code": f"{key.value:02X}"} for key in Key],
            "has_digits": True,
        }

    def _hear(self, event: Message | Garbage) -> None:
        if isinstance(event, Garbage):
            return
        unit = self._by_address.get(event.address)
        if unit is not None:
            unit.hear(event)

    def _press(self, press: Press) -> None:
        key = KEYS.get(press.key.upper())
        if key is None:
            known = ", ".join(key.name for key in Key)
            raise Refused("unknown_key", f"no key {press.key!r}; known: {known}", 404)
        at_window(self._keypads, press.window).press(press.digits, key)

    def _grade(self, given: GivenGrade) -> None:
        require_face(self._grades, given.grade)
        at_window(self._evaluators, given.window).press(given.grade)
