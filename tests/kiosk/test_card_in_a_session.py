"""Stories of visitors with an identity card, told to the pure session."""

from __future__ import annotations

from session_visitor import FIRST, WANG, Visitor, chooses

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from queue_server.contract.messages import Ticket


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
