"""What happens to the kiosk: touches, cards, answers of the server and the printer, time."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from kiosk.states import Order
from queue_server.contract.messages import Person, Ticket


@dataclass(frozen=True, kw_only=True)
class Event:
    pass


# --- a finger -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class GroupTouched(Event):
    group: str


@dataclass(frozen=True, kw_only=True)
class ServiceTouched(Event):
    """`request_id` is made for this touch; `printer_fault` is what is known of the printer now."""

    service: str
    request_id: UUID
    printer_fault: str = ""


@dataclass(frozen=True, kw_only=True)
class MoreTouched(Event):
    """Show the next page of tiles."""


@dataclass(frozen=True, kw_only=True)
class CardTouched(Event):
    """The visitor wants to use an identity card."""


@dataclass(frozen=True, kw_only=True)
class BackTouched(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class HelpTouched(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class EaseTouched(Event):
    """The visitor asks how the kiosk can be made easier to use."""


@dataclass(frozen=True, kw_only=True)
class ModeTouched(Event):
    """One of the fields of `kiosk.states.Modes` is switched on or off."""

    mode: str


@dataclass(frozen=True, kw_only=True)
class LouderTouched(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class LanguageTouched(Event):
    language: str


@dataclass(frozen=True, kw_only=True)
class LanguagesTouched(Event):
    """Show the list of languages."""


@dataclass(frozen=True, kw_only=True)
class ElderAccepted(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class ElderDeclined(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class TakeAnywayTouched(Event):
    """A number without paper is fine."""


@dataclass(frozen=True, kw_only=True)
class PrintAgainTouched(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class ContinueTouched(Event):
    """Still here."""


@dataclass(frozen=True, kw_only=True)
class WakeTouched(Event):
    """A finger anywhere on the sleeping screen."""


@dataclass(frozen=True, kw_only=True)
class DoneTouched(Event):
    """The visitor is finished, or gives up."""


# --- the world ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CardRead(Event):
    serial: int
    person: Person = field(repr=False)
    elder: bool = field(repr=False)  # old enough for elder priority


@dataclass(frozen=True, kw_only=True)
class CardFailed(Event):
    """`trouble` as in `kiosk.states.CardPrompt`."""

    serial: int
    trouble: str


@dataclass(frozen=True, kw_only=True)
class Issued(Event):
    request_id: UUID
    ticket: Ticket


@dataclass(frozen=True, kw_only=True)
class IssueRefused(Event):
    request_id: UUID
    code: str
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class IssueUnanswered(Event):
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class Printed(Event):
    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class PrintFailed(Event):
    ticket_id: UUID
    cause: str


@dataclass(frozen=True, kw_only=True)
class PrintUnanswered(Event):
    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class CodeScanned(Event):
    """A code was held before the scanner or the camera; `ticket_id` is None when it is not ours."""

    ticket_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketFound(Event):
    serial: int
    ticket: Ticket


@dataclass(frozen=True, kw_only=True)
class TicketNotFound(Event):
    """`cause` as in `kiosk.states.NoTicketFound`."""

    serial: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class SomeoneSeen(Event):
    """Someone has just come to stand before the kiosk."""


@dataclass(frozen=True, kw_only=True)
class HeadphonesPlugged(Event):
    """This is how a visitor who cannot see the screen begins."""


@dataclass(frozen=True, kw_only=True)
class HeadphonesPulled(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class TimedOut(Event):
    """`attended`: the camera saw someone during the time that is over now."""

    serial: int
    attended: bool = False


@dataclass(frozen=True, kw_only=True)
class Recovered(Event):
    """The kiosk was killed in the middle of this order and has just come back."""

    order: Order
    language: str
    printing: bool


@dataclass(frozen=True, kw_only=True)
class Broken(Event):
    """A fault of our own while a screen was shown: start afresh rather than stand still."""
