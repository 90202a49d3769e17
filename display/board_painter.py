"""Drives one hall board: facts into its `Board`, frames to its card, acknowledgements back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from devices.errors import DeviceError, DeviceRefused, NoAnswer
from devices.led.area import Speech
from display.acknowledge import Acknowledgement
from display.board import Board, advance, back, cut_off, next_change, take
from display.board_upkeep import BoardUpkeep
from display.card_voice import CallVoice
from display.layout import Frame, Layout, frame
from display.painter import RETRY_S, Job, Painter, tell_fault
from queue_server.contract.health import UNCONFIRMED, HealthBook
from queue_server.contract.messages import DeviceState, TicketState, WindowFact

PING_EVERY_S = 2.0  # a card that was restarted has forgotten its areas; it is painted within 5 s

_log = logging.getLogger(__name__)


class Card(Protocol):
    """What is asked of a board's driver; raises `DeviceError`."""

    def show(self, areas: Frame) -> None: ...

    def ping(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """`now`: aware UTC; `monotonic_s`: seconds that never jump; `zone`: the hall's."""

    now: Callable[[], datetime]
    zone: tzinfo
    monotonic_s: Callable[[], float] = time.monotonic


class BoardPainter(Painter):
    """`windows`: those whose calls this board shows. `voice`: when its card says them too.

    `confirmed`: whether the board itself said that it shows what was sent last; while it did not,
    nobody is told so. `farewell` is done on this thread when the painting ends.
    """

    def __init__(
        self,
        board_id: str,
        card: Card,
        layout: Layout,
        windows: frozenset[str],
        *,
        acknowledgement: Acknowledgement,
        health: HealthBook,
        clocks: Clocks,
        upkeep: BoardUpkeep | None = None,
        voice: CallVoice | None = None,
        confirmed: Callable[[], bool] = lambda: True,
        farewell: Job = lambda: None,
    ) -> None:
        super().__init__(board_id)
        self._id = board_id
        self._card = card
        self._layout = layout
        self._windows = windows
        self._acknowledgement = acknowledgement
        self._health = health
        self._clocks = clocks
        self._upkeep = upkeep
        self._voice = voice
        self._confirmed = confirmed
        self._farewell = farewell
        self._board = Board(rows=layout.calls, cut_off_at=clocks.now())
        self._facts: dict[str, WindowFact] = {}
        self._unsaid: set[str] = set()  # windows whose newest fact was not acknowledged yet
        self._shown: Frame | None = None
        self._not_before_s = 0.0
        self._ping_at_s = 0.0

    def run(self) -> None:
        super().run()
        self._farewell()

    def take(self, fact: WindowFact, fresh: bool) -> None:
        if fact.window not in self._windows:
            return
        with self._changed:
            self._facts[fact.window] = fact
            self._unsaid.add(fact.window)
            now = self._clocks.now()
            self._board = take(self._board, fact, fresh, now)
            if self._voice and fresh:
                self._voice.call(fact, self._clocks.monotonic_s())
            elif self._voice and fact.ticket_state is not TicketState.CALLED:
                self._voice.forget(fact.window)  # it is over, or its visitor stands there
            self._changed.notify()

    def source(self, is_there: bool) -> None:
        with self._changed:
            now = self._clocks.now()
            self._board = back(self._board) if is_there else cut_off(self._board, now)
            self._changed.notify()

    def _find_job(self) -> Job | float:
        now, mono_s = self._clocks.now(), self._clocks.monotonic_s()
        if mono_s < self._not_before_s:
            return self._not_before_s - mono_s
        self._board = advance(self._board, now)
        local = now.astimezone(self._clocks.zone)
        wanted = frame(self._layout, self._board, now, local)
        told = self._told(now)
        speech = self._voice.due(mono_s) if self._voice and wanted else None
        if wanted != self._shown or speech:
            return lambda: self._paint(wanted, told, speech)
        if told and self._confirmed():
            return lambda: self._say(told)
        if self._upkeep and (chore := self._upkeep.due(local)):
            return lambda: self._tend(chore)
        if mono_s >= self._ping_at_s:
            return self._ping
        return min(self._ping_at_s - mono_s, self._seconds_to_change(now))

    def _told(self, now: datetime) -> tuple[WindowFact, ...]:
        """The facts that the board as it is tells truly, and that nobody was told of yet."""
        facts = (self._facts[window] for window in sorted(self._unsaid))
        return tuple(fact for fact in facts if self._board.shows(fact, now))

    def _seconds_to_change(self, now: datetime) -> float:
        next_minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return (
            min(next_change(self._board, now) or next_minute, next_minute) - now
        ).total_seconds()

    def _paint(self, wanted: Frame, told: tuple[WindowFact, ...], speech: Speech | None) -> None:
        if self._do(lambda: self._show(wanted, speech)):
            self._shown = wanted
            if self._confirmed():
                self._say(told)

    def _show(self, wanted: Frame, speech: Speech | None) -> None:
        if speech is None:
            self._card.show(wanted)
            return
        try:
            self._card.show((replace(wanted[0], say=speech), *wanted[1:]))
        except NoAnswer:  # it may have heard: better said once too few than again and again
            self._said(speech)
            raise
        except DeviceRefused:  # words that it does not take must not keep the call from the eyes
            self._card.show(wanted)
            _log.warning("%s would not say %s", self._id, speech.words)
            self._said(speech)
            return
        spoken = self._said(speech)
        if spoken is not None and self._confirmed():
            self._acknowledgement.spoken(self._id, spoken)

    def _said(self, speech: Speech) -> WindowFact | None:
        assert self._voice is not None  # noqa: S101  # it gave the speech
        with self._changed:
            return self._voice.said(speech, self._clocks.monotonic_s())

    def _ping(self) -> None:
        self._do(self._card.ping)

    def _tend(self, chore: Job) -> None:
        self._do(chore)

    def _say(self, facts: tuple[WindowFact, ...]) -> None:
        for fact in facts:
            self._acknowledgement.shown(self._id, fact)
        with self._changed:
            said = {fact.window for fact in facts if self._facts[fact.window] is fact}
            self._unsaid -= said

    def _do(self, command: Job) -> bool:
        try:
            command()
        except DeviceError as error:
            self._shown = None  # whatever stands there now: paint it all when the card is back
            if self._upkeep:
                self._upkeep.lost()
            self._not_before_s = self._clocks.monotonic_s() + RETRY_S
            tell_fault(self._health, self._id, error)
            return False
        self._ping_at_s = self._clocks.monotonic_s() + PING_EVERY_S
        self._health.say(self._id, DeviceState.OK, "" if self._confirmed() else UNCONFIRMED)
        return True
