"""Stories of visitors at the kiosk, told to the pure session."""

from __future__ import annotations

from uuid import UUID

from session_visitor import FIRST, SECOND, Visitor, chooses

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.effects import Wait
from kiosk.session import MAX_ATTEMPTS
from queue_server.contract.messages import Ticket


def test_two_touches_bring_a_ticket_on_screen_and_on_paper(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses())
    assert isinstance(visitor.screen, s.Busy)
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    assert isinstance(visitor.screen, s.Printing)
    assert visitor.screen.ticket.number == "E001"
    visitor.does(e.Printed(ticket_id=ticket.ticket_id))
    assert isinstance(visitor.screen, s.TakeTicket)
    visitor.waits()
    assert visitor.screen == s.Home(serial=visitor.screen.serial)
    assert [order.service for order in visitor.orders()] == ["real-estate"]
    assert [slip.reprint for slip in visitor.slips()] == [False]


def test_a_double_tap_makes_one_ticket(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses())
    visitor.does(e.ServiceTouched(service="real-estate", request_id=SECOND))
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    visitor.does(e.ServiceTouched(service="real-estate", request_id=SECOND))
    assert [order.request_id for order in visitor.orders()] == [FIRST]


def test_an_old_timer_never_reaches_the_next_visitor() -> None:
    first = Visitor().does(e.GroupTouched(group="social"))
    old = e.TimedOut(serial=first.screen.serial)
    first.does(e.BackTouched(), e.GroupTouched(group="fund"))
    before = first.screen
    assert first.does(old).screen is before


def test_nobody_there_is_warned_first_and_then_forgotten() -> None:
    visitor = Visitor().does(e.LanguageTouched(language="en"), e.GroupTouched(group="social"))
    assert visitor.last[-1] == f.StartTimer(serial=visitor.screen.serial, wait=Wait.IDLE)
    visitor.waits()
    assert isinstance(visitor.screen, s.IdleWarning)
    assert visitor.last[-1] == f.StartTimer(serial=visitor.screen.serial, wait=Wait.WARNING)
    visitor.waits()
    assert visitor.screen == s.Home(serial=visitor.screen.serial)


def test_one_touch_tells_the_kiosk_that_somebody_is_still_there() -> None:
    visitor = Visitor().does(e.GroupTouched(group="social")).waits().does(e.ContinueTouched())
    assert isinstance(visitor.screen, s.Services)
    assert visitor.screen.group == "social"


def test_the_first_screen_waits_quietly_for_the_first_visitor() -> None:
    visitor = Visitor().does(e.GroupTouched(group="social"), e.BackTouched())
    assert visitor.screen == s.Home(serial=visitor.screen.serial)
    timers = [effect.wait for effect in visitor.last if isinstance(effect, f.StartTimer)]
    assert timers == [Wait.QUIET]


def test_the_next_visitor_is_greeted_in_the_first_language(ticket: Ticket) -> None:
    visitor = Visitor().does(e.LanguageTouched(language="en"), *chooses())
    assert visitor.screen.visit.language == "en"
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    assert visitor.slips()[0].language == "en"
    visitor.does(e.Printed(ticket_id=ticket.ticket_id), e.DoneTouched())
    assert visitor.screen.visit.language == "zh"


def test_a_language_is_chosen_from_the_list_without_losing_the_place() -> None:
    visitor = Visitor().does(e.GroupTouched(group="social"), e.HelpTouched(), e.LanguagesTouched())
    assert isinstance(visitor.screen, s.Languages)
    visitor.does(e.LanguageTouched(language="ug"))
    assert isinstance(visitor.screen, s.Help)
    visitor.does(e.BackTouched())
    assert isinstance(visitor.screen, s.Services)
    assert (visitor.screen.group, visitor.screen.visit.language) == ("social", "ug")


def test_who_leaves_the_list_of_languages_is_where_they_were_and_who_leaves_it_open_is_warned() -> (
    None
):
    visitor = Visitor().does(e.GroupTouched(group="social"), e.LanguagesTouched(), e.BackTouched())
    assert isinstance(visitor.screen, s.Services)
    visitor.does(e.LanguagesTouched()).waits()
    assert isinstance(visitor.screen, s.IdleWarning)
    visitor.waits()
    assert visitor.screen == s.Home(serial=visitor.screen.serial)


def test_the_language_changes_under_a_warning_too() -> None:
    visitor = Visitor().does(e.GroupTouched(group="social")).waits()
    visitor.does(e.LanguageTouched(language="en"), e.ContinueTouched())
    assert isinstance(visitor.screen, s.Services)
    assert visitor.screen.visit.language == "en"


def test_a_printer_known_to_be_bad_is_told_before_a_number_is_taken() -> None:
    visitor = Visitor().does(*chooses(printer_fault="paper_out"))
    assert isinstance(visitor.screen, s.PrinterDownFirst)
    assert visitor.orders() == []
    visitor.does(e.BackTouched())
    assert isinstance(visitor.screen, s.Services)
    assert visitor.orders() == []


def test_a_number_without_paper_is_a_choice(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(printer_fault="paper_out"), e.TakeAnywayTouched())
    assert [order.request_id for order in visitor.orders()] == [FIRST]
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    visitor.does(e.PrintFailed(ticket_id=ticket.ticket_id, cause="paper_out"))
    assert isinstance(visitor.screen, s.NoPaper)
    assert visitor.screen.ticket.number == "E001"


def test_paper_that_ends_while_printing_loses_no_number(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket))
    visitor.does(e.PrintFailed(ticket_id=ticket.ticket_id, cause="paper_out"))
    assert isinstance(visitor.screen, s.NoPaper)
    visitor.does(e.PrintAgainTouched())
    assert visitor.slips()[-1].ticket.number == "E001"
    assert visitor.slips()[-1].reprint
    assert len(visitor.orders()) == 1


def test_a_printer_that_says_nothing_is_neither_well_nor_failed(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket))
    visitor.does(e.PrintUnanswered(ticket_id=ticket.ticket_id))
    assert isinstance(visitor.screen, s.PrintUnknown)


def test_a_printing_thread_that_never_answers_ends_in_unknown(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket)).waits()
    assert isinstance(visitor.screen, s.PrintUnknown)


def test_a_slip_that_comes_late_ends_the_doubt(ticket: Ticket) -> None:
    """A long slip on a slow line, or one behind somebody's service guide."""
    visitor = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket)).waits()
    late = e.Printed(ticket_id=ticket.ticket_id)
    assert isinstance(visitor.does(late).screen, s.TakeTicket)
    doubting = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket)).waits()
    doubting.does(e.Printed(ticket_id=UUID(int=77)))
    assert isinstance(doubting.screen, s.PrintUnknown)
    doubting.does(e.PrintFailed(ticket_id=ticket.ticket_id, cause="paper_out"))
    assert isinstance(doubting.screen, s.NoPaper)


def test_the_last_visitors_slip_says_nothing_to_this_one(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket))
    before = visitor.screen
    for late in (
        e.Printed(ticket_id=UUID(int=77)),
        e.PrintFailed(ticket_id=UUID(int=77), cause="cutter"),
        e.PrintUnanswered(ticket_id=UUID(int=77)),
    ):
        assert visitor.does(late).screen is before


def test_a_silent_server_is_asked_again_with_the_same_request_id(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.IssueUnanswered(request_id=FIRST))
    assert isinstance(visitor.screen, s.ServerAway)
    assert visitor.last[-1] == f.StartTimer(serial=visitor.screen.serial, wait=Wait.RETRY)
    visitor.waits().does(e.IssueUnanswered(request_id=FIRST)).waits()
    assert {order.request_id for order in visitor.orders()} == {FIRST}
    assert len(visitor.orders()) == 3
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    assert isinstance(visitor.screen, s.Printing)


def test_a_visitor_may_leave_while_the_server_is_away(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.IssueUnanswered(request_id=FIRST), e.DoneTouched())
    assert visitor.screen == s.Home(serial=visitor.screen.serial)
    assert visitor.does(e.Issued(request_id=FIRST, ticket=ticket)).slips() == []


def test_the_kiosk_does_not_wait_for_ever_for_the_server() -> None:
    visitor = Visitor().does(*chooses())
    for _ in range(MAX_ATTEMPTS):
        visitor.does(e.IssueUnanswered(request_id=FIRST)).waits()
    visitor.does(e.IssueUnanswered(request_id=FIRST))
    assert visitor.screen == s.Home(serial=visitor.screen.serial)


def test_an_answer_to_the_last_visitor_is_not_shown_to_this_one(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(SECOND))
    before = visitor.screen
    assert visitor.does(e.Issued(request_id=FIRST, ticket=ticket)).screen is before
    assert visitor.does(e.IssueRefused(request_id=FIRST, code="forbidden")).screen is before
    assert visitor.does(e.IssueUnanswered(request_id=FIRST)).screen is before


def test_a_visitor_who_waits_already_is_shown_the_number() -> None:
    visitor = Visitor().does(*chooses())
    visitor.does(e.IssueRefused(request_id=FIRST, code="already_waiting", facts={"number": "E007"}))
    assert isinstance(visitor.screen, s.Refused)
    assert visitor.screen.facts["number"] == "E007"


def test_a_killed_kiosk_goes_on_with_the_order_in_hand(ticket: Ticket) -> None:
    order = s.Order(request_id=FIRST, service="real-estate")
    visitor = Visitor().does(e.Recovered(order=order, language="en", printing=False))
    assert [o.request_id for o in visitor.orders()] == [FIRST]
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    assert isinstance(visitor.screen, s.Printing)


def test_a_kiosk_killed_while_printing_prints_no_second_slip_by_itself(ticket: Ticket) -> None:
    order = s.Order(request_id=FIRST, service="real-estate")
    visitor = Visitor().does(e.Recovered(order=order, language="zh", printing=True))
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    assert isinstance(visitor.screen, s.PrintUnknown)
    assert visitor.slips() == []
