"""PURE: what a desk unit knows of one window, from facts and from answers to its own commands.

Facts (MQTT) and answers (HTTP) carry the same version, so whichever comes late changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from queue_server.contract.messages import (
    QueueFact,
    RatingAsk,
    WindowFact,
    WindowStatus,
)
from queue_server.contract.window_view import WindowView

STUCK_AFTER = 3  # presses of one face in a row
PAUSE = timedelta(seconds=1.5)  # after which a press is a new one


@dataclass(frozen=True, kw_only=True)
class PadState:
    """`number` is "" without a current ticket; `waiting` is None before the first word."""

    window: str
    epoch: int = -1
    version: int = -1
    status: WindowStatus | None = None
    number: str = ""
    rating: RatingAsk | None = None
    waiting: int | None = None
    waiting_epoch: int = -1
    waiting_version: int = -1


def with_fact(state: PadState, fact: WindowFact) -> PadState:
    if fact.window != state.window or (fact.epoch, fact.version) <= (state.epoch, state.version):
        return state
    return replace(
        state,
        epoch=fact.epoch,
        version=fact.version,
        status=fact.status,
        number=fact.number or "",
        rating=fact.rating,
    )


def with_view(state: PadState, view: WindowView) -> PadState:
    """An answer has no epoch: it is of the server that was just asked, so of the present one."""
    if view.version >= state.version:
        state = replace(
            state,
            version=view.version,
            status=view.status,
            number=view.ticket.number if view.ticket else "",
            rating=view.rating,
        )
    if view.version >= state.waiting_version:
        state = replace(state, waiting=view.waiting, waiting_version=view.version)
    return state


def with_queue(state: PadState, fact: QueueFact) -> PadState:
    newest = (state.waiting_epoch, state.waiting_version)
    if state.window not in fact.windows or (fact.epoch, fact.version) < newest:
        return state
    return replace(
        state,
        waiting=fact.windows[state.window],
        waiting_epoch=fact.epoch,
        waiting_version=fact.version,
    )


def cut_off(state: PadState) -> PadState:
    """The broker is away: what stands there stays, but any answer or fact that comes is newer."""
    return replace(state, epoch=-1, version=-1, waiting_epoch=-1, waiting_version=-1)


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """What was pressed for `ask`; until `until` another face may be pressed for it."""

    ask: RatingAsk
    level: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Run:
    """One face heard again and again without a pause, also while nothing was asked."""

    level: int
    times: int
    last: datetime

    def goes_on(self, level: int, now: datetime) -> bool:
        return level == self.level and now - self.last < PAUSE


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What one evaluator is doing. `ask` is open while it is asking; `done` was rated or let go.

    A press counts for the act that this evaluator was asking about when it was pressed, so never
    for the next visitor.
    """

    ask: RatingAsk | None = None
    done: UUID | None = None
    pressed: Pressed | None = None
    run: Run | None = None

    def is_open(self, now: datetime) -> bool:
        return self.ask is not None and now <= self.ask.until


def follow(asking: Asking, rating: RatingAsk | None, number: str, now: datetime) -> Asking:
    """The evaluator after the window's `rating` and `number` became these, or time went by."""
    before = asking.pressed
    if before and number not in ("", before.ask.number):
        asking = replace(asking, pressed=None)  # the next visitor is here
    if rating is None or now > rating.until or rating.act_id == asking.done:
        return replace(asking, ask=None)
    return replace(asking, ask=rating, pressed=None)


def press(
    asking: Asking, level: int, change_s: float, now: datetime
) -> tuple[Asking, RatingAsk | None]:
    """A face was pressed: what it rates, or None. The same face again is a stuck key or a bounce,
    another one a change of mind, for `change_s` after the first. A face that was heard over and
    over before the question is stuck, and rates nobody until it has been still."""
    ask, before, run = asking.ask, asking.pressed, asking.run
    times = run.times if run and run.goes_on(level, now) else 0
    asking = replace(asking, run=Run(level=level, times=times + 1, last=now))
    if ask is not None and asking.is_open(now):
        if times >= STUCK_AFTER:
            return asking, None
        first = Pressed(ask=ask, level=level, until=now + timedelta(seconds=change_s))
        return replace(asking, ask=None, done=ask.act_id, pressed=first), ask
    if before is None or now >= before.until or level == before.level:
        return asking, None
    return replace(asking, pressed=replace(before, level=level)), before.ask
