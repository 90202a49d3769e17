"""The voice that guides: says each screen as it comes, stops at a touch, sounds the warning.

Sentences are said one after the other in a lane of their own. A new screen, a touch or a plug that
is pulled ends them at once: what was meant for the last screen is never begun. Nothing that is said
is logged or kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Protocol

from devices.errors import DeviceError, DeviceRefused, cause_of
from devices.speaker.tones import CLICK, LOUDEST, WARNING, wav
from kiosk import speech
from kiosk import states as s
from kiosk.lane import Lane
from kiosk.speech_news import news
from kiosk.utterance import Told, Utterance
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState

DEVICE = "speech"
CHECK_EVERY_S = 60.0
RETRY_EVERY_S = 10.0
LOUDER_BY = 2  # of the ten steps, for each touch on "louder"


class Outlet(Protocol):
    """What a kiosk needs of `devices.speaker.driver.Speaker`."""

    def say(self, text: str, voice: str, volume: int, wanted: Callable[[], bool]) -> None: ...

    def play(self, sound: bytes, wanted: Callable[[], bool]) -> None: ...

    def click(self, sound: bytes) -> None: ...

    def hush(self) -> None: ...

    def check(self) -> None: ...


class Outlets:
    """Where a sound may go. While a plug is in, everything goes to the headphones; what is private
    goes nowhere else. Without a `jack` nobody knows, so only what is private goes there."""

    def __init__(self, speaker: Outlet, headphones: Outlet | None, *, jack: bool) -> None:
        self._speaker = speaker
        self._headphones = headphones
        self._jack = jack
        self.plugged = False

    def for_(self, *, private: bool) -> Outlet | None:
        if self._headphones is not None and self.plugged:
            return self._headphones
        if not private:
            return self._speaker
        return None if self._jack else self._headphones

    def all(self) -> tuple[Outlet, ...]:
        return (self._speaker,) if self._headphones is None else (self._speaker, self._headphones)


class Speaking:
    """`voices`: language → espeak-ng's voice, only those that have one. `told(language)` is what
    the voice knows now. `volume()` is 0 to 10, for a visit that has not asked for more."""

    def __init__(
        self,
        outlets: Outlets,
        voices: Mapping[str, str],
        told: Callable[[str], Told],
        health: HealthBook,
        *,
        volume: Callable[[], int],
        clicks: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outlets = outlets
        self._voices = voices
        self._told = told
        self._health = health
        self._volume = volume
        self._click = wav(CLICK, volume()) if clicks else b""
        self._screen: s.Screen | None = None  # that was said last; None: the voice was off
        self._said: tuple[Utterance, ...] = ()
        self._turn = 0  # grows with everything that ends what is being said
        self._clock = clock
        self._asked = self._ended = 0  # jobs, counted by the thread that asks and by the lane
        self._heard_at_s = -inf
        self.lane = Lane("speech", self._look)
        self._clicks = Lane("click", lambda: CHECK_EVERY_S)

    def start(self) -> None:
        self.lane.start()
        self._clicks.start()

    def stop(self) -> None:
        self.lane.stop()
        self._clicks.stop()
        self.hush()

    # --- what screens call --------------------------------------------------------------------

    def speaks(self, language: str) -> bool:
        return language in self._voices

    def shown(self, screen: s.Screen) -> None:
        """Say what is new on it: what was said word for word just now is not said again."""
        before, said_before = self._screen, self._said
        if not (screen.visit.modes.spoken and self.speaks(screen.visit.language)):
            self._screen, self._said = None, ()
            if before is not None:
                self.hush()
            self._sound(screen)
            return
        told = self._told(screen.visit.language)
        self._screen, self._said = screen, speech.utterances(screen, told)
        if before is None:
            self._say(screen, (speech.introduction(told), *self._said), told)
        elif (new := news(before, screen, told)) is not None:
            self._say(screen, new, told, replaced=False)
        elif self._said != said_before:
            self._say(screen, self._said, told)

    def repeat(self, screen: s.Screen) -> None:
        told = self._told(screen.visit.language)
        self._say(screen, speech.utterances(screen, told), told)

    def name(self, screen: s.Screen, words: str) -> bool:
        told, private = self._told(screen.visit.language), speech.name_is_private(screen, words)
        if private and self._outlets.for_(private=True) is None:
            if isinstance(screen, s.PhonePad):
                return False  # a digit cannot be said here: one touch types it
            self._say(screen, (speech.withheld(told),), told)
            return True
        self._say(screen, (Utterance(words, private),), told)
        return True

    def acknowledge(self) -> None:
        self.hush()
        outlet = self._outlets.for_(private=False)
        if self._click and outlet is not None:
            self._clicks.do(partial(outlet.click, self._click))

    def silent_s(self) -> float:
        return 0.0 if self._ended < self._asked else self._clock() - self._heard_at_s

    def hush(self) -> None:
        self._turn += 1
        for outlet in self._outlets.all():
            outlet.hush()

    # --- the plug -----------------------------------------------------------------------------

    def plugged(self, plugged: bool) -> None:
        """From any thread, before the screens hear of it: nothing private goes on in the open."""
        self._outlets.plugged = plugged
        self.hush()

    # --- in the lane --------------------------------------------------------------------------

    def _sound(self, screen: s.Screen) -> None:
        if isinstance(screen, s.IdleWarning):
            self._do(self._play, wav(WARNING, self._volume_of(screen)))

    def _say(
        self,
        screen: s.Screen,
        said: Sequence[Utterance],
        told: Told,
        *,
        replaced: bool = True,
    ) -> None:
        self.hush()
        self._sound(screen)
        voice, volume = self._voices[screen.visit.language], self._volume_of(screen)
        withheld = speech.withheld(told) if replaced else None
        for utterance in said:
            if utterance.private and self._outlets.for_(private=True) is None:
                if withheld is not None:  # once for each screen
                    self._do(self._utter, withheld, voice, volume)
                withheld = None
            else:
                self._do(self._utter, utterance, voice, volume)

    def _volume_of(self, screen: s.Screen) -> int:
        return min(self._volume() + LOUDER_BY * screen.visit.modes.louder, LOUDEST)

    def _do(self, job: Callable[..., None], *values: object) -> None:
        turn = self._turn
        self._asked += 1
        self.lane.do(partial(self._guarded, partial(job, *values), lambda: turn == self._turn))

    def _guarded(
        self, job: Callable[[Callable[[], bool]], None], wanted: Callable[[], bool]
    ) -> None:
        try:
            if wanted():
                job(wanted)
                self._health.say(DEVICE, DeviceState.OK)
        except DeviceError as error:
            self._report(error)
        finally:
            self._heard_at_s = self._clock()
            self._ended += 1

    def _utter(self, said: Utterance, voice: str, volume: int, wanted: Callable[[], bool]) -> None:
        # Asked again now: the plug may have been pulled since.
        outlet = self._outlets.for_(private=said.private)
        if outlet is not None:
            outlet.say(said.text, voice, volume, wanted)

    def _play(self, sound: bytes, wanted: Callable[[], bool]) -> None:
        outlet = self._outlets.for_(private=False)
        if outlet is not None:
            outlet.play(sound, wanted)

    def _look(self) -> float:
        try:
            for outlet in self._outlets.all():
                outlet.check()
        except DeviceError as error:
            self._report(error)
            return RETRY_EVERY_S
        self._health.say(DEVICE, DeviceState.OK)
        return CHECK_EVERY_S

    def _report(self, error: DeviceError) -> None:
        state = DeviceState.FAULT if isinstance(error, DeviceRefused) else DeviceState.OFFLINE
        self._health.say(DEVICE, state, cause_of(error))
