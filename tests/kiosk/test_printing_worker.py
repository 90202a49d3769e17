"""The printer's worker: what the visitor is shown and what staff learn."""

from __future__ import annotations

import pytest
from workers_at_hand import Desk

from devices.errors import DeviceError, LinkLost, NoAnswer, cause_of
from devices.ticket_printer.condition import TELLS_NOTHING, Outcome, PrinterStatus
from devices.ticket_printer.slip import Line, Slip
from kiosk import effects as f
from kiosk import events as e
from kiosk.news import PrinterNews
from kiosk.printing import PrintDesk
from queue_server.contract.messages import (
    DeviceState,
    Ticket,
)

WELL = PrinterStatus()
OUT_OF_PAPER = PrinterStatus(online=False, paper="out")


class FakePrinter:
    def __init__(self) -> None:
        self.says: PrinterStatus | DeviceError = WELL
        self.becomes = Outcome("printed")
        self.slips: list[Slip] = []

    def status(self) -> PrinterStatus:
        if isinstance(self.says, DeviceError):
            raise self.says
        return self.says

    def print(self, slip: Slip) -> Outcome:
        if isinstance(self.says, DeviceError):
            return Outcome("not_printed", cause_of(self.says))
        if self.says.fault:
            return Outcome("not_printed", self.says.fault)
        self.slips.append(slip)
        return self.becomes


def print_with(desk: Desk, printer: FakePrinter | None, ticket: Ticket) -> e.Event:
    printing = PrintDesk(
        printer,
        lambda effect: Slip(parts=(Line(text=effect.ticket.number),)),
        desk.pending,
        desk.health,
        desk.events.append,
        desk.news.append,
    )
    desk.start(printing.lane)
    printing.print(f.PrintTicket(ticket=ticket, language="zh", reprint=False))
    return desk.wait_for_event()


def test_a_well_printer_prints_the_ticket(desk: Desk, ticket: Ticket) -> None:
    printer = FakePrinter()
    assert print_with(desk, printer, ticket) == e.Printed(ticket_id=ticket.ticket_id)
    assert printer.slips == [Slip(parts=(Line(text="E001"),))]
    assert desk.cause("printer") == (DeviceState.OK, "")


@pytest.mark.parametrize(
    ("says", "cause", "state", "told_staff"),
    [
        (OUT_OF_PAPER, "paper_out", DeviceState.FAULT, "paper_out"),
        (NoAnswer("silence"), "offline", DeviceState.OFFLINE, "no_answer"),
        (LinkLost("gone"), "offline", DeviceState.OFFLINE, "link_lost"),
    ],
)
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    desk: Desk,
    ticket: Ticket,
    says: PrinterStatus | DeviceError,
    cause: str,
    state: DeviceState,
    told_staff: str,
) -> None:
    printer = FakePrinter()
    printer.says = says
    failed = e.PrintFailed(ticket_id=ticket.ticket_id, cause=cause)
    assert print_with(desk, printer, ticket) == failed
    assert printer.slips == []
    assert desk.cause("printer") == (state, told_staff)


@pytest.mark.parametrize(
    ("cause", "news", "state"),
    [
        ("no_answer", "offline", DeviceState.OFFLINE),
        ("garbled", "offline", DeviceState.OFFLINE),
        ("link_lost", "offline", DeviceState.OFFLINE),
        ("paper_out", "paper_out", DeviceState.FAULT),
        ("cover_open", "cover_open", DeviceState.FAULT),
        ("overheated", "overheated", DeviceState.FAULT),
    ],
)
def test_a_slip_that_broke_off_is_unknown_to_the_visitor_and_told_to_staff(
    desk: Desk, ticket: Ticket, cause: str, news: str, state: DeviceState
) -> None:
    printer = FakePrinter()
    printer.becomes = Outcome("unknown", cause)
    assert print_with(desk, printer, ticket) == e.PrintUnanswered(ticket_id=ticket.ticket_id)
    assert PrinterNews(news) in desk.news
    assert (state, cause) in [
        (fact.devices["printer"].state, fact.devices["printer"].cause)
        for fact in desk.facts
        if "printer" in fact.devices
    ]


def test_a_printer_that_tells_nothing_prints_and_is_never_called_well(
    desk: Desk, ticket: Ticket
) -> None:
    printer = FakePrinter()
    printer.says = TELLS_NOTHING
    printer.becomes = Outcome("unknown", "tells_nothing")
    assert print_with(desk, printer, ticket) == e.PrintUnanswered(ticket_id=ticket.ticket_id)
    assert len(printer.slips) == 1
    desk.wait_for(lambda: desk.facts)
    assert desk.cause("printer") == (DeviceState.DEGRADED, "tells_nothing")
    assert desk.facts[-1].devices["printer"].paper is None
    assert desk.news[-1] == PrinterNews("")


def test_a_paper_that_runs_low_is_told_before_it_is_out(desk: Desk, ticket: Ticket) -> None:
    printer = FakePrinter()
    printer.says = PrinterStatus(paper="near_end")
    assert print_with(desk, printer, ticket) == e.Printed(ticket_id=ticket.ticket_id)
    assert desk.cause("printer") == (DeviceState.DEGRADED, "paper_near_end")


def test_a_kiosk_without_a_printer_says_so(desk: Desk, ticket: Ticket) -> None:
    failed = e.PrintFailed(ticket_id=ticket.ticket_id, cause="no_printer")
    assert print_with(desk, None, ticket) == failed
