"""When someone stood before the kiosk, as its camera told. Pure: the times are handed in."""

from __future__ import annotations


class Attendance:
    def __init__(self) -> None:
        self._someone = False
        self._left_s: float | None = None

    def note(self, someone: bool, now_s: float) -> bool:
        """What the camera sees now; True when someone has just come."""
        came = someone and not self._someone
        if self._someone and not someone:
            self._left_s = now_s
        self._someone = someone
        return came

    def since(self, then_s: float) -> bool:
        """Whether anyone stood there at any time from then on."""
        return self._someone or (self._left_s is not None and self._left_s >= then_s)
