"""A network camera: JPEG after JPEG over HTTP (multipart/x-mixed-replace), of a drawn hall.

Habits of the real ones: one viewer at a time (the wire's), whoever asks gets the picture of now,
and it goes on at its own pace whether or not anyone keeps up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import cv2
import msgspec
import segno

from devices.sim.device import Action, Nothing, Refused, State
from devices.sim.film import STEPS_PER_S, SWAY_STEPS, WALK_STEPS, Moment, draw

BOUNDARY = "picture"
JPEG_QUALITY = 80
PICTURES_KEPT = 32  # encoded; the film repeats itself
LONGEST_QUESTION = 4096
HEAD = (
    "HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\n"
    f"Content-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n"
).encode()
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Held(msgspec.Struct, forbid_unknown_fields=True):
    text: str


class CameraSim:
    """`GET /anything` starts the stream. `clock` counts in seconds from anywhere."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked = bytearray()
        self._streaming = False
        self._next = 0.0
        self._walks_since: float | None = None  # None: nobody there
        self._code = ""
        self._pictures = 0
        self.actions: Mapping[str, Action] = {
            "walk_up": Action(Nothing, self._walk_up),
            "hold": Action(Held, self._hold),
            "away": Action(Nothing, self._away),
        }

    def feed(self, data: bytes) -> bytes:
        self._asked += data
        end = self._asked.find(b"\r\n\r\n")
        if end < 0:
            del self._asked[:-LONGEST_QUESTION]
            return b""
        question = bytes(self._asked[:end])
        self._asked.clear()
        self._streaming = question.startswith(b"GET ")
        self._next = self._clock()
        return HEAD if self._streaming else NOT_FOUND

    def lull(self) -> bytes:
        self._asked.clear()
        return b""

    def speak(self, now: float) -> tuple[bytes, float | None]:
        if not self._streaming:
            return b"", None
        if now < self._next:
            return b"", self._next
        self._next = now + 1 / STEPS_PER_S
        self._pictures += 1
        return _part(self.picture()), self._next

    def state(self) -> State:
        return {
            "person": self._walks_since is not None,
            "held": self._code or None,
            "pictures": self._pictures,
            "scene": self._scene(),
            "moving": self._walks_since is not None,
        }

    def picture(self) -> bytes:
        """What it sees now, as JPEG."""
        return _jpeg(self._moment())

    def _moment(self) -> Moment:
        step = int(self._clock() * STEPS_PER_S)
        if self._walks_since is None:
            return Moment(step=step % SWAY_STEPS)
        steps = int((self._clock() - self._walks_since) * STEPS_PER_S) + 1
        near = min(steps / WALK_STEPS, 1.0)
        return Moment(near, self._code if near == 1.0 else "", step % SWAY_STEPS)

    def _scene(self) -> str:
        if self._walks_since is None:
            return "empty"
        return "code" if self._code else "person"

    def _walk_up(self, _nothing: Nothing) -> None:
        if self._walks_since is None:
            self._walks_since = self._clock()

    def _hold(self, held: Held) -> None:
        """Someone walks up, if nobody is there yet, and holds it up."""
        try:
            segno.make(held.text, error="m", micro=False)
        except ValueError as error:
            raise Refused("malformed", f"no code can hold that: {error}") from error
        self._walk_up(Nothing())
        self._code = held.text

    def _away(self, _nothing: Nothing) -> None:
        self._walks_since, self._code = None, ""


def _part(jpeg: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    return head.encode() + jpeg + b"\r\n"


@lru_cache(PICTURES_KEPT)
def _jpeg(moment: Moment) -> bytes:
    done, data = cv2.imencode(".jpg", draw(moment), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done  # noqa: S101 # an array of bytes always can be
    return data.tobytes()
