"""What an Onbon card keeps beside its areas: its clock, its brightness, what it said aloud."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from devices.led.areas import OWN_WORDS, SPOKEN, DynamicArea
from devices.led.bcd import Wall, to_bcd
from devices.led.markup import runs_of
from devices.led.messages import BRIGHTEST, HALF_HOURS, TIMED, Brightness, SetClock
from devices.sim.device import State

COLD_START = datetime(2000, 1, 1)  # noqa: DTZ001  # a card without a battery; it knows no zones
SAYINGS_KEPT = 12
HALF_HOUR_MIN = 30


@dataclass
class CardClock:
    """Runs from the moment that it was set; times are monotonic seconds."""

    _wall: datetime = COLD_START
    _at: float = 0.0
    was_set: bool = False

    def set(self, command: SetClock, now: float) -> bool:
        """False when these digits are no date."""
        try:
            self._wall = datetime(  # noqa: DTZ001  # a wall clock, as on the wire
                *(command.year, command.month, command.day),
                *(command.hour, command.minute, command.second),
            )
        except ValueError:
            return False
        self._at = now
        self.was_set = True
        return True

    def read(self, now: float) -> datetime:
        return self._wall + timedelta(seconds=int(now - self._at))

    def digits(self, now: float) -> bytes:
        """As it stands in a status."""
        wall = self.read(now)
        return to_bcd(Wall(*wall.timetuple()[:6], wall.isoweekday()))


@dataclass
class Dimmer:
    """`forced` 0 to 15 holds until times are told; these follow the card's clock."""

    forced: int = BRIGHTEST
    half_hours: bytes = b""

    def obey(self, command: Brightness) -> None:
        self.forced = min(command.level, BRIGHTEST)
        self.half_hours = command.half_hours if command.mode == TIMED else b""

    def level(self, wall: datetime) -> int:
        if len(self.half_hours) != HALF_HOURS:
            return self.forced
        minutes = wall.hour * 60 + wall.minute
        return min(self.half_hours[minutes // HALF_HOUR_MIN], BRIGHTEST)


@dataclass
class Voice:
    """Only a "-YY" card has one; the others take the words and stay silent [G]."""

    speaks: bool
    said: deque[State] = field(default_factory=lambda: deque(maxlen=SAYINGS_KEPT))

    def hear(self, area: DynamicArea) -> None:
        if not self.speaks or area.sound_mode not in SPOKEN or area.voice is None:
            return
        shown = "".join(run.text for run in runs_of(area.markup))
        self.said.append(
            {
                "words": area.voice.text if area.sound_mode == OWN_WORDS else shown,
                "volume": area.voice.volume,
                "speed": area.voice.speed,
                "voice": area.voice.person_and_repeat & 0x0F,
                "times": (area.voice.person_and_repeat >> 4) + 1,
            }
        )
