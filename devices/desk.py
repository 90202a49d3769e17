"""The desk unit: the keypads and evaluators of some windows on one line, for the queue server."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from config.fitted import PADS
from devices.desk_pad import DeskPad, Wire
from devices.desk_ratings import RatingPost
from devices.errors import LinkLost
from devices.keypad.driver import GradeGiven, KeyPressed
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState

READ_S = 0.02  # a key is heard at once; what pads shall show waits at most this long
RETRY_S = 0.2  # the link itself backs off; asking it costs nothing

_log = logging.getLogger(__name__)


class PadWire(Wire, Protocol):
    def read(self, timeout_s: float) -> Sequence[KeyPressed | GradeGiven]: ...


@dataclass(frozen=True, kw_only=True)
class DeskClocks:
    """`now`: aware UTC; `monotonic_s`: seconds that never jump."""

    now: Callable[[], datetime]
    monotonic_s: Callable[[], float] = time.monotonic


class Desk:
    """`grades` maps the evaluator's grade byte to our level (5 is best)."""

    def __init__(
        self,
        wire: PadWire,
        pads: Sequence[DeskPad],
        ratings: RatingPost,
        grades: Mapping[int, int],
        *,
        health: HealthBook,
        clocks: DeskClocks,
    ) -> None:
        self._wire = wire
        self._pads = {pad.unit.address: pad for pad in pads}
        self._ratings = ratings
        self._grades = grades
        self._health = health
        self._clocks = clocks

    def run(self, stop: threading.Event, each_round: Callable[[], None] = lambda: None) -> None:
        """Hear and speak until `stop`. Only this thread touches the wire."""
        while not stop.is_set():
            each_round()
            try:
                self.turn()
            except LinkLost as error:
                self._health.say(PADS, DeviceState.OFFLINE, "link_lost")
                _log.debug("pads: %s", error)
                for pad in self._pads.values():
                    pad.lost()
                stop.wait(RETRY_S)
            else:
                self._health.say(PADS, DeviceState.OK)

    def turn(self) -> None:
        """Say what is to be said, then hear for 20 ms. Raises `LinkLost`."""
        now, monotonic_s = self._clocks.now(), self._clocks.monotonic_s()
        for pad in self._pads.values():
            pad.speak(self._wire, now, monotonic_s)
        for press in self._wire.read(READ_S):
            self._take(press)

    def _take(self, press: KeyPressed | GradeGiven) -> None:
        pad = self._pads.get(press.address)
        if pad is None:
            _log.warning("address %d is no pad of this desk", press.address)
        elif isinstance(press, KeyPressed):
            pad.press(press.digits, press.key)
        else:
            self._grade(pad, press.grade)

    def _grade(self, pad: DeskPad, grade: int) -> None:
        level = self._grades.get(grade)
        if level is None:
            _log.warning("window %s: the grade map has no %d", pad.unit.window, grade)
            return
        ask = pad.grade(level, self._clocks.now())
        if ask is None:
            _log.info("window %s: a press that rates nothing", pad.unit.window)
            return
        self._ratings.post(ask, level)
