"""Stories of visitors with an appointment, a card or a telephone number, told to the session."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from config.machines import IdReader, Kiosk, Scanner
from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.means import is_explained, ways_in
from kiosk.phone_rules import grouped
from kiosk.session import step
from queue_server.contract.appointments import Appointment, AppointmentState, Held
from queue_server.contract.messages import Person, Ticket

ID = UUID(int=5)
WANG = Person(hash="a" * 64, masked_name="王**")
PHONE = "13800138000"
PHONE_HASH = "b" * 64
REFERENCE = "YY20261123-0042"
AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
BOOKED = Appointment(
    reference=REFERENCE,
    hall="test",
    service="real-estate",
    business_date=date(2026, 11, 23),
    starts_at=AT,
    ends_at=AT + timedelta(minutes=30),
    state=AppointmentState.BOOKED,
)


def do(screen: s.Screen, *events: e.Event) -> tuple[s.Screen, list[f.Effect]]:
    effects: list[f.Effect] = []
    for event in events:
        screen, more = step(screen, event)
        effects += more
    return screen, effects


def orders(effects: list[f.Effect]) -> list[s.Order]:
    return [x.order for x in effects if isinstance(x, f.IssueOrder)]


def types(screen: s.Screen, digits: str) -> s.Screen:
    return do(screen, *(e.DigitTouched(digit=digit) for digit in digits))[0]


def lays_card(screen: s.Screen, *, elder: bool = False) -> tuple[s.Screen, list[f.Effect]]:
    read = e.CardRead(serial=screen.serial, person=WANG, elder=elder, request_id=ID)
    return do(screen, read)


def holding(
    *tickets: Ticket, booked: tuple[Appointment, ...] = (), elder: bool = False
) -> s.Screen:
    """Someone laid a card at the first screen, and this is what the server knows of them."""
    asking, _ = lays_card(do(s.Home(), e.CardTouched())[0], elder=elder)
    held = Held(tickets=list(tickets), appointments=list(booked))
    return do(asking, e.HeldFound(serial=asking.serial, held=held))[0]


# --- what is offered ---------------------------------------------------------------------------


def test_a_kiosk_offers_the_ways_of_its_hall_as_far_as_it_is_fitted() -> None:
    reader, scanner = IdReader(port="/dev/ttyS1"), Scanner(port="/dev/ttyS0")
    bare, whole = Kiosk(id="k1", zone="f1"), Kiosk(id="k1", zone="f1", id_reader=reader)
    assert ways_in(whole) == ("card", "appointment", "phone")
    assert ways_in(bare) == ("appointment", "phone")
    assert ways_in(replace(whole, ways=["phone", "card"])) == ("phone", "card")
    assert ways_in(replace(whole, ways=[])) == ()
    assert [is_explained(bare, way) for way in ways_in(whole)] == [True, False, True]
    assert is_explained(replace(bare, scanner=scanner), "appointment")


# --- an appointment -------------------------------------------------------------------------


@pytest.mark.parametrize("before", [s.Home(serial=3), s.Asleep(serial=3), s.AppointmentPrompt()])
def test_a_code_held_up_becomes_a_ticket_in_one_step(before: s.Screen, ticket: Ticket) -> None:
    screen, effects = do(before, e.CodeScanned(reference=REFERENCE, request_id=ID))
    assert orders(effects) == [s.Order(request_id=ID, check_in=True, reference=REFERENCE)]
    screen, effects = do(screen, e.Issued(request_id=ID, ticket=ticket))
    assert [x.reprint for x in effects if isinstance(x, f.PrintTicket)] == [False]
    assert isinstance(screen, s.Printing)


def test_a_code_does_not_disturb_a_visitor_whose_card_was_read() -> None:
    home = s.Home(visit=s.Visit(phone_hash=PHONE_HASH))
    assert do(home, e.CodeScanned(reference=REFERENCE, request_id=ID)) == (home, [])


def test_a_card_laid_at_the_appointment_screen_checks_in(ticket: Ticket) -> None:
    prompt, effects = do(s.Home(), e.AppointmentTouched())
    assert f.ReadCard(serial=prompt.serial) in effects
    screen, effects = lays_card(prompt)
    assert orders(effects) == [s.Order(request_id=ID, check_in=True, person=WANG)]
    assert f.StopReading() in effects
    assert not screen.visit.known


def test_a_telephone_number_checks_in_too() -> None:
    pad = do(s.Home(), e.AppointmentTouched(), e.PhoneTouched())[0]
    screen, effects = do(types(pad, PHONE), e.PhoneGiven(phone_hash=PHONE_HASH, request_id=ID))
    assert orders(effects) == [s.Order(request_id=ID, check_in=True, phone_hash=PHONE_HASH)]
    assert PHONE not in str(screen)


def test_an_unreadable_card_at_the_appointment_screen_is_said() -> None:
    prompt = do(s.Home(), e.AppointmentTouched())[0]
    screen, _ = do(prompt, e.CardFailed(serial=prompt.serial, trouble="unreadable"))
    assert isinstance(screen, s.AppointmentPrompt)
    assert screen.trouble == "unreadable"


def test_a_printer_that_is_down_is_told_before_a_check_in() -> None:
    scanned = e.CodeScanned(reference=REFERENCE, request_id=ID, printer_fault="paper_out")
    screen, effects = do(s.Home(), scanned)
    assert isinstance(screen, s.PrinterDownFirst)
    assert orders(effects) == []
    assert isinstance(do(screen, e.BackTouched())[0], s.Home)
    assert orders(do(screen, e.TakeAnywayTouched())[1])[0].reference == REFERENCE


def test_whoever_is_late_takes_an_ordinary_number_in_one_touch() -> None:
    prompt = do(s.Home(), e.AppointmentTouched())[0]
    busy, _ = lays_card(prompt)
    late = e.IssueRefused(
        request_id=ID, code="appointment_late", facts={"service": "real-estate", "until": "x"}
    )
    refused, effects = do(busy, late)
    assert f.ForgetOrder() in effects
    touched = e.ServiceTouched(service="real-estate", request_id=UUID(int=6))
    _, effects = do(refused, touched)
    assert orders(effects) == [s.Order(request_id=UUID(int=6), service="real-estate", person=WANG)]


def test_an_elder_who_is_late_goes_first_with_the_ordinary_number_too() -> None:
    busy, _ = lays_card(do(s.Home(), e.AppointmentTouched())[0], elder=True)
    refused, _ = do(busy, e.IssueRefused(request_id=ID, code="appointment_late"))
    touched = e.ServiceTouched(service="real-estate", request_id=UUID(int=6))
    assert orders(do(refused, touched)[1])[0].elder


def test_whoever_has_no_appointment_may_try_another_way_or_go_on() -> None:
    busy, _ = do(s.Home(), e.CodeScanned(reference=REFERENCE, request_id=ID))
    refused, _ = do(busy, e.IssueRefused(request_id=ID, code="unknown_appointment"))
    assert isinstance(do(refused, e.AppointmentTouched())[0], s.AppointmentPrompt)
    assert isinstance(do(refused, e.OtherServiceTouched())[0], s.Home)


def test_a_kiosk_killed_in_a_check_in_goes_on_with_it(ticket: Ticket) -> None:
    order = s.Order(request_id=ID, check_in=True, reference=REFERENCE)
    screen, effects = do(s.Home(), e.Recovered(order=order, language="zh", printing=False))
    assert orders(effects) == [order]
    assert isinstance(do(screen, e.Issued(request_id=ID, ticket=ticket))[0], s.Printing)


def test_whoever_will_not_wait_for_the_server_takes_an_ordinary_number() -> None:
    busy, _ = lays_card(do(s.Home(), e.AppointmentTouched())[0])
    away = do(busy, e.IssueUnanswered(request_id=ID, sent=False))[0]
    home, effects = do(away, e.OtherServiceTouched())
    assert home == s.Home(serial=home.serial, visit=s.Visit(person=WANG))
    assert f.ForgetOrder() in effects  # a power cut brings nobody's check-in back


def test_a_check_in_that_may_have_been_done_is_followed_by_no_ordinary_number() -> None:
    busy, _ = lays_card(do(s.Home(), e.AppointmentTouched())[0])
    lost = do(busy, e.IssueUnanswered(request_id=ID))[0]
    assert do(lost, e.OtherServiceTouched()) == (lost, [])
    silent = do(busy, e.TimedOut(serial=busy.serial))[0]
    assert do(silent, e.OtherServiceTouched()) == (silent, [])
    again = do(lost, e.TimedOut(serial=lost.serial), e.IssueUnanswered(request_id=ID, sent=False))[
        0
    ]
    assert do(again, e.OtherServiceTouched()) == (again, [])  # the first one may have been done


def test_a_check_in_from_before_a_power_cut_is_followed_by_no_ordinary_number() -> None:
    order = s.Order(request_id=ID, check_in=True, reference=REFERENCE)
    busy = do(s.Home(), e.Recovered(order=order, language="zh", printing=False))[0]
    away = do(busy, e.IssueUnanswered(request_id=ID, sent=False))[0]
    assert do(away, e.OtherServiceTouched()) == (away, [])


def test_an_ordinary_number_waits_for_the_answer_to_the_check_in_under_way(ticket: Ticket) -> None:
    busy, _ = lays_card(do(s.Home(), e.AppointmentTouched())[0])
    away = do(busy, e.IssueUnanswered(request_id=ID, sent=False))[0]
    asking = do(away, e.TimedOut(serial=away.serial), e.OtherServiceTouched())[0]
    assert isinstance(asking, s.ServerAway)
    assert isinstance(do(asking, e.Issued(request_id=ID, ticket=ticket))[0], s.Printing)
    assert isinstance(do(asking, e.IssueUnanswered(request_id=ID))[0], s.ServerAway)
    assert isinstance(do(asking, e.IssueUnanswered(request_id=ID, sent=False))[0], s.Home)


def test_an_ordinary_number_has_no_such_way_out() -> None:
    order = s.Order(request_id=ID, service="real-estate")
    away = s.ServerAway(order=order)
    assert do(away, e.OtherServiceTouched()) == (away, [])


# --- a telephone number ---------------------------------------------------------------------


def test_digits_are_typed_rubbed_out_and_cleared() -> None:
    pad = types(do(s.Home(), e.PhoneTouched())[0], "1380")
    assert do(pad, e.RubOutTouched())[0].digits == "138"  # type: ignore[attr-defined]
    assert do(pad, e.ClearTouched())[0].digits == ""  # type: ignore[attr-defined]


def test_every_digit_gives_the_visitor_more_time() -> None:
    pad = do(s.Home(), e.PhoneTouched())[0]
    screen, effects = do(pad, e.DigitTouched(digit="1"))
    assert f.StartTimer(serial=screen.serial, wait=f.Wait.IDLE) in effects
    assert do(screen, e.TimedOut(serial=pad.serial)) == (screen, [])


def test_a_twelfth_digit_changes_nothing() -> None:
    pad = types(do(s.Home(), e.PhoneTouched())[0], PHONE + "9")
    assert isinstance(pad, s.PhonePad)
    assert pad.digits == PHONE


@pytest.mark.parametrize("digits", ["", "1380013800", "12800138000", "23800138000"])
def test_only_a_mobile_number_goes_on(digits: str) -> None:
    pad = types(do(s.Home(), e.PhoneTouched())[0], digits)
    assert do(pad, e.PhoneGiven(phone_hash=PHONE_HASH, request_id=ID)) == (pad, [])


def test_only_a_hash_of_the_number_goes_on_to_the_ticket() -> None:
    home = s.Services(group="social")
    pad = types(do(home, e.PhoneTouched())[0], PHONE)
    asking, effects = do(pad, e.PhoneGiven(phone_hash=PHONE_HASH, request_id=ID))
    assert f.LookUpHeld(serial=asking.serial, phone_hash=PHONE_HASH) in effects
    services = do(asking, e.HeldUnknown(serial=asking.serial))[0]
    assert services == s.Services(
        serial=services.serial, group="social", visit=s.Visit(phone_hash=PHONE_HASH)
    )
    _, effects = do(services, e.ServiceTouched(service="real-estate", request_id=ID))
    [order] = orders(effects)
    assert (order.phone_hash, order.person) == (PHONE_HASH, None)


def test_the_digits_are_in_no_words_of_their_screen() -> None:
    pad = types(do(s.Home(), e.PhoneTouched())[0], PHONE)
    assert PHONE not in repr(pad)
    assert "digit='" not in repr(e.DigitTouched(digit="7"))


def test_nobody_answering_wipes_the_digits() -> None:
    pad = types(do(s.Home(), e.PhoneTouched())[0], PHONE)
    warned = do(pad, e.TimedOut(serial=pad.serial))[0]
    home = do(warned, e.TimedOut(serial=warned.serial))[0]
    assert home == s.Home(serial=home.serial)


def test_going_back_from_the_pad_forgets_the_digits() -> None:
    pad = types(do(s.Services(group="social"), e.PhoneTouched())[0], PHONE)
    again = do(pad, e.BackTouched(), e.PhoneTouched())[0]
    assert isinstance(again, s.PhonePad)
    assert again.digits == ""


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("", ""), ("13", "13"), ("1380", "138 0"), (PHONE, "138 0013 8000")],
)
def test_a_number_is_shown_as_people_say_it(digits: str, shown: str) -> None:
    assert grouped(digits) == shown


# --- what is held already -------------------------------------------------------------------


def test_a_number_that_waits_is_told_before_another_is_taken(ticket: Ticket) -> None:
    screen = holding(ticket)
    assert isinstance(screen, s.AlreadyHolds)
    assert screen.tickets == (ticket,)
    assert isinstance(do(screen, e.OtherServiceTouched())[0], s.Home)
    assert do(screen, e.OtherServiceTouched())[0].visit.person == WANG


def test_whoever_holds_nothing_is_not_kept_waiting() -> None:
    assert isinstance(holding(), s.Home)
    assert holding(elder=True).visit.elder


def test_an_appointment_that_is_over_is_not_offered() -> None:
    cancelled = msgspec.structs.replace(BOOKED, state=AppointmentState.CANCELLED)
    assert isinstance(holding(booked=(cancelled,)), s.Home)


def test_a_server_that_keeps_silent_does_not_hold_the_visitor_up() -> None:
    asking, _ = lays_card(do(s.Home(), e.CardTouched())[0], elder=True)
    assert isinstance(do(asking, e.TimedOut(serial=asking.serial))[0], s.Home)
    assert do(asking, e.HeldUnknown(serial=asking.serial - 1)) == (asking, [])


def test_an_answer_that_comes_after_the_visitor_went_on_changes_nothing(ticket: Ticket) -> None:
    asking, _ = lays_card(do(s.Home(), e.CardTouched())[0])
    home = do(asking, e.TimedOut(serial=asking.serial))[0]
    late = e.HeldFound(serial=asking.serial, held=Held(tickets=[ticket], appointments=[]))
    assert do(home, late) == (home, [])


def test_an_appointment_is_checked_in_with_one_touch() -> None:
    screen = holding(booked=(BOOKED,))
    _, effects = do(screen, e.CheckInTouched(reference=REFERENCE, request_id=ID))
    assert orders(effects) == [
        s.Order(request_id=ID, check_in=True, reference=REFERENCE, person=WANG)
    ]


def test_an_elder_checks_in_with_the_right_of_age() -> None:
    screen = holding(booked=(BOOKED,), elder=True)
    _, effects = do(screen, e.CheckInTouched(reference=REFERENCE, request_id=ID))
    assert orders(effects)[0].elder


def test_a_lost_slip_is_printed_again_with_its_number(ticket: Ticket) -> None:
    screen = holding(ticket)
    again = e.ReprintTouched(ticket_id=ticket.ticket_id, request_id=ID, printer_fault="paper_out")
    busy, effects = do(screen, again)
    assert [x.reprint for x in orders(effects)] == [ticket.ticket_id]  # the server is told first
    screen, effects = do(busy, e.Issued(request_id=ID, ticket=ticket))
    [slip] = [x for x in effects if isinstance(x, f.PrintTicket)]
    assert (slip.ticket, slip.reprint) == (ticket, True)
    assert isinstance(do(screen, e.Printed(ticket_id=ticket.ticket_id))[0], s.TakeTicket)


@pytest.mark.parametrize("code", ["already_waiting", "already_checked_in"])
def test_no_second_number_but_the_first_one_to_print_again(code: str, ticket: Ticket) -> None:
    services = s.Services(group="social", visit=s.Visit(person=WANG))
    busy, _ = do(services, e.ServiceTouched(service="real-estate", request_id=ID))
    screen, effects = do(busy, e.IssueRefused(request_id=ID, code=code, ticket=ticket))
    assert isinstance(screen, s.AlreadyHolds)
    assert (screen.tickets, screen.why) == ((ticket,), code)
    assert f.ForgetOrder() in effects
    _, effects = do(screen, e.ReprintTouched(ticket_id=ticket.ticket_id, request_id=UUID(int=6)))
    assert [x.reprint for x in orders(effects)] == [ticket.ticket_id]


def test_starting_again_forgets_who_it_was(ticket: Ticket) -> None:
    home = do(holding(ticket), e.BackTouched())[0]
    assert home.visit == s.Visit()


def test_the_next_page_of_what_is_held_comes_with_a_touch(ticket: Ticket) -> None:
    screen = holding(ticket, ticket, ticket, ticket)
    assert isinstance(screen, s.AlreadyHolds)
    assert do(screen, e.MoreTouched())[0] == replace(screen, serial=screen.serial + 1, page=1)


# --- what cannot be taken -------------------------------------------------------------------


def test_a_service_that_is_closed_says_so_without_asking_the_server() -> None:
    services = s.Services(group="social", visit=s.Visit(person=WANG))
    closed = e.ClosedServiceTouched(
        service="real-estate", code="service_closed", facts={}, reason={"zh": "检修"}
    )
    refused, effects = do(services, closed)
    assert isinstance(refused, s.Refused)
    assert orders(effects) == []
    back = do(refused, e.OtherServiceTouched())[0]
    assert back == s.Services(serial=back.serial, group="social", visit=s.Visit(person=WANG))


@pytest.mark.parametrize(
    "before",
    [
        s.Services(group="social"),
        s.Refused(code="appointment_late", group="social"),
        s.GuideShown(group="social", guide="g"),
    ],
)
def test_wherever_a_number_is_offered_a_closed_service_says_why(before: s.Screen) -> None:
    closed = e.ClosedServiceTouched(service="real-estate", code="hall_full", facts={}, reason={})
    refused = do(before, closed)[0]
    assert isinstance(refused, s.Refused)
    assert refused.code == "hall_full"
