"""One window's keypad and evaluator: keys become commands, facts and answers become what it shows.

Three threads meet here: the bus's (`press`, `grade`, `speak`), the broker link's (`fact`, `queue`)
and this pad's own, which waits for the server's answers.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from config.machines import Pad as PadUnit
from devices import desk_state
from devices.desk_commands import Commands, NothingToDo
from devices.desk_keys import Verb, Wish, wish
from devices.desk_state import Asking, PadState
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.messages import (
    QueueFact,
    RatingAsk,
    WindowFact,
)
from queue_server.contract.window_view import WindowView

NOTICE_S = 2.0  # how long a refusal, or the pad's address, stands before the present comes back
NO_TICKET = "000"  # no number is printed so; a lone waiting count would read like a ticket
UNKNOWN_ACT = UUID(
    int=0
)  # what an evaluator asks about whose line was away: it may be asking still
MOST_WISHES = 4  # typed ahead; more are a stuck key or a child

_log = logging.getLogger(__name__)


class Wire(Protocol):
    """What is asked of the pads' bus. `address` is always the keypad's. Raises `LinkLost`."""

    def show(self, address: int, number: str, waiting: int) -> None: ...

    def result(self, address: int, ok: bool) -> None: ...

    def beep(self, address: int) -> None: ...

    def ask_rating(self, address: int) -> bool:
        """False: not asked yet, for a grade was pressed before, which `read` of the line gives."""
        ...

    def show_stars(self, address: int, stars: int) -> None: ...


class DeskPad(threading.Thread):
    """`action`: what typed digits and a key ask for, by the pad's profile. `change_s`: how long
    after a face was pressed another one counts instead."""

    def __init__(
        self,
        unit: PadUnit,
        commands: Commands,
        action: Callable[[str, str], str | None],
        *,
        change_s: float,
    ) -> None:
        super().__init__(name=f"pad-{unit.window}", daemon=True)
        self.unit = unit
        self._commands = commands
        self._action = action
        self._change_s = change_s
        self._wishes: queue.Queue[Wish | None] = queue.Queue(MOST_WISHES)
        self._lock = threading.Lock()
        self._state = PadState(window=unit.window)
        self._newest = (-1, -1)  # fact; a retained one after a reconnect may be an old one again
        self._in_hand: Wish | None = None
        self._latest: Wish | None = None  # the last one typed, until it is done
        self._notices: list[tuple[Callable[[Wire], None], float]] = []  # what, for how many seconds
        # The bus thread's own:
        self._shown: tuple[str, int] | None = None
        self._asking = Asking()
        self._lit: UUID | None = None  # the act that the evaluator was last told to ask about
        self._notice_until_s = 0.0

    # --- the broker link's thread

    def fact(self, fact: WindowFact, retained: bool) -> None:
        with self._lock:
            self._state = desk_state.with_fact(self._state, fact)
            is_new = (fact.epoch, fact.version) > self._newest
            if is_new and self._in_hand is None:
                self._commands.forget()
            self._newest = max(self._newest, (fact.epoch, fact.version))

    def queue(self, fact: QueueFact, retained: bool) -> None:
        with self._lock:
            self._state = desk_state.with_queue(self._state, fact)

    def link(self, connected: bool) -> None:
        if not connected:
            with self._lock:
                self._state = desk_state.cut_off(self._state)

    # --- the bus's thread

    def press(self, digits: str, key: str) -> None:
        """A key of the pad. The same wish again while it waits or is in hand is an impatient
        finger."""
        wanted = wish(self._action(digits, key), digits)
        if wanted is None:
            _log.info("window %s: %s %s means nothing", self.unit.window, digits, key)
            self._notice(self._refuse)
        elif wanted.verb in (Verb.CLEAR, Verb.SHOW_WAITING):
            self._notice_until_s = 0.0
            self._shown = None
        elif wanted.verb is Verb.SHOW_ADDRESS:
            self._notice(self._show_address)
        elif wanted not in (self._in_hand, self._latest):
            self._enqueue(wanted)

    def grade(self, level: int, now: datetime) -> RatingAsk | None:
        """What a face pressed now rates; None: nothing was asked, or it says nothing new."""
        self._asking, ask = desk_state.press(self._asking, level, self._change_s, now)
        return ask

    def lost(self) -> None:
        """The bus was away: say everything again."""
        self._shown = None
        self._lit = UNKNOWN_ACT

    def speak(self, wire: Wire, now: datetime, monotonic_s: float) -> None:
        """Tell pad and evaluator what they should show and do not. Raises `LinkLost`."""
        with self._lock:
            state, notices = self._state, self._notices
            self._notices = []
        self._ask_or_let_go(wire, state, now)
        for notice, stands_s in notices:
            notice(wire)
            self._notice_until_s = monotonic_s + stands_s
            self._shown = None
        if monotonic_s < self._notice_until_s or state.waiting is None:
            return
        present = (state.number or NO_TICKET, state.waiting)
        if present != self._shown:
            wire.show(self.unit.address, *present)
            self._shown = present

    def _ask_or_let_go(self, wire: Wire, state: PadState, now: datetime) -> None:
        if not self.unit.evaluator:
            return
        following = desk_state.follow(self._asking, state.rating, state.number, now)
        ask = following.ask
        if ask is not None and ask.act_id != self._lit:
            if not wire.ask_rating(self.unit.address):
                return  # the grade that came before answers what was asked before
            self._lit = ask.act_id
        self._asking = following
        if ask is None and self._lit is not None:
            # Thanks, too late and withdrawn look alike, for every level: no star tells the clerk.
            wire.show_stars(self.unit.address, 0)
            self._lit = None

    def _show_address(self, wire: Wire) -> None:
        wire.beep(self.unit.address)
        wire.show(self.unit.address, str(self.unit.address), 0)

    def _refuse(self, wire: Wire) -> None:
        wire.beep(self.unit.address)
        wire.result(self.unit.address, False)

    def _notice(self, notice: Callable[[Wire], None], stands_s: float = NOTICE_S) -> None:
        with self._lock:
            self._notices.append((notice, stands_s))

    # --- this pad's thread

    def run(self) -> None:
        while (wanted := self._wishes.get()) is not None:
            with self._lock:
                self._in_hand = wanted
            try:
                self._take(self._commands.do(wanted))
            except (Refused, ServerAway, NothingToDo) as error:
                _log.info("window %s: %s: %s", self.unit.window, wanted.verb, error)
                self._notice(self._refuse)
            finally:
                with self._lock:
                    self._in_hand = None
                    if self._latest is wanted:
                        self._latest = None

    def stop(self) -> None:
        """Ends when the command in hand does; those typed ahead are dropped."""
        while True:
            try:
                self._wishes.put_nowait(None)
                return
            except queue.Full:
                self._drop_one()

    def _drop_one(self) -> None:
        try:
            self._wishes.get_nowait()
        except queue.Empty:
            return

    def _take(self, view: WindowView) -> None:
        with self._lock:
            self._state = desk_state.with_view(self._state, view)
        # Even when it is what stood there: the clerk sees that it worked, and no older refusal.
        self._notice(lambda wire: None, stands_s=0.0)

    def _enqueue(self, wanted: Wish) -> None:
        try:
            with self._lock:  # its thread may not be done with it before it is noted
                self._wishes.put_nowait(wanted)
                self._latest = wanted
        except queue.Full:
            self._notice(self._refuse)
