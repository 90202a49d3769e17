"""What a window is doing, as its clerk, its keypad and the supervisor see it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from queue_server.contract.messages import PriorityReason, RatingAsk, TicketState, WindowStatus


class CurrentTicket(Struct, frozen=True, kw_only=True):
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


class WaitingTicket(Struct, frozen=True, kw_only=True):
    ticket_id: UUID
    number: str
    service: str
    state: TicketState
    priority_reason: PriorityReason | None
    masked_name: str | None
    issued_at: datetime
    queued_at: datetime


class WindowView(Struct, frozen=True, kw_only=True):
    """What a window is doing. `version` grows with every change and is the hall's event sequence.

    `queue` is in calling order, `held` and `missed` by time; `shown_by` names the displays that
    said that they show this version of the call. Where no display can say so, nobody may wait for
    it: `confirmable` is false.
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


class CallResult(StrEnum):
    CALLED = "called"
    NOBODY_WAITING = "nobody_waiting"
    ALREADY_CALLED = "already_called"


class CallAnswer(Struct, frozen=True, kw_only=True):
    """`already_called`: the press came within the debounce time of the last call at this window."""

    result: CallResult
    number: str | None
    window: WindowView
