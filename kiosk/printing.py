"""The printer's side of a visit: print a slip, and know how the printer is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from devices.errors import LinkLost, NoAnswer, cause_of
from devices.ticket_printer.condition import Outcome, PrinterStatus
from devices.ticket_printer.slip import Slip
from kiosk import events as e
from kiosk.effects import PrintTicket
from kiosk.lane import Lane
from kiosk.news import PrinterNews
from kiosk.pending import PendingOrder
from kiosk.slip_states import SlipStates
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, PaperLevel

DEVICE = "printer"
LOOK_EVERY_S = 3.0
NO_PRINTER = "no_printer"
OFFLINE = "offline"
PAPER_OUT = "paper_out"
TELLS_NOTHING = "tells_nothing"
UNPRINTABLE = "unprintable"  # a fault of ours: the printer is well
NO_FAULTS = ("", TELLS_NOTHING, UNPRINTABLE)  # of the printer's
PAPER_LEFT = "paper_left"  # a measure, where the roll's length is known
NOTHING_KEPT = SlipStates(None)
SILENT = ("no_answer", "garbled", "link_lost")  # the words of `cause_of` for a lost printer

_log = logging.getLogger(__name__)


class Printer(Protocol):
    """What a kiosk needs of `TicketPrinter`."""

    def status(self) -> PrinterStatus: ...

    def print(self, slip: Slip) -> Outcome: ...


class PrintDesk:
    """`compose` makes a ticket's slip; `printer` is None where none is fitted; `shape` draws what
    its font lacks."""

    def __init__(
        self,
        printer: Printer | None,
        compose: Callable[[PrintTicket], Slip],
        pending: PendingOrder,
        health: HealthBook,
        post: Callable[[e.Event], None],
        tell: Callable[[PrinterNews], None],
        slips: SlipStates = NOTHING_KEPT,
        shape: Callable[[Slip], Slip] = lambda slip: slip,
    ) -> None:
        self._printer = printer
        self._compose = compose
        self._pending = pending
        self._health = health
        self._post = post
        self._tell = tell
        self._slips = slips
        self._shape = shape
        self._was_empty = False
        self.lane = Lane("printer", self._look)

    def print(self, effect: PrintTicket) -> None:
        self.lane.do(lambda: self._print(effect))

    def _print(self, effect: PrintTicket) -> None:
        if self._printer is None:
            self._post(e.PrintFailed(ticket_id=effect.ticket.ticket_id, cause=NO_PRINTER))
            return
        effect = self._slips.marked(effect)
        try:
            slip = self._shape(self._compose(effect))
        except Exception:  # whose number it is must not wait for a slip that never comes
            _log.exception("the slip of %s cannot be made", effect.ticket.number)
            self._post(e.PrintFailed(ticket_id=effect.ticket.ticket_id, cause=UNPRINTABLE))
            return
        self._pending.printing()
        self._slips.begin(effect, slip)
        outcome = self._sent(self._printer, slip)
        self._slips.end(effect.ticket.ticket_id, outcome)
        if outcome.cause not in NO_FAULTS:
            self._say_why(outcome.cause)
        self._post(_event(effect, outcome))

    @staticmethod
    def _sent(printer: Printer, slip: Slip) -> Outcome:
        try:
            return printer.print(slip)
        except ValueError:  # before anything was sent
            _log.exception("no printer prints this slip")
            return Outcome("not_printed", UNPRINTABLE)

    def print_beside(self, slip: Slip, told: Callable[[str], None]) -> None:
        """A slip that is no ticket's. `told` gets "printed", "unknown" or "failed"."""
        self.lane.do(lambda: told(self._print_beside(slip)))

    def _print_beside(self, slip: Slip) -> str:
        if self._printer is None:
            return "failed"
        slip = self._shape(slip)
        self._slips.measure(slip)
        outcome = self._sent(self._printer, slip)
        if outcome.cause not in NO_FAULTS:
            self._say_why(outcome.cause)
        return outcome.fate if outcome.fate in ("printed", "unknown") else "failed"

    def _look(self) -> float:
        if self._printer is not None:
            self._ask(self._printer)
        return LOOK_EVERY_S

    def _ask(self, printer: Printer) -> None:
        try:
            status = printer.status()
        except (LinkLost, NoAnswer) as error:
            self._say_why(cause_of(error))
        else:
            self._heed_roll(status)
            near_end = status.near_end or self._slips.runs_low()
            self._say(PrinterNews(status.fault, near_end), _cause(status, near_end), _paper(status))
        left = self._slips.paper_left()
        if left is not None:
            self._health.measure(DEVICE, PAPER_LEFT, round(left), "%")

    def _heed_roll(self, status: PrinterStatus) -> None:
        """With its cover open a printer sees no paper either, and the old roll may stay in."""
        if status.paper == "out":
            self._was_empty |= not status.cover_open
        elif self._was_empty and not status.fault:
            self._was_empty = False
            self._slips.roll_ended()

    def _say_why(self, cause: str) -> None:
        """Silence is never "ok"; staff learn whether the cable or the printer is silent."""
        paper = PaperLevel.OUT if cause == PAPER_OUT else None
        self._say(PrinterNews(OFFLINE if cause in SILENT else cause), cause, paper)

    def _say(self, news: PrinterNews, cause: str, paper: PaperLevel | None) -> None:
        self._tell(news)
        self._health.say(DEVICE, *_state(news, cause), paper=paper)


def _event(effect: PrintTicket, outcome: Outcome) -> e.Event:
    """A slip that may be half printed is unknown to the visitor too; staff have the cause."""
    ticket_id = effect.ticket.ticket_id
    if outcome.fate == "printed":
        return e.Printed(ticket_id=ticket_id)
    if outcome.fate == "unknown":
        return e.PrintUnanswered(ticket_id=ticket_id)
    cause = OFFLINE if outcome.cause in SILENT else outcome.cause
    return e.PrintFailed(ticket_id=ticket_id, cause=cause)


def _cause(status: PrinterStatus, near_end: bool) -> str:
    """The word for staff, of a printer that still prints as well."""
    if status.fault:
        return status.fault
    if near_end:
        return "paper_near_end"
    return "" if status.tells else TELLS_NOTHING


def _state(news: PrinterNews, cause: str) -> tuple[DeviceState, str]:
    if news.fault == OFFLINE:
        return DeviceState.OFFLINE, cause
    if news.fault:
        return DeviceState.FAULT, cause
    return DeviceState.DEGRADED if cause else DeviceState.OK, cause


def _paper(status: PrinterStatus) -> PaperLevel | None:
    """None while the printer does not say: the last that it said stands."""
    return None if status.paper == "unknown" else PaperLevel(status.paper)
