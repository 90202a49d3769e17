"""The camera's side of a visit: someone stands there, or a code is held up. No frame outlives a
look; what leaves here is "someone" and a ticket's id.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from config.hall import CODE_PATTERN
from devices.errors import LinkLost, cause_of
from kiosk import events as e
from kiosk.codes import understood
from kiosk.lane import Lane
from kiosk.news import PresenceNews
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState

if TYPE_CHECKING:
    from devices.camera.frames import Frame  # OpenCV and NumPy: only where a camera is fitted

DEVICE = "camera"
EVERY_S = 0.2
RETRY_EVERY_S = 1.0
LOOK_EVERY_S = 60.0  # without a camera
SAME_CODE_S = 4.0  # a code that stays in the picture counts once until it was away for this long


class Camera(Protocol):
    """What a kiosk needs of `devices.camera.driver.Camera`."""

    def frame(self) -> Frame: ...


class Presence(Protocol):
    @property
    def stirs(self) -> bool: ...

    def look(self, frame: Frame) -> bool: ...


class Codes(Protocol):
    def read(self, frame: Frame) -> list[str]: ...


@dataclass(frozen=True)
class Sight:
    """A camera and what is made of its pictures."""

    camera: Camera
    presence: Presence
    codes: Codes


class Seeing:
    """`open` is called once, in the lane's thread; None where no camera is fitted.

    `wanted()` as for `CodeReading`. `wake`: tell when someone stands there. `reads`: read codes.
    """

    def __init__(
        self,
        open: Callable[[], Sight] | None,
        health: HealthBook,
        post: Callable[[e.Event], None],
        tell: Callable[[PresenceNews], None],
        wanted: Callable[[], bool],
        *,
        wake: bool = True,
        reads: bool = True,
        pattern: str = CODE_PATTERN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open = open
        self._health = health
        self._post = post
        self._tell = tell
        self._wanted = wanted
        self._wake = wake
        self._reads = reads
        self._pattern = pattern
        self._clock = clock
        self._sight: Sight | None = None
        # A code's hash -> when it was last in the picture. Codes may name people: none is kept.
        self._seen_at: dict[int, float] = {}
        self.lane = Lane("camera", self._look)

    def _look(self) -> float:
        if self._open is None:
            return LOOK_EVERY_S
        start = self._clock()
        self._sight = self._sight or self._open()
        try:
            frame = self._sight.camera.frame()
        except LinkLost as error:
            self._health.say(DEVICE, DeviceState.OFFLINE, cause_of(error))
            self._someone(False)  # a blind kiosk must be able to sleep
            return RETRY_EVERY_S
        self._health.say(DEVICE, DeviceState.OK)
        self._someone(self._sight.presence.look(frame))
        if self._reads and self._wanted() and self._sight.presence.stirs:
            self._take(self._sight.codes.read(frame))
        return max(0.0, EVERY_S - (self._clock() - start))

    def _someone(self, someone: bool) -> None:
        if self._wake:
            self._tell(PresenceNews(someone))

    def _take(self, texts: list[str]) -> None:
        now = self._clock()
        fresh = [text for text in texts if self._away_s(text, now) > SAME_CODE_S]
        self._seen_at = {
            code: at for code, at in self._seen_at.items() if now - at <= SAME_CODE_S
        } | dict.fromkeys(map(hash, texts), now)
        for text in fresh[:1]:  # two slips at once: one is shown, the other when it is held alone
            self._post(understood(text, self._pattern))

    def _away_s(self, text: str, now: float) -> float:
        return now - self._seen_at.get(hash(text), float("-inf"))
