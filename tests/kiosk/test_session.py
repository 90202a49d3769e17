"""Stories of visitors at the kiosk, told to the pure session."""

from __future__ import annotations

from uuid import UUID

import pytest

from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.effects import Wait
from kiosk.entering import WAITS
from kiosk.session import MAX_ATTEMPTS, TIMEOUTS, step
from queue_server.contract.messages import Person, Ticket

FIRST, SECOND = UUID(int=1), UUID(int=2)
WANG = Person(hash="a" * 64, masked_name="王**")


NO_HELP = (
    s.Busy,
    s.Printing,
    s.Help,
    s.IdleWarning,
    s.Languages,
    s.Ease,
    s.Asleep,
    s.LookingUp,
    s.AskingHeld,
    t.StaffPin,
    *t.BEHIND_THE_PIN,
)


class Visitor:
    """Goes from screen to screen and remembers every effect."""

    def __init__(self, screen: s.Screen | None = None) -> None:
        self.screen: s.Screen = screen or s.Home()
        self.effects: list[f.Effect] = []
        self.last: tuple[f.Effect, ...] = ()

    def does(self, *events: e.Event) -> Visitor:
        for event in events:
            self.screen, self.last = step(self.screen, event)
            self.effects += self.last
        return self

    def waits(self) -> Visitor:
        return self.does(e.TimedOut(serial=self.screen.serial))

    def orders(self) -> list[s.Order]:
        return [x.order for x in self.effects if isinstance(x, f.IssueOrder)]

    def slips(self) -> list[f.PrintTicket]:
        return [x for x in self.effects if isinstance(x, f.PrintTicket)]


def chooses(request_id: UUID = FIRST, **more: str) -> tuple[e.Event, ...]:
    return (
        e.GroupTouched(group="social"),
        e.ServiceTouched(service="real-estate", request_id=request_id, **more),
    )


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


# --- paper ----------------------------------------------------------------------------------


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


def test_the_last_visitors_slip_says_nothing_to_this_one(ticket: Ticket) -> None:
    visitor = Visitor().does(*chooses(), e.Issued(request_id=FIRST, ticket=ticket))
    before = visitor.screen
    for late in (
        e.Printed(ticket_id=UUID(int=77)),
        e.PrintFailed(ticket_id=UUID(int=77), cause="cutter"),
        e.PrintUnanswered(ticket_id=UUID(int=77)),
    ):
        assert visitor.does(late).screen is before


# --- the server -----------------------------------------------------------------------------


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


# --- the card -------------------------------------------------------------------------------


def lays_card(visitor: Visitor, *, elder: bool) -> Visitor:
    visitor.does(e.CardTouched())
    visitor.does(e.CardRead(serial=visitor.screen.serial, person=WANG, elder=elder))
    return visitor.does(e.HeldUnknown(serial=visitor.screen.serial))


def test_a_card_is_only_read_while_the_privacy_notice_stands() -> None:
    visitor = Visitor().does(e.CardTouched())
    assert isinstance(visitor.screen, s.CardPrompt)
    assert f.ReadCard(serial=visitor.screen.serial) in visitor.last
    visitor.does(e.BackTouched())
    assert f.StopReading() in visitor.last


def test_an_elder_has_priority_as_soon_as_the_card_is_read() -> None:
    visitor = lays_card(Visitor(), elder=True)
    assert isinstance(visitor.screen, s.Home)
    assert visitor.screen.visit.elder
    visitor.does(*chooses())
    assert visitor.orders()[0].elder
    assert visitor.orders()[0].person == WANG


def test_an_elder_may_decline_the_priority() -> None:
    visitor = lays_card(Visitor(), elder=True).does(e.ElderDeclined(), *chooses())
    assert not visitor.orders()[0].elder
    assert visitor.orders()[0].person == WANG


def test_priority_that_was_declined_by_mistake_is_taken_after_all() -> None:
    visitor = lays_card(Visitor().does(e.GroupTouched(group="social")), elder=True)
    visitor.does(e.ElderDeclined())
    assert isinstance(visitor.screen, s.Services)
    assert not visitor.screen.visit.elder
    visitor.does(e.ElderAccepted(), chooses()[1])
    assert visitor.orders()[0].elder


def test_a_younger_visitor_has_no_priority_and_takes_none() -> None:
    visitor = lays_card(Visitor().does(e.GroupTouched(group="social")), elder=False)
    assert isinstance(visitor.screen, s.Services)
    assert visitor.screen.visit.person == WANG
    visitor.does(e.ElderAccepted(), chooses()[1])
    assert not visitor.orders()[0].elder


def test_a_card_takes_the_place_of_a_telephone_number() -> None:
    told = s.Home(visit=s.Visit(phone_hash="b" * 64))
    visitor = lays_card(Visitor(told), elder=False)
    assert visitor.screen.visit == s.Visit(person=WANG)


def test_starting_again_forgets_the_card_and_its_priority() -> None:
    visitor = lays_card(Visitor(), elder=True).does(e.BackTouched())
    assert visitor.screen.visit == s.Visit()


def test_a_card_that_was_read_too_late_stays_unused() -> None:
    visitor = Visitor().does(e.CardTouched())
    old = e.CardRead(serial=visitor.screen.serial, person=WANG, elder=True)
    visitor.does(e.BackTouched(), e.CardTouched(), old)
    assert isinstance(visitor.screen, s.CardPrompt)
    assert visitor.screen.visit.person is None


def test_an_unreadable_card_is_said_and_read_again() -> None:
    visitor = Visitor().does(e.CardTouched())
    visitor.does(e.CardFailed(serial=visitor.screen.serial, trouble="unreadable"))
    assert isinstance(visitor.screen, s.CardPrompt)
    assert visitor.screen.trouble == "unreadable"
    visitor.does(e.CardRead(serial=visitor.screen.serial, person=WANG, elder=False))
    assert visitor.screen.visit.person == WANG


def test_the_path_without_a_card_stands_beside_the_card() -> None:
    visitor = Visitor().does(e.GroupTouched(group="social"), e.CardTouched(), e.BackTouched())
    assert isinstance(visitor.screen, s.Services)


def test_after_the_issue_only_the_order_knew_the_person(ticket: Ticket) -> None:
    visitor = lays_card(Visitor(), elder=False).does(*chooses())
    assert visitor.screen.visit.person is None
    visitor.does(e.Issued(request_id=FIRST, ticket=ticket))
    assert WANG.hash not in str(visitor.screen)
    assert WANG.masked_name not in str(visitor.screen)
    assert visitor.screen == s.Printing(serial=visitor.screen.serial, ticket=ticket, had_card=True)


# --- everywhere -----------------------------------------------------------------------------


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
