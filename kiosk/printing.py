"""The printer's side of a visit: print a slip, and know how the printer is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from devices.errors import DeviceError, DeviceRefused, LinkLost, NoAnswer, cause_of
from devices.ticket_printer.driver import PrinterStatus
from devices.ticket_printer.slip import Slip
from kiosk import events as e
from kiosk.effects import PrintTicket
from kiosk.lane import Lane
from kiosk.news import PrinterNews
from kiosk.pending import PendingOrder
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, PaperLevel

DEVICE = "printer"
LOOK_EVERY_S = 3.0
NO_PRINTER = "no_printer"
OFFLINE = "offline"
PAPER_OUT = "paper_out"

_log = logging.getLogger(__name__)


class Printer(Protocol):
    """What a kiosk needs of `TicketPrinter`."""

    def status(self) -> PrinterStatus: ...

    def print(self, slip: Slip) -> None: ...


class PrintDesk:
    """`compose` makes a ticket's slip; `printer` is None where none is fitted."""

    def __init__(
        self,
        printer: Printer | None,
        compose: Callable[[PrintTicket], Slip],
        pending: PendingOrder,
        health: HealthBook,
        post: Callable[[e.Event], None],
        tell: Callable[[PrinterNews], None],
    ) -> None:
        self._printer = printer
        self._compose = compose
        self._pending = pending
        self._health = health
        self._post = post
        self._tell = tell
        self.lane = Lane("printer", self._look)

    def print(self, effect: PrintTicket) -> None:
        self.lane.do(lambda: self._print(effect))

    def _print(self, effect: PrintTicket) -> None:
        ticket_id = effect.ticket.ticket_id
        cause = NO_PRINTER if self._printer is None else self._ask().fault
        if cause or self._printer is None:
            # Nothing was sent: this slip certainly did not come out.
            self._post(e.PrintFailed(ticket_id=ticket_id, cause=cause))
            return
        slip = self._compose(effect)
        self._pending.printing()
        try:
            self._printer.print(slip)
        except DeviceRefused as refusal:
            self._say(PrinterNews(refusal.cause), refusal.cause)
            self._post(e.PrintFailed(ticket_id=ticket_id, cause=refusal.cause))
        except (LinkLost, NoAnswer) as error:
            self._silent(error)
            self._post(e.PrintUnanswered(ticket_id=ticket_id))
        else:
            self._post(e.Printed(ticket_id=ticket_id))

    def _look(self) -> float:
        if self._printer is not None:
            self._ask()
        return LOOK_EVERY_S

    def _ask(self) -> PrinterNews:
        assert self._printer is not None  # noqa: S101 # both callers looked
        try:
            status = self._printer.status()
        except (LinkLost, NoAnswer) as error:
            return self._silent(error)
        return self._say(PrinterNews(status.fault, status.near_end), status.fault)

    def _silent(self, error: DeviceError) -> PrinterNews:
        """Silence is never "ok"; staff learn whether the cable or the printer is silent."""
        return self._say(PrinterNews(OFFLINE), cause_of(error))

    def _say(self, news: PrinterNews, cause: str) -> PrinterNews:
        self._tell(news)
        self._health.say(DEVICE, *_state(news, cause), paper=_paper(news))
        return news


def _state(news: PrinterNews, cause: str) -> tuple[DeviceState, str]:
    if news.fault == OFFLINE:
        return DeviceState.OFFLINE, cause
    if news.fault:
        return DeviceState.FAULT, cause
    return (DeviceState.DEGRADED, "paper_near_end") if news.near_end else (DeviceState.OK, "")


def _paper(news: PrinterNews) -> PaperLevel | None:
    """None while the printer does not say: the last that it said stands."""
    if news.fault == OFFLINE:
        return None
    if news.fault == PAPER_OUT:
        return PaperLevel.OUT
    return PaperLevel.NEAR_END if news.near_end else PaperLevel.OK
