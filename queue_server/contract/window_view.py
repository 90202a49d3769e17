"""What a window is doing, as its clerk, its keypad and the supervisor see it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from queue_server.contract.messages import PriorityReason, RatingAsk, TicketState, WindowStatus


class CurrentTicket(Struct, frozen=True, kw_only=True):
    """`next_step`: the service that is next on its route, None at the last one and without one.
    `matters`: how many are written down for this visit. `called_at`: the last call of this visit,
    `first_called_at` its first."""

    ticket_id: UUID
    number: str
    service: str
    state: TicketState
    priority_reason: PriorityReason | None
    masked_name: str | None
    issued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    calls: int
    act_id: UUID | None = None
    route: str | None = None
    step: int = 0
    next_step: str | None = None
    matters: int = 0
    first_called_at: datetime | None = None


class WaitingTicket(Struct, frozen=True, kw_only=True):
    ticket_id: UUID
    number: str
    service: str
    state: TicketState
    priority_reason: PriorityReason | None
    masked_name: str | None
    issued_at: datetime
    queued_at: datetime


class CanUndo(Struct, frozen=True, kw_only=True):
    """What the clerk can still take back, and until when; `by_itself`: nobody pressed it."""

    verb: str
    number: str
    until: datetime
    by_itself: bool = False


class RatingState(StrEnum):
    ASKED = "asked"
    RATED = "rated"
    NOT_RATED = "not_rated"


class LastRating(Struct, frozen=True, kw_only=True):
    """Whether the last visitor who was asked has rated: never which level."""

    number: str
    state: RatingState


class EndedAct(Struct, frozen=True, kw_only=True):
    """The last visit that ended here as served; `matters`: how many are written down for it."""

    act_id: UUID
    number: str
    service: str
    matters: int


class EvaluationAsk(Struct, frozen=True, kw_only=True):
    """Another system asks this window's visitor to rate a case of its own."""

    evaluation_id: UUID
    case_number: str
    until: datetime


class WindowView(Struct, frozen=True, kw_only=True):
    """What a window is doing. `version` grows with every change and is the hall's event sequence.

    `queue` is in calling order, `held` and `missed` the latest first; `shown_by` names the
    displays that said that they show this version of the call. Where no display can say so,
    nobody may wait for it: `confirmable` is false. `spoken_by` are the displays whose voice
    took the words of the call, of `voices`, all that speak for this window (each says one call
    after the other). From `ready_at` on the next visitor is called without a press. `since`:
    when the clerk sat down; `paused_at`: when the present break began. `stands_in_for` is the
    account whose window it is, while another one sits there (顶岗).
    """

    window: str
    status: WindowStatus
    version: int
    clerk: str | None
    clerk_name: str | None
    pause_reason: str
    ticket: CurrentTicket | None
    rating: RatingAsk | None
    waiting: int
    queue: list[WaitingTicket]
    held: list[WaitingTicket]
    missed: list[WaitingTicket]
    shown_by: list[str]
    confirmable: bool = True
    spoken_by: list[str] = []
    voices: list[str] = []
    waiting_by_service: dict[str, int] = {}
    ready_at: datetime | None = None
    can_undo: CanUndo | None = None
    last_rating: LastRating | None = None
    ended: EndedAct | None = None
    evaluation: EvaluationAsk | None = None
    since: datetime | None = None
    paused_at: datetime | None = None
    stands_in_for: str | None = None
    stands_in_for_name: str | None = None


class CallResult(StrEnum):
    CALLED = "called"
    NOBODY_WAITING = "nobody_waiting"
    ALREADY_CALLED = "already_called"
    ASKING_FIRST = "asking_first"


class CallAnswer(Struct, frozen=True, kw_only=True):
    """`already_called`: the press came within the debounce time of the last call at this window.
    `asking_first`: the visitor is asked to rate, and the next one is called when that is done or
    `ready_at` has come; another press calls at once."""

    result: CallResult
    number: str | None
    window: WindowView
