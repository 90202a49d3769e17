"""What a screen asks the world to do; `kiosk.runner` does it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kiosk.states import Order
from queue_server.contract.messages import Ticket


class Wait(StrEnum):
    """Why a screen waits; the runner knows how long each wait is."""

    IDLE = "idle"  # nobody touches anything
    WARNING = "warning"  # nobody answers "are you still there?"
    NUMBER = "number"  # the number is on the screen only: time to write it down
    THANKS = "thanks"
    SHOWN = "shown"  # what a code said, until it has been read
    QUIET = "quiet"  # nobody touches the first screen: it may sleep
    RETRY = "retry"  # until the server is asked again
    ISSUE = "issue"  # longer than the server's client may take
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
class StartTimer(Effect):
    serial: int
    wait: Wait


@dataclass(frozen=True, kw_only=True)
class ForgetOrder(Effect):
    """The order is settled: nothing of it has to survive a power cut."""
