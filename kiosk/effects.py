"""What a screen asks the world to do; `kiosk.runner` does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from kiosk.states import Order
from queue_server.contract.messages import Ticket


class Wait(StrEnum):
    """Why a screen waits; the runner knows how long each wait is."""

    IDLE = "idle"  # nobody touches anything
    STAFF = "staff"  # nobody touches the service menu
    WARNING = "warning"  # nobody answers "are you still there?"
    NUMBER = "number"  # the number is on the screen only: time to write it down
    THANKS = "thanks"
    READING = "reading"  # nobody turns a page
    SHOWN = "shown"  # what a code said, until it has been read
    QUIET = "quiet"  # nobody touches the first screen: it may sleep
    RETRY = "retry"  # until the server is asked again
    ISSUE = "issue"  # longer than the server's client may take
    COURTESY = "courtesy"  # for an answer that is not needed to go on
    PRINT = "print"  # longer than the printer's driver may take


@dataclass(frozen=True, kw_only=True)
class Effect:
    pass


@dataclass(frozen=True, kw_only=True)
class IssueOrder(Effect):
    order: Order
    language: str
    recovered: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintTicket(Effect):
    ticket: Ticket
    language: str
    reprint: bool


@dataclass(frozen=True, kw_only=True)
class PrintGuide(Effect):
    """`large`: in large type, as its visitor reads the screen."""

    guide: str
    language: str
    large: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadCard(Effect):
    serial: int


@dataclass(frozen=True, kw_only=True)
class StopReading(Effect):
    pass


@dataclass(frozen=True, kw_only=True)
class LookUpTicket(Effect):
    serial: int
    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class LookUpHeld(Effect):
    """What does this person hold today? Exactly one of the two."""

    serial: int
    person_hash: str | None = field(default=None, repr=False)
    phone_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class StartTimer(Effect):
    serial: int
    wait: Wait


@dataclass(frozen=True, kw_only=True)
class ForgetOrder(Effect):
    """The order is settled: nothing of it has to survive a power cut."""
