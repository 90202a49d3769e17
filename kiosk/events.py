"""What happens to the kiosk: touches, cards, answers of the server and the printer, time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from kiosk.states import Order
from queue_server.contract.appointments import Held
from queue_server.contract.messages import Person, Ticket
from queue_server.contract.waits import Wait

UNSTAMPED = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Event:
    pass


@dataclass(frozen=True, kw_only=True)
class Starting(Event):
    """It may start an order: the app stamps it, as it comes in, with a `request_id` of its own and
    with what is known of the printer then (`printer_fault`)."""

    request_id: UUID = UNSTAMPED
    printer_fault: str = ""


# --- a finger -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class GroupTouched(Event):
    group: str


@dataclass(frozen=True, kw_only=True)
class ServiceTouched(Starting):
    service: str


@dataclass(frozen=True, kw_only=True)
class ClosedServiceTouched(Event):
    """A service that cannot be taken now; the rest as in `kiosk.states.Refused`."""

    service: str
    code: str
    facts: Mapping[str, str]
    reason: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class MoreTouched(Event):
    """Show the next page of tiles."""


@dataclass(frozen=True, kw_only=True)
class CardTouched(Event):
    """The visitor wants to use an identity card."""


@dataclass(frozen=True, kw_only=True)
class AppointmentTouched(Event):
    """The visitor has an appointment."""


@dataclass(frozen=True, kw_only=True)
class PhoneTouched(Event):
    """The visitor wants to use a telephone number."""


@dataclass(frozen=True, kw_only=True)
class DigitTouched(Event):
    digit: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RubOutTouched(Event):
    """The last digit was wrong."""


@dataclass(frozen=True, kw_only=True)
class ClearTouched(Event):
    """All digits were wrong."""


@dataclass(frozen=True, kw_only=True)
class PhoneGiven(Starting):
    """The number is whole; all that is left of it is `phone_hash`."""

    phone_hash: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CheckInTouched(Starting):
    reference: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ReprintTouched(Starting):
    """One more slip of a ticket that is there already."""

    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class OtherServiceTouched(Event):
    """Not what was asked for, or not only that."""


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
    """Elder priority after all."""


@dataclass(frozen=True, kw_only=True)
class ElderDeclined(Event):
    """No elder priority, which an old enough card has turned on."""


@dataclass(frozen=True, kw_only=True)
class TakeAnywayTouched(Event):
    """A number without paper is fine."""


@dataclass(frozen=True, kw_only=True)
class PrintAgainTouched(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class GuidesTouched(Event):
    """The visitor wants to read rather than to queue."""


@dataclass(frozen=True, kw_only=True)
class GuideTouched(Event):
    guide: str
    group: str


@dataclass(frozen=True, kw_only=True)
class PrintGuideTouched(Event):
    """`printer_fault` as with `ServiceTouched`."""

    printer_fault: str = ""


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
class CardRead(Starting):
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
    """`ticket`: the one that is there already, if that is why."""

    request_id: UUID
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    ticket: Ticket | None = None


@dataclass(frozen=True, kw_only=True)
class IssueUnanswered(Event):
    """`sent`: the order may have reached the server all the same."""

    request_id: UUID
    sent: bool = True


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
class CodeScanned(Starting):
    """A code was held before the scanner or the camera: of a slip, of an appointment, or else of
    neither."""

    ticket_id: UUID | None = None
    reference: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class HeldFound(Event):
    """The answer to what the visitor holds."""

    serial: int
    held: Held = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class HeldUnknown(Event):
    """There was no answer to that."""

    serial: int


@dataclass(frozen=True, kw_only=True)
class TicketFound(Event):
    serial: int
    ticket: Ticket
    wait: Wait | None = None


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
class GuidePaper(Event):
    """What became of a printed guide: `fate` is "printed", "unknown" or "failed"."""

    guide: str
    fate: str


@dataclass(frozen=True, kw_only=True)
class TimedOut(Event):
    """`attended`: the camera saw someone during the time that is over now. `hears_out`: a person
    was waited for, whom no warning interrupts as long as the voice speaks."""

    serial: int
    attended: bool = False
    hears_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Recovered(Event):
    """The kiosk was killed in the middle of this order and has just come back."""

    order: Order
    language: str
    printing: bool


@dataclass(frozen=True, kw_only=True)
class ClosedByHall(Event):
    """This kiosk is to give no numbers."""

    reason: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class OpenedByHall(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class Broken(Event):
    """A fault of our own while a screen was shown: start afresh rather than stand still."""
