"""What holds on every screen of a session: nobody stands still, help comes and goes."""

from __future__ import annotations

import pytest
from session_visitor import FIRST, NO_HELP, SECOND, Visitor, chooses

from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.effects import Wait
from kiosk.entering import WAITS
from kiosk.session import MAX_ATTEMPTS, TIMEOUTS, step
from queue_server.contract.messages import Ticket


def example_screens(ticket: Ticket) -> list[s.Screen]:
    order = s.Order(request_id=FIRST, service="real-estate")
    return [
        s.Home(serial=4, page=1),
        s.Services(serial=4, group="social"),
        s.CardPrompt(serial=4),
        s.AppointmentPrompt(serial=4),
        s.PhonePad(serial=4),
        s.AskingHeld(serial=4),
        s.AlreadyHolds(serial=4, tickets=(ticket,)),
        s.PrinterDownFirst(serial=4, group="social", order=order, cause="cutter"),
        s.Busy(serial=4, order=order),
        s.ServerAway(serial=4, order=order),
        s.Printing(serial=4, ticket=ticket),
        s.TakeTicket(serial=4, ticket=ticket),
        s.NoPaper(serial=4, ticket=ticket, cause="cutter"),
        s.PrintUnknown(serial=4, ticket=ticket),
        s.Refused(serial=4, code="forbidden"),
        s.Asleep(serial=4),
        s.LookingUp(serial=4, ticket_id=FIRST),
        s.TicketShown(serial=4, ticket=ticket),
        s.NoTicketFound(serial=4, cause="unknown"),
        s.Help(serial=4, under=s.Home()),
        s.Languages(serial=4, under=s.Home()),
        s.IdleWarning(serial=4, under=s.Home()),
        s.Guides(serial=4),
        s.GuideShown(serial=4, group="social", guide="passport"),
        s.Ease(serial=4, under=s.Home()),
        s.Closed(serial=4),
        t.StaffPin(serial=4),
        *(screen(serial=4, account="7") for screen in t.BEHIND_THE_PIN),
    ]


def kinds(screen: type[s.Screen]) -> set[type[s.Screen]]:
    """What is shown: the classes that have none below them."""
    below = screen.__subclasses__()
    return {kind for each in below for kind in kinds(each)} if below else {screen}


def test_every_screen_is_told_of(ticket: Ticket) -> None:
    told = {type(screen) for screen in example_screens(ticket)}
    assert told == kinds(s.Screen) == set(TIMEOUTS)
    assert set(WAITS) == told - {s.Home, s.ServerAway, s.Asleep, s.Closed}


def test_no_screen_keeps_a_visitor_for_ever(ticket: Ticket) -> None:
    for screen in example_screens(ticket):
        visitor = Visitor(screen)
        if isinstance(screen, (s.Asleep, s.Closed)):
            continue  # nobody is there
        for _ in range(3 * MAX_ATTEMPTS):
            if visitor.screen == s.Home(serial=visitor.screen.serial):
                break
            visitor.waits()
        assert visitor.screen == s.Home(serial=visitor.screen.serial), screen


def test_help_comes_and_goes_without_losing_the_way(ticket: Ticket) -> None:
    for screen in example_screens(ticket):
        visitor = Visitor(screen).does(e.HelpTouched())
        if isinstance(screen, NO_HELP):
            assert visitor.screen is screen
            continue
        assert isinstance(visitor.screen, s.Help)
        visitor.does(e.BackTouched())
        assert type(visitor.screen) is type(screen)


def away(ticket: Ticket) -> Visitor:
    return Visitor().does(*chooses(), e.IssueUnanswered(request_id=FIRST))


@pytest.mark.parametrize(
    "covered",
    [
        (e.HelpTouched(),),
        (e.LanguagesTouched(),),
        (e.EaseTouched(), e.LanguagesTouched()),
        (e.HelpTouched(), e.EaseTouched()),
    ],
)
def test_a_number_that_comes_while_help_is_read_is_printed(
    covered: tuple[e.Event, ...], ticket: Ticket
) -> None:
    visitor = away(ticket).does(*covered, e.Issued(request_id=FIRST, ticket=ticket))
    assert isinstance(visitor.screen, s.Printing)
    assert [slip.ticket for slip in visitor.slips()] == [ticket]
    assert visitor.does(e.Printed(ticket_id=ticket.ticket_id)).screen.visit == s.Visit()


def test_a_no_that_comes_while_help_is_read_is_told(ticket: Ticket) -> None:
    refused = e.IssueRefused(request_id=FIRST, code="hall_full")
    assert isinstance(away(ticket).does(e.HelpTouched(), refused).screen, s.Refused)


def test_no_answer_while_help_is_read_leaves_the_help_there(ticket: Ticket) -> None:
    visitor = away(ticket).waits().does(e.HelpTouched(), e.IssueUnanswered(request_id=FIRST))
    assert isinstance(visitor.screen, s.Help)
    visitor.does(e.BackTouched())
    assert isinstance(visitor.screen, s.ServerAway)
    assert not visitor.screen.asking
    assert visitor.last[-1] == f.StartTimer(serial=visitor.screen.serial, wait=Wait.RETRY)


def test_an_answer_to_somebody_else_lifts_no_help(ticket: Ticket) -> None:
    visitor = Visitor().does(e.HelpTouched())
    before = visitor.screen
    assert visitor.does(e.Issued(request_id=FIRST, ticket=ticket)).screen is before
    assert visitor.does(e.IssueUnanswered(request_id=FIRST)).screen is before


def test_what_lies_over_a_screen_never_gets_deeper_than_two() -> None:
    visitor = Visitor().does(e.GroupTouched(group="social"))
    for _ in range(5):
        visitor.does(e.EaseTouched(), e.LanguagesTouched())
    visitor.does(e.BackTouched(), e.BackTouched())
    assert isinstance(visitor.screen, s.Services)


@pytest.mark.parametrize("touched", [e.EaseTouched(), e.LanguagesTouched()])
def test_whoever_touches_anything_on_the_warning_is_there_and_not_warned_again(
    touched: e.Event,
) -> None:
    visitor = Visitor().does(e.GroupTouched(group="social")).waits().does(touched, e.BackTouched())
    assert isinstance(visitor.screen, s.Services)


@pytest.mark.parametrize("kind", [s.Busy, s.Printing])
def test_nothing_can_be_pressed_while_a_ticket_is_made(
    kind: type[s.Screen], ticket: Ticket
) -> None:
    screen = next(x for x in example_screens(ticket) if type(x) is kind)
    for event in (
        e.BackTouched(),
        e.HelpTouched(),
        e.LanguageTouched(language="en"),
        e.DoneTouched(),
        e.CardTouched(),
        e.GroupTouched(group="fund"),
        e.ServiceTouched(service="fund-loan", request_id=SECOND),
        e.Broken(),
    ):
        assert step(screen, event) == (screen, ())
