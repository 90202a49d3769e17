"""Drives the window strips of one serial bus."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from config.machines import StripUnit
from devices.errors import DeviceError, LinkLost
from display.acknowledge import Acknowledgement
from display.painter import (
    RETRY_S,
    ROUND_AT_LEAST_EVERY_S,
    Job,
    Painter,
    tell_fault,
)
from display.strip import Colour, StripText, strip_text
from queue_server.contract.health import UNCONFIRMED, HealthBook
from queue_server.contract.messages import DeviceState, WindowFact

REFRESH_S = 4.0  # a strip cannot be asked whether it was restarted: it is told again
SILENT_RETRY_S = 2.0  # each try of a silent strip holds up the bus for the reply's timeout


class Bus(Protocol):
    """What is asked of a strip bus's driver; raises `DeviceError`. True: the strip said that it
    shows the text; False: strips of this kind never say anything."""

    def show(self, address: int, text: str, colour: Colour) -> bool: ...


@dataclass
class _Strip:
    unit: StripUnit
    device: str  # its name in the program's health
    fact: WindowFact | None = None
    wanted: StripText | None = None
    shown: StripText | None = None
    unsaid: bool = False
    wanted_at_s: float = 0.0
    not_before_s: float = 0.0
    refresh_at_s: float = 0.0

    @property
    def is_changed(self) -> bool:
        return self.wanted != self.shown or self.unsaid

    @property
    def due_at_s(self) -> float:
        return max(self.not_before_s, self.wanted_at_s if self.is_changed else self.refresh_at_s)


class StripPainter(Painter):
    """Changed strips first, oldest change first; then, in turn, those not told for 4 s.

    Before the server's first word on a window its strip is left as it is. Without the server a
    strip keeps its last text: it has no room to say since when.
    """

    def __init__(
        self,
        bus_id: str,
        bus: Bus,
        strips: Iterable[StripUnit],
        *,
        acknowledgement: Acknowledgement,
        health: HealthBook,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(bus_id)
        self._id = bus_id
        self._bus = bus
        self._strips = [_Strip(unit, f"{bus_id}/{unit.window}") for unit in strips]
        self._acknowledgement = acknowledgement
        self._health = health
        self._monotonic_s = monotonic_s
        self._bus_not_before_s = 0.0

    def take(self, fact: WindowFact, fresh: bool) -> None:
        with self._changed:
            for strip in self._strips:
                if strip.unit.window == fact.window:
                    strip.fact = fact
                    strip.wanted = strip_text(fact, strip.unit.columns)
                    strip.unsaid = True
                    strip.wanted_at_s = self._monotonic_s()
            self._changed.notify()

    def source(self, is_there: bool) -> None:
        """Strips show their last text either way."""

    def _find_job(self) -> Job | float:
        now_s = self._monotonic_s()
        told = [strip for strip in self._strips if strip.fact is not None]
        if not told:
            return ROUND_AT_LEAST_EVERY_S
        if now_s < self._bus_not_before_s:
            return self._bus_not_before_s - now_s
        strip = min(told, key=lambda each: (not self._is_urgent(each, now_s), each.due_at_s))
        if strip.due_at_s > now_s:
            return strip.due_at_s - now_s
        fact, wanted = strip.fact, strip.wanted
        assert fact is not None  # noqa: S101  # told
        assert wanted is not None  # noqa: S101
        return lambda: self._paint(strip, fact, wanted)

    def _is_urgent(self, strip: _Strip, now_s: float) -> bool:
        return strip.is_changed and strip.due_at_s <= now_s

    def _paint(self, strip: _Strip, fact: WindowFact, wanted: StripText) -> None:
        try:
            confirmed = self._bus.show(strip.unit.address, wanted.text, wanted.colour)
        except DeviceError as error:
            self._failed(strip, error)
            return
        with self._changed:
            strip.shown = wanted
            strip.unsaid = strip.fact is not fact
            strip.refresh_at_s = self._monotonic_s() + REFRESH_S
        # Bytes that nobody contradicts are no proof: the hall is not told that the call is shown.
        self._health.say(strip.device, DeviceState.OK, "" if confirmed else UNCONFIRMED)
        if confirmed:
            self._acknowledgement.shown(self._id, fact)

    def _failed(self, strip: _Strip, error: DeviceError) -> None:
        with self._changed:
            if isinstance(error, LinkLost):
                self._bus_not_before_s = self._monotonic_s() + RETRY_S
                lost = self._strips
            else:
                strip.not_before_s = self._monotonic_s() + SILENT_RETRY_S
                lost = [strip]
            for each in lost:
                each.shown = None
        for each in lost:
            tell_fault(self._health, each.device, error)
