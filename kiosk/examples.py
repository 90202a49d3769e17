"""Every screen with made-up content, for pictures and for measuring layouts. Nobody is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from kiosk import states as s
from kiosk.examples_guides import guide_screens
from kiosk.examples_staff import staff_screens
from kiosk.examples_ways_in import screens_of_ways
from queue_server.contract.messages import (
    HallInfo,
    Person,
    PriorityReason,
    Source,
    Ticket,
    TicketState,
)
from queue_server.contract.waits import Wait

NOW = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
SOME_ID = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
AT_WINDOW = (TicketState.CALLED, TicketState.SERVING)
WAIT = Wait(ahead=6, low_s=500, high_s=880)
MASKED = Person(hash="0" * 64, masked_name="王**")


def waiting(hall: HallInfo) -> dict[str, int]:
    """A morning: some services busy, some free."""
    return {x.service: at * 7 % 24 for at, x in enumerate(hall.services)}


def ticket(
    hall: HallInfo,
    *,
    ahead: int = 6,
    elder: bool = False,
    state: TicketState = TicketState.WAITING,
) -> Ticket:
    service = hall.services[0]
    return Ticket(
        ticket_id=SOME_ID,
        number=f"{service.prefix}028",
        business_date=date(2026, 11, 23),
        service=service.service,
        zone=service.zone,
        state=state,
        source=Source.KIOSK,
        priority_reason=PriorityReason.ELDER if elder else None,
        ahead=ahead,
        issued_at=NOW,
        window="12" if state in AT_WINDOW else None,
        windows=service.windows,
        link=f"http://192.0.2.10:8080/t/{SOME_ID}",
    )


def screens(hall: HallInfo, language: str) -> Mapping[str, s.Screen]:
    """`{file name: screen}`, one or more for every class of `kiosk.states`."""
    visit = s.Visit(language=language)
    known = s.Visit(language=language, person=MASKED, old_enough=True, elder=True)
    declined = replace(known, elder=False)
    group = hall.groups[0].group
    order = s.Order(request_id=SOME_ID, service=hall.services[0].service)
    plain, elder = ticket(hall), ticket(hall, ahead=0, elder=True)
    told = s.Visit(language=language, phone_hash="0" * 64)
    return {
        "home": s.Home(visit=visit),
        "home-phone": s.Home(visit=told),
        "home-elder": s.Home(visit=known),
        "home-elder-declined": s.Home(visit=declined),
        "services": s.Services(visit=visit, group=group),
        "services-elder": s.Services(visit=known, group=group),
        "card-prompt": s.CardPrompt(visit=visit),
        "card-prompt-again": s.CardPrompt(visit=visit, trouble="lay_again"),
        "card-prompt-unreadable": s.CardPrompt(visit=visit, trouble="unreadable"),
        "printer-down-first": s.PrinterDownFirst(
            visit=visit, group=group, order=order, cause="paper_out"
        ),
        "busy": s.Busy(visit=visit, order=order),
        "printing": s.Printing(visit=visit, ticket=plain),
        "take-ticket": s.TakeTicket(visit=visit, ticket=plain),
        "take-ticket-card": s.TakeTicket(visit=visit, ticket=elder, had_card=True),
        "no-paper": s.NoPaper(visit=visit, ticket=plain, cause="paper_out"),
        "no-paper-card": s.NoPaper(visit=visit, ticket=elder, cause="cutter", had_card=True),
        "print-unknown": s.PrintUnknown(visit=visit, ticket=plain),
        "server-away": s.ServerAway(visit=visit, order=order),
        **screens_of_ways(hall, visit, known, plain),
        "refused-other": s.Refused(visit=visit, code="unknown_service"),
        "asleep": s.Asleep(),
        "looking-up": s.LookingUp(visit=visit, ticket_id=SOME_ID),
        "ticket-shown": s.TicketShown(visit=visit, ticket=plain, wait=WAIT),
        **{
            f"ticket-shown-{state.value}": s.TicketShown(
                visit=visit, ticket=ticket(hall, ahead=0, state=state)
            )
            for state in TicketState
            if state is not TicketState.WAITING
        },
        "no-ticket-found": s.NoTicketFound(visit=visit, cause="unknown"),
        "no-ticket-found-away": s.NoTicketFound(visit=visit, cause="away"),
        "help": s.Help(visit=visit, under=s.Home(visit=visit)),
        "languages": s.Languages(visit=visit, under=s.Home(visit=visit)),
        "ease": s.Ease(visit=visit, under=s.Home(visit=visit)),
        **guide_screens(visit),
        **staff_screens(visit, plain, NOW),
        "idle-warning": s.IdleWarning(visit=visit, under=s.Home(visit=visit)),
    }
