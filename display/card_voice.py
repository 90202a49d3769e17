"""What a board whose card has a voice says: every fresh call once, one after the other.

Never said is retained state, nor a call that is over, answered or older than a minute when its turn
comes. Times are monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.machines import CardVoice
from devices.led.area import Speech
from display.card_font import displayable
from queue_server.contract.messages import WindowFact

WORDS = "请{number}号到{window}号窗口"
STALE_AFTER_S = 60.0
# A card does not tell when it has finished [G]; Chinese is read at some four characters a second.
CHARACTER_S = 0.3
PAUSE_S = 1.0


@dataclass(frozen=True)
class _Waiting:
    fact: WindowFact
    words: str
    called_at_s: float


class CallVoice:
    """Not thread-safe: the painter's lock guards it."""

    def __init__(self, settings: CardVoice) -> None:
        self._settings = settings
        self._waiting: list[_Waiting] = []
        self._quiet_until_s = 0.0

    def call(self, fact: WindowFact, now_s: float) -> None:
        """A call that is news; one of the same window that was not said yet is over."""
        self.forget(fact.window)
        words = WORDS.format(number=displayable(fact.number or ""), window=fact.window)
        self._waiting.append(_Waiting(fact, words, now_s))

    def forget(self, window: str) -> None:
        """Its call is over, or its visitor has come."""
        self._waiting = [each for each in self._waiting if each.fact.window != window]

    def due(self, now_s: float) -> Speech | None:
        """What is to be said now. It stays due until it was `said`."""
        self._waiting = [e for e in self._waiting if now_s - e.called_at_s < STALE_AFTER_S]
        if not self._waiting or now_s < self._quiet_until_s:
            return None
        return Speech(
            words=self._waiting[0].words,
            volume=self._settings.volume,
            speed=self._settings.speed,
            voice=self._settings.voice,
            times=self._settings.times,
        )

    def said(self, speech: Speech, now_s: float) -> WindowFact | None:
        """The card has taken it; until it is through, nothing else is said. Which call it was, None
        for one that was over meanwhile."""
        taken = [each.fact for each in self._waiting if each.words == speech.words]
        self._waiting = [each for each in self._waiting if each.words != speech.words]
        spoken_s = len(speech.words) * CHARACTER_S * speech.times
        self._quiet_until_s = now_s + spoken_s + PAUSE_S
        return taken[0] if taken else None
