"""What an evaluator shows its visitor: lit faces while it asks, stars, the face last pressed."""

from __future__ import annotations

from collections.abc import Callable

from devices.sim.device import State

ASK_LAMP_S = 30.0  # how long the faces stay lit when nobody presses one [G]


class EvaluatorFace:
    def __init__(self, clock: Callable[[], float]) -> None:
        self.stars = 0
        self._grade: int | None = None
        self._asks = 0
        self._clock = clock
        self._asked_at: float | None = None

    @property
    def asked(self) -> bool:
        return self._asked_at is not None and self._clock() - self._asked_at < ASK_LAMP_S

    def ask(self) -> None:
        self._asks += 1
        self._grade = None
        self._asked_at = self._clock()

    def press(self, grade: int) -> None:
        self._grade = grade

    def thank(self) -> None:
        """The grade has been heard: the lamps go out."""
        self._asked_at = None

    def state(self) -> State:
        return {
            "asked": self.asked,
            "asks": self._asks,
            "stars": self.stars,
            "grade": self._grade,
        }
