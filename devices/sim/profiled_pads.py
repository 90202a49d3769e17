"""Keypads and evaluators of any family, by the profile that the driver speaks too.

What a profile cannot tell is as with the family that is known best: a pad repeats what was not
acknowledged, and its faces send a grade whether or not it was asked. For a wire that has a
hand-written codec there is a simulator that knows nothing of profiles (`desk_bus.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from devices.framing import Garbage
from devices.profiles.codec import Decoder, acknowledge, encode
from devices.profiles.message import Message
from devices.profiles.pattern import names
from devices.profiles.profile import Profile
from devices.sim.bench_file import PadOn
from devices.sim.desk_bus import GivenGrade, Press
from devices.sim.desk_line import at_window, faces, pads, require_face, said_by
from devices.sim.device import Action, Refused, State
from devices.sim.evaluator_face import EvaluatorFace
from devices.sim.outbox import Outbox
from devices.sim.pad_display import PadDisplay

KEY, GRADE = "key", "grade"

Clock = Callable[[], float]
Traced = tuple[Message | Garbage, bytes]


@dataclass(frozen=True)
class Saying:
    """A press as it goes over the line, and what ends its repetition; None: it is said once."""

    frame: bytes
    awaited: bytes | None


class _Unit:
    """Speaks until it is acknowledged."""

    def __init__(self, profile: Profile, address: int, clock: Clock) -> None:
        self.profile = profile
        self.address = address
        self.outbox: Outbox[Saying] = Outbox(
            lambda saying: saying.frame,
            clock,
            address=address,
            awaits=lambda saying: saying.awaited is not None,
        )
        self._wakes = {frame.wake for frame in profile.frames.values()}

    def say(self, name: str, **fields: object) -> None:
        """Raises `Refused` for what this pad has no frame for, such as digits before a key."""
        rule = self.profile.rule(name)
        carried = names(rule.payload) if rule else set()
        given = {field: value for field, value in fields.items() if value or field in carried}
        message = Message(name, self.address, given)
        try:
            frame = encode(self.profile, message)
        except ValueError as error:
            raise Refused("not_on_this_pad", str(error)) from error
        self.outbox.add(Saying(frame, acknowledge(self.profile, message, frame)))

    def is_acknowledged_by(self, frame: bytes) -> bool:
        """Whether `frame` is what the last press waits for; then it is said no more. The wake
        bytes are no part of a frame."""
        said = self.outbox.first()
        if said is None or said.awaited is None:
            return False
        if not any(
            frame in (said.awaited, wake + said.awaited) or wake + frame == said.awaited
            for wake in self._wakes
        ):
            return False
        self.outbox.heard()
        return True


class _Keypad(_Unit):
    def __init__(self, profile: Profile, address: int, clock: Clock) -> None:
        super().__init__(profile, address, clock)
        self._display = PadDisplay()

    def hear(self, message: Message, frame: bytes) -> None:
        if self.is_acknowledged_by(frame):
            return
        match message.name:
            case "show":
                self._display.show(message.fields["digits"])
            case "result":
                self._display.result(message.fields["ok"])
            case "beep":
                self._display.beep()

    def state(self) -> State:
        return {"address": self.address, **self._display.state(), **self.outbox.state()}


class _Evaluator(_Unit):
    def __init__(self, profile: Profile, address: int, clock: Clock) -> None:
        super().__init__(profile, address, clock)
        self.face = EvaluatorFace(clock)

    def hear(self, message: Message, frame: bytes) -> None:
        if self.is_acknowledged_by(frame):
            self.face.thank()
        elif message.name == "ask-rating":
            self.face.ask()
        elif message.name == "stars":
            self.face.stars = message.fields["stars"]

    def state(self) -> State:
        return {"address": self.address, **self.face.state(), **self.outbox.state()}


class _Ear:
    """One profile's hearing for all units that speak it."""

    def __init__(self, profile: Profile, units: Sequence[_Keypad | _Evaluator]) -> None:
        self._decoder = Decoder(profile, "device")
        self._units = units

    def feed(self, data: bytes) -> None:
        self._hand_out(self._decoder.feed_traced(data))

    def finish(self) -> None:
        self._hand_out(self._decoder.finish_traced())

    def _hand_out(self, traced: list[Traced]) -> None:
        for event, frame in traced:
            if isinstance(event, Message):
                for unit in self._units:
                    if unit.address == event.address:
                        unit.hear(event, frame)


class ProfiledPadsSim:
    """`grades`: the evaluator's grade byte -> the level (1 worst to 5 best) printed on its key."""

    def __init__(
        self,
        pads: Sequence[PadOn],
        keypads: Profile,
        evaluators: Profile,
        *,
        grades: Mapping[int, int],
        clock: Clock,
    ) -> None:
        self.actions: Mapping[str, Action] = {
            "press": Action(Press, self._press),
            "grade": Action(GivenGrade, self._grade),
        }
        self._keys = keypads.keys
        rule = keypads.rule(KEY)
        self._has_digits = rule is not None and "digits" in names(rule.payload)
        self._grades = grades
        self._keypads = {pad.window: _Keypad(keypads, pad.address, clock) for pad in pads}
        self._evaluators = {
            pad.window: _Evaluator(evaluators, pad.address, clock) for pad in pads if pad.evaluator
        }
        self._units = [*self._keypads.values(), *self._evaluators.values()]
        self._ears = [
            _Ear(keypads, list(self._keypads.values())),
            _Ear(evaluators, list(self._evaluators.values())),
        ]

    def feed(self, data: bytes) -> bytes:
        for ear in self._ears:
            ear.feed(data)
        return b""  # pads answer no one: they speak, and are acknowledged

    def lull(self) -> bytes:
        for ear in self._ears:
            ear.finish()
        return b""

    def speak(self, now: float) -> tuple[bytes, float | None]:
        return said_by(self._units, now)

    def state(self) -> State:
        return {
            "pads": pads(self._keypads, self._evaluators),
            "faces": faces(self._grades),
            "keys": [{"name": name, "code": f"{code:02X}"} for name, code in self._keys.items()],
            "has_digits": self._has_digits,
        }

    def _press(self, press: Press) -> None:
        by_word = {f"{code:02X}": name for name, code in self._keys.items()}
        by_word |= {name.upper(): name for name in self._keys}
        name = by_word.get(press.key.upper())
        if name is None:
            known = ", ".join(self._keys)
            raise Refused("unknown_key", f"no key {press.key!r}; known: {known}", 404)
        at_window(self._keypads, press.window).say(KEY, digits=press.digits, key=name)

    def _grade(self, given: GivenGrade) -> None:
        require_face(self._grades, given.grade)
        evaluator = at_window(self._evaluators, given.window)
        evaluator.say(GRADE, grade=given.grade)
        evaluator.face.press(given.grade)
