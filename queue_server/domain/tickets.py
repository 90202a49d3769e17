"""A ticket's life: one table of states and verbs. Nothing else changes a ticket's state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from queue_server.domain.errors import RuleBroken


class State(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    SERVED = "served"
    ABANDONED = "abandoned"
    EXPIRED = "expired"


class Verb(StrEnum):
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    REQUEUE = "requeue"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    ABANDON = "abandon"
    EXPIRE = "expire"
    BACK_TO_WAITING = "back_to_waiting"
    BACK_TO_CALLED = "back_to_called"
    BACK_TO_SERVING = "back_to_serving"
    BACK_TO_HELD = "back_to_held"


TABLE: dict[tuple[State, Verb], State] = {
    (State.WAITING, Verb.CALL): State.CALLED,
    (State.WAITING, Verb.ABANDON): State.ABANDONED,
    (State.WAITING, Verb.EXPIRE): State.EXPIRED,
    (State.CALLED, Verb.RECALL): State.CALLED,
    (State.CALLED, Verb.START): State.SERVING,
    (State.CALLED, Verb.FINISH): State.SERVED,  # a clerk who never pressed "start"
    (State.CALLED, Verb.MISS): State.MISSED,
    (State.CALLED, Verb.HOLD): State.HELD,
    (State.CALLED, Verb.TRANSFER): State.WAITING,
    (State.CALLED, Verb.ABANDON): State.ABANDONED,
    (State.CALLED, Verb.EXPIRE): State.EXPIRED,
    (State.SERVING, Verb.FINISH): State.SERVED,
    (State.SERVING, Verb.HOLD): State.HELD,
    (State.SERVING, Verb.TRANSFER): State.WAITING,
    (State.SERVING, Verb.EXPIRE): State.EXPIRED,
    (State.HELD, Verb.RESUME): State.CALLED,  # called back: boards and strips show it again
    (State.HELD, Verb.ABANDON): State.ABANDONED,
    (State.HELD, Verb.EXPIRE): State.EXPIRED,
    (State.MISSED, Verb.REQUEUE): State.WAITING,  # policies requeue_after_k and requeue_tail
    (State.MISSED, Verb.CALL): State.CALLED,  # policy recall_on_request
    # A clerk takes back, within seconds, what was pressed by mistake: `domain.undo`.
    (State.SERVED, Verb.BACK_TO_CALLED): State.CALLED,
    (State.SERVED, Verb.BACK_TO_SERVING): State.SERVING,
    (State.MISSED, Verb.BACK_TO_CALLED): State.CALLED,
    (State.WAITING, Verb.BACK_TO_CALLED): State.CALLED,  # transferred, or missed and in line again
    (State.WAITING, Verb.BACK_TO_SERVING): State.SERVING,
    (State.HELD, Verb.BACK_TO_CALLED): State.CALLED,
    (State.HELD, Verb.BACK_TO_SERVING): State.SERVING,
    (State.ABANDONED, Verb.BACK_TO_CALLED): State.CALLED,
    (State.ABANDONED, Verb.BACK_TO_WAITING): State.WAITING,
    (State.ABANDONED, Verb.BACK_TO_HELD): State.HELD,
}

BACK_TO: dict[State, Verb] = {  # what brings a ticket back to a state that it was in
    State.WAITING: Verb.BACK_TO_WAITING,
    State.CALLED: Verb.BACK_TO_CALLED,
    State.SERVING: Verb.BACK_TO_SERVING,
    State.HELD: Verb.BACK_TO_HELD,
}

TERMINAL = frozenset({State.SERVED, State.ABANDONED, State.EXPIRED})
AT_A_WINDOW = frozenset({State.CALLED, State.SERVING})
OPEN_AT_DAY_CLOSE = frozenset(state for state, verb in TABLE if verb is Verb.EXPIRE)

NO_WINDOW = "-"  # no window has this number: a ticket for it waits for its clerk

PRIORITY_LANE = 0
NORMAL_LANE = 1


def next_state(state: State, verb: Verb) -> State:
    """The state after `verb`, or `RuleBroken("illegal_verb")`."""
    try:
        return TABLE[state, verb]
    except KeyError:
        raise RuleBroken("illegal_verb", f"a {state} ticket cannot {verb}", "number") from None


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """`queued_at` orders the queue and is kept on transfer; `waiting_since` is when this wait
    began; `window` holds it or held it last; `target_window` is the only one that may call it;
    `target_account` the only clerk, wherever they sit: while they sit nowhere, the target is
    `NO_WINDOW`. `route` is the route it follows, `step` where on it (from 0).
    """

    ticket_id: UUID
    business_date: date
    prefix: str
    sequence: int
    number: str
    service: str
    state: State
    source: str
    kiosk: str | None
    priority_reason: str | None
    lane: int
    person_hash: str | None
    masked_name: str | None
    issued_at: datetime
    queued_at: datetime
    waiting_since: datetime
    window: str | None = None
    target_window: str | None = None
    act_id: UUID | None = None
    calls: int = 0
    changed_at: datetime
    phone_hash: str | None = None
    appointment: str | None = None
    band_id: UUID | None = None
    print_state: str | None = None
    target_account: str | None = None
    route: str | None = None
    step: int = 0

    def after(self, verb: Verb, now: datetime, **changes: object) -> Ticket:
        """This ticket once `verb` is done; raises `RuleBroken("illegal_verb")`."""
        return replace(
            self,
            state=next_state(self.state, verb),
            changed_at=max(now, self.changed_at),  # a clock set back makes no negative duration
            **changes,  # type: ignore[arg-type]  # checked by the dataclass' own fields
        )


def of_appointment(
    ticket: Ticket, reference: str, priority_reason: str | None, now: datetime
) -> Ticket:
    """A waiting walk-in's ticket once its holder has checked in: the same number, and behind those
    who are in the priority lane if that is new to it. Raises `RuleBroken("illegal_verb")`."""
    if ticket.state is not State.WAITING or ticket.appointment is not None:
        raise RuleBroken("illegal_verb", f"a {ticket.state} ticket takes no appointment", "number")
    reason = priority_reason or ticket.priority_reason
    moves_up = lane_of(reason) < ticket.lane
    return replace(
        ticket,
        appointment=reference,
        priority_reason=reason,
        lane=lane_of(reason),
        queued_at=max(now, ticket.queued_at) if moves_up else ticket.queued_at,
        changed_at=max(now, ticket.changed_at),
    )


def lane_of(priority_reason: str | None) -> int:
    return NORMAL_LANE if priority_reason is None else PRIORITY_LANE
