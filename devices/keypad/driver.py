"""The keypads and evaluators on one RS485 line, as their profiles tell. See PROTOCOL.md."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from devices.errors import LinkLost
from devices.exchange import Clock
from devices.keypad.hearing import KEY, Ear, Said
from devices.profiles.codec import encode
from devices.profiles.message import Message
from devices.profiles.pattern import BLANK
from devices.profiles.profile import Profile
from devices.transport import Transport
from devices.turns import LONGEST_WAIT_S, Turns

__all__ = ["GradeGiven", "KeyPressed", "PadBus"]

# Converters on USB hand over what they heard every 16 ms: within a frame the line seems to rest.
HALF_FRAME_S = 0.05
DISPLAY_BLANKS = 1  # between the number and the waiting count


@dataclass(frozen=True)
class KeyPressed:
    """`digits` were typed before the function key `key`, which is a name of the profile's keys;
    often there are none."""

    address: int
    digits: str
    key: str


@dataclass(frozen=True)
class GradeGiven:
    """`address` is the keypad's, whose evaluator was pressed; `grade` is the maker's number."""

    address: int
    grade: int


Press = KeyPressed | GradeGiven
Fields = dict[str, object]


class PadBus:
    """Half duplex, pads speak first and are acknowledged before anything else is said. Both
    profiles share the line (`Profile.shares_a_line_with`). Of what a profile has no message for
    (a keypad without a display) nothing is sent. Methods raise `LinkLost` only. Not for more than
    one thread.

    The same frame from the same pad within `bounce_s` (None: the profile's) is acknowledged again
    and given once.
    """

    def __init__(
        self,
        transport: Transport,
        keypads: Profile,
        evaluators: Profile | None = None,
        *,
        bounce_s: float | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        profiles = [keypads, *([evaluators] if evaluators else [])]
        turnaround_s = max(profile.timing.turnaround_s for profile in profiles)
        self._turns = Turns(
            transport, turnaround_s=turnaround_s, baud=keypads.wire.baud, clock=clock
        )
        self._keypads = keypads
        self._evaluators = evaluators
        self._places = _fewest_places(keypads)
        self._bounce_s = keypads.timing.bounce_s if bounce_s is None else bounce_s
        self._silence_s = max(profile.timing.silence_s for profile in profiles)
        self._clock = clock
        self._ear = Ear(keypads, evaluators)
        self._heard_at = clock()
        self._last: dict[tuple[str, int], tuple[Press, float]] = {}  # of a pad: its last press
        self._owed: deque[Said] = deque()  # heard and not yet acknowledged
        self._heard: list[Press] = []  # acknowledged and not yet given

    @property
    def garbage_count(self) -> int:
        """How often something came that was no frame; may be read from any thread."""
        return self._ear.garbage_count

    def read(self, timeout_s: float) -> list[Press]:
        """What was pressed, waiting up to `timeout_s` for the first bytes. Every frame is
        acknowledged on the wire. When the line is lost while one is acknowledged, those
        acknowledged before it are given by the next call; that one the pad will send again."""
        if not self._heard:
            with self._whole():
                self._take_in(self._turns.read(timeout_s))
                if self._owed:
                    self._await_turn()
        heard, self._heard = self._heard, []
        return heard

    def show(self, address: int, number: str, waiting: int) -> None:
        """The digits of a ticket number and, after a blank, how many wait; on a display that is too
        short for both the number, or else the count. Letters have no place on a pad's digits and
        are left out."""
        digits = "".join(character for character in number if character in "0123456789")
        both = digits + BLANK * DISPLAY_BLANKS + str(waiting)
        texts = [text.rjust(self._places, BLANK) for text in (both, digits, str(waiting))]
        choices: list[Fields] = [{"digits": text} for text in texts]
        self._send(self._keypads, "show", address, *choices)

    def result(self, address: int, ok: bool) -> None:
        self._send(self._keypads, "result", address, {"ok": ok})

    def beep(self, address: int) -> None:
        self._send(self._keypads, "beep", address)

    def ask_rating(self, address: int) -> bool:
        """`address` is the keypad's, here and in `show_stars`. False: nothing was asked, for a
        grade was pressed before; `read` gives it, and it answers what was asked before."""
        frame = self._frame(self._evaluators, "ask-rating", address)
        if frame is None:
            return True
        with self._whole():
            self._await_turn()
            if any(isinstance(p, GradeGiven) and p.address == address for p in self._heard):
                return False
            self._turns.write(frame)
        return True

    def show_stars(self, address: int, stars: int) -> None:
        self._send(self._evaluators, "stars", address, {"stars": stars})

    def _send(self, profile: Profile | None, name: str, address: int, *choices: Fields) -> None:
        frame = self._frame(profile, name, address, *choices)
        if frame is not None:
            with self._whole():
                self._await_turn()
                self._turns.write(frame)

    def _frame(
        self, profile: Profile | None, name: str, address: int, *choices: Fields
    ) -> bytes | None:
        """With the first of `choices` that the profile can carry; None when it has no such."""
        if profile is None or profile.rule(name) is None:
            return None
        for fields in choices or ({},):
            with contextlib.suppress(ValueError):
                return encode(profile, Message(name, address, fields))
        return None

    def _await_turn(self) -> None:
        """Until the line is ours and every pad that spoke has been acknowledged."""
        self._settle()
        while self._owed:
            self._acknowledge(self._owed.popleft())
            self._settle()

    def _settle(self) -> None:
        """Hear out who is speaking, and the rest of a frame that has begun."""
        give_up_at = self._clock() + LONGEST_WAIT_S
        while (now := self._clock()) < give_up_at:
            rest_until = self._heard_at + HALF_FRAME_S if self._ear.pending else now
            heard = self._turns.settle(max(0.0, rest_until - now))
            if not heard:
                return
            self._take_in(heard)

    def _take_in(self, data: bytes) -> None:
        now = self._clock()
        if now - self._heard_at > self._silence_s:
            self._owed += self._ear.finish()
        if data:
            self._heard_at = now
        self._owed += self._ear.feed(data)

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """What a cut cable left half said does not become whole with the next one's bytes; what it
        left unacknowledged the pad says again."""
        try:
            yield
        except LinkLost:
            self._ear.finish()
            self._owed.clear()
            raise

    def _acknowledge(self, said: Said) -> None:
        answer = said.acknowledgement
        if answer is not None:
            self._turns.write(answer)
        address, fields = said.message.address, said.message.fields
        if said.message.name == KEY:
            self._give(said, KeyPressed(address, fields.get("digits", ""), fields["key"]))
        else:
            self._give(said, GradeGiven(address, fields["grade"]))

    def _give(self, said: Said, press: Press) -> None:
        now = self._clock()
        pad = (said.message.name, press.address)
        before = self._last.get(pad)
        self._last[pad] = (press, now)
        if before is None or before[0] != press or now - before[1] >= self._bounce_s:
            self._heard.append(press)


def _fewest_places(keypads: Profile) -> int:
    """How many places of a display have to be filled."""
    rule = keypads.rule("show")
    return next((item.least for item in rule.payload if item.name == "digits"), 0) if rule else 0
