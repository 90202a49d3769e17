"""What the kiosk can be showing: one frozen class per screen, with all that the screen needs.

`serial` grows with every change of screen. Timers and card readings carry the serial that they were
made for, so that an old one never reaches the next visitor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from queue_server.contract.appointments import Appointment
from queue_server.contract.messages import Person, Ticket
from queue_server.contract.waits import Wait

DEFAULT_LANGUAGE = "zh"


@dataclass(frozen=True, kw_only=True)
class Modes:
    """How one visitor wants the screens: `large` type (长辈版), high `contrast`, everything that is
    pressed in the `low` part of the screen, and `spoken` guidance, `louder` by so many steps."""

    large: bool = False
    contrast: bool = False
    low: bool = False
    spoken: bool = False
    louder: int = 0


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one visitor has told the kiosk so far; a new one forgets everything."""

    language: str = DEFAULT_LANGUAGE
    modes: Modes = field(default_factory=Modes)
    phone_hash: str | None = field(default=None, repr=False)
    person: Person | None = field(default=None, repr=False)
    old_enough: bool = False  # for elder priority, as the card says
    elder: bool = False  # elder priority is on

    @property
    def known(self) -> bool:
        """A card was read or a telephone number typed."""
        return self.person is not None or self.phone_hash is not None

    def unnamed(self) -> Visit:
        """How the screens are wanted, and nothing of who the visitor is."""
        return Visit(language=self.language, modes=self.modes)


@dataclass(frozen=True, kw_only=True)
class Order:
    """One wish: for a ticket of `service`, for the ticket of an appointment (`check_in`, by its
    `reference` or else by who came), or for one more slip of the ticket `reprint`.

    The same order is sent again after an unknown answer.
    """

    request_id: UUID
    service: str = ""
    check_in: bool = False
    reference: str | None = field(default=None, repr=False)
    reprint: UUID | None = None
    person: Person | None = field(default=None, repr=False)
    elder: bool = False
    phone_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Screen:
    serial: int = 0
    visit: Visit = field(default_factory=Visit)


@dataclass(frozen=True, kw_only=True)
class Home(Screen):
    """The groups of services; `page` counts on when there are more than one screen holds."""

    page: int = 0


@dataclass(frozen=True, kw_only=True)
class Services(Screen):
    """The services of one group."""

    group: str
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class CardPrompt(Screen):
    """The privacy notice; here and at `AppointmentPrompt`, which has it too, a card is read.

    `trouble` is "" | "lay_again" | "unreadable" | "reader_away"; `group` is where the visitor came
    from.
    """

    group: str | None = None
    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class AppointmentPrompt(Screen):
    """Hold the appointment's code, lay the card, or type the telephone number; with the privacy
    notice. `trouble` as in `CardPrompt`."""

    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class PhonePad(Screen):
    """A telephone number is typed: the only place where its digits are. `appointment`: to check in
    rather than to take a number."""

    digits: str = field(default="", repr=False)
    group: str | None = None
    appointment: bool = False


@dataclass(frozen=True, kw_only=True)
class AskingHeld(Screen):
    """The server is being asked what this visitor holds."""

    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class AlreadyHolds(Screen):
    """The visitor's numbers and appointments of today. `why` is the refusal that told of them, ""
    when the kiosk asked by itself."""

    tickets: tuple[Ticket, ...] = ()
    appointments: tuple[Appointment, ...] = field(default=(), repr=False)
    why: str = ""
    group: str | None = None
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class PrinterDownFirst(Screen):
    """The printer is known to be bad, so the visitor is asked before a number is taken."""

    group: str | None
    order: Order
    cause: str


@dataclass(frozen=True, kw_only=True)
class Busy(Screen):
    """The server is being asked. `recovered`: the kiosk died while this order's slip printed;
    `sent`: the order may have reached the server before."""

    order: Order
    recovered: bool = False
    sent: bool = False


@dataclass(frozen=True, kw_only=True)
class ServerAway(Screen):
    """No answer yet: the order may have been done, so only the same order is sent again.

    `attempts` went unanswered; `asking`: another one is under way; `sent`: one of them may have
    reached the server; `instead`: once it is sure that none did, an ordinary number will do.
    """

    order: Order
    attempts: int = 1
    asking: bool = False
    recovered: bool = False
    sent: bool = False
    instead: bool = False


@dataclass(frozen=True, kw_only=True)
class Printing(Screen):
    ticket: Ticket
    had_card: bool = False
    reprint: bool = False


@dataclass(frozen=True, kw_only=True)
class TakeTicket(Screen):
    ticket: Ticket
    had_card: bool = False


@dataclass(frozen=True, kw_only=True)
class NoPaper(Screen):
    """The ticket is valid, the slip failed for `cause` (`paper_out`, `cover_open` …)."""

    ticket: Ticket
    cause: str
    had_card: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintUnknown(Screen):
    """The ticket is valid; nobody can say whether the slip came out."""

    ticket: Ticket
    had_card: bool = False


@dataclass(frozen=True, kw_only=True)
class Refused(Screen):
    """The rules say no: `code`, `facts` and `reason` are the problem's. `service` is what was
    wished for, "" when only the server knew."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class Asleep(Screen):
    """Dark, with one line that invites; any touch, and anyone whom the camera sees, wakes it."""


@dataclass(frozen=True, kw_only=True)
class LookingUp(Screen):
    """The server is being asked for the ticket whose code was held up."""

    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class TicketShown(Screen):
    """How the ticket stands whose code was held up, and about how long it waits."""

    ticket: Ticket
    wait: Wait | None = None


@dataclass(frozen=True, kw_only=True)
class NoTicketFound(Screen):
    """`cause` is "unknown" (no code of ours, or no such ticket) or "away" (the server)."""

    cause: str


@dataclass(frozen=True, kw_only=True)
class Guides(Screen):
    """The groups that have service guides, or the guides of one `group`."""

    group: str | None = None
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class GuideShown(Screen):
    """One service guide. `page` counts on; `paper` is "" | "printing" | "printed" | "unknown" |
    "failed"."""

    guide: str
    group: str
    page: int = 0
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class Closed(Screen):
    """This kiosk gives no numbers now, for a `reason` that the hall may have told."""

    reason: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Help(Screen):
    under: Screen


@dataclass(frozen=True, kw_only=True)
class Languages(Screen):
    """Every language of the kiosk by its own name, over the screen where it was asked for."""

    under: Screen


@dataclass(frozen=True, kw_only=True)
class Ease(Screen):
    """Every way of making the kiosk easier to use, with a switch for each."""

    under: Screen


@dataclass(frozen=True, kw_only=True)
class IdleWarning(Screen):
    under: Screen
