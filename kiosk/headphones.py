"""The plug of the visitor's headphones: put in, the voice begins; pulled, it ends at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from devices.errors import LinkLost
from kiosk import events as e
from kiosk.lane import Lane

WAIT_S = 0.5  # for the plug, before the kiosk's other wishes are heard
RETRY_EVERY_S = 1.0


class Jack(Protocol):
    """What a kiosk needs of `devices.speaker.jack.Jack`."""

    def plugged(self, timeout_s: float) -> bool | None: ...


class Headphones:
    """`tell` hears of a change first, in this thread; `post` brings it to the screens."""

    def __init__(
        self, jack: Jack, tell: Callable[[bool], None], post: Callable[[e.Event], None]
    ) -> None:
        self._jack = jack
        self._tell = tell
        self._post = post
        self._plugged = False
        self.lane = Lane("headphones", self._look)

    def _look(self) -> float:
        try:
            plugged = self._jack.plugged(WAIT_S)
        except LinkLost:
            return RETRY_EVERY_S
        if plugged is not None and plugged != self._plugged:
            self._plugged = plugged
            self._tell(plugged)
            self._post(e.HeadphonesPlugged() if plugged else e.HeadphonesPulled())
        return 0.0
