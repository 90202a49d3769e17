"""Stories of slips held up to a kiosk, and of a kiosk that sleeps, told to the pure session."""

from __future__ import annotations

from uuid import UUID

import pytest

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.attendance import Attendance
from kiosk.code_rules import READS_CODES
from kiosk.codes import ticket_of
from kiosk.effects import Wait
from kiosk.session import begin, step
from queue_server.contract.messages import Person, Ticket

SLIP = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
WANG = Person(hash="a" * 64, masked_name="王**")


def do(screen: s.Screen, *events: e.Event) -> tuple[s.Screen, list[f.Effect]]:
    effects: list[f.Effect] = []
    for event in events:
        screen, more = step(screen, event)
        effects += more
    return screen, effects


# --- a code ---------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [s.Home(serial=3), s.Asleep(serial=3)])
def test_a_slip_held_up_shows_how_its_ticket_stands(before: s.Screen, ticket: Ticket) -> None:
    screen, effects = do(before, e.CodeScanned(ticket_id=SLIP))
    assert isinstance(screen, s.LookingUp)
    assert f.LookUpTicket(serial=screen.serial, ticket_id=SLIP) in effects
    screen, effects = do(screen, e.TicketFound(serial=screen.serial, ticket=ticket))
    assert isinstance(screen, s.TicketShown)
    assert screen.ticket is ticket
    assert f.StartTimer(serial=screen.serial, wait=Wait.SHOWN) in effects
    assert isinstance(do(screen, e.BackTouched())[0], s.Home)
    assert isinstance(do(screen, e.TimedOut(serial=screen.serial))[0], s.Home)


def test_the_answer_comes_in_the_visitors_language(ticket: Ticket) -> None:
    english = s.Home(visit=s.Visit(language="en"))
    screen, _ = do(english, e.CodeScanned(ticket_id=SLIP))
    screen, _ = do(screen, e.TicketFound(serial=screen.serial, ticket=ticket))
    assert screen.visit.language == "en"
    assert do(screen, e.BackTouched())[0].visit == s.Visit()


def test_another_code_is_told_politely_that_it_is_not_known_here() -> None:
    screen, effects = do(s.Home(), e.CodeScanned(ticket_id=None))
    assert isinstance(screen, s.NoTicketFound)
    assert screen.cause == "unknown"
    assert not any(isinstance(effect, f.LookUpTicket) for effect in effects)


@pytest.mark.parametrize("cause", ["unknown", "away"])
def test_a_ticket_that_is_not_found_says_why(cause: str) -> None:
    screen, _ = do(s.Home(), e.CodeScanned(ticket_id=SLIP))
    screen, _ = do(screen, e.TicketNotFound(serial=screen.serial, cause=cause))
    assert isinstance(screen, s.NoTicketFound)
    assert screen.cause == cause


def test_a_server_that_never_answers_keeps_nobody_waiting() -> None:
    screen, _ = do(s.Home(), e.CodeScanned(ticket_id=SLIP))
    screen, _ = do(screen, e.TimedOut(serial=screen.serial))
    assert isinstance(screen, s.NoTicketFound)
    assert screen.cause == "away"


def test_a_late_answer_never_reaches_the_next_visitor(ticket: Ticket) -> None:
    first, _ = do(s.Home(), e.CodeScanned(ticket_id=SLIP))
    second, _ = do(first, e.Broken(), e.CodeScanned(ticket_id=UUID(int=2)))
    assert do(second, e.TicketFound(serial=first.serial, ticket=ticket)) == (second, [])
    assert do(second, e.TicketNotFound(serial=first.serial, cause="away")) == (second, [])


def test_the_next_in_the_queue_shows_another_slip_at_once(ticket: Ticket) -> None:
    shown = s.TicketShown(serial=5, ticket=ticket)
    assert isinstance(do(shown, e.CodeScanned(ticket_id=SLIP))[0], s.LookingUp)


def test_scanner_and_camera_see_the_same_slip_once(ticket: Ticket) -> None:
    shown = s.TicketShown(serial=5, ticket=ticket)
    assert do(shown, e.CodeScanned(ticket_id=ticket.ticket_id)) == (shown, [])


def test_a_slip_held_up_behind_a_visitor_disturbs_nobody(ticket: Ticket) -> None:
    order = s.Order(request_id=UUID(int=1), service="real-estate")
    busy = [
        s.Services(group="social"),
        s.CardPrompt(),
        s.Busy(order=order),
        s.Printing(ticket=ticket),
        s.TakeTicket(ticket=ticket),
        s.Home(visit=s.Visit(person=WANG)),
        s.Help(under=s.Home()),
        s.LookingUp(ticket_id=SLIP),
    ]
    for screen in busy:
        assert do(screen, e.CodeScanned(ticket_id=UUID(int=9))) == (screen, [])
    assert not any(isinstance(screen, READS_CODES) for screen in busy if type(screen) is not s.Home)


@pytest.mark.parametrize(
    ("text", "ticket_id"),
    [
        (f"http://192.0.2.10:8080/t/{SLIP}", SLIP),
        (f"https://hall.example/queue/t/{SLIP}", SLIP),
        (f"http://192.0.2.10/t/{str(SLIP).upper()}/?lang=en", SLIP),
        (f" http://192.0.2.10/t/{SLIP}\n", SLIP),
        (str(SLIP), None),
        ("http://192.0.2.10/t/900", None),
        ("http://192.0.2.10/t/" + "-" * 36, None),
        (f"javascript:/t/{SLIP}", None),
        (f"http://192.0.2.10/x?next=/t/{SLIP}", None),
        ("A001", None),
        ("", None),
        ("http://" + "a/" * 5000, None),
    ],
)
def test_our_slips_are_told_from_other_codes(text: str, ticket_id: UUID | None) -> None:
    assert ticket_of(text) == ticket_id


# --- sleep ----------------------------------------------------------------------------------


def test_the_first_screen_sleeps_when_nobody_comes() -> None:
    home, effects = begin()
    assert effects == (f.StartTimer(serial=home.serial, wait=Wait.QUIET),)
    asleep, effects_asleep = do(home, e.TimedOut(serial=home.serial))
    assert isinstance(asleep, s.Asleep)
    assert effects_asleep == []


def test_it_stays_awake_while_somebody_stands_there_and_thinks() -> None:
    home, _ = begin()
    same, effects = do(home, e.TimedOut(serial=home.serial, attended=True))
    assert same is home
    assert effects == [f.StartTimer(serial=home.serial, wait=Wait.QUIET)]


@pytest.mark.parametrize("waking", [e.WakeTouched(), e.SomeoneSeen(), e.Broken()])
def test_it_wakes_and_waits_again(waking: e.Event) -> None:
    home, effects = do(s.Asleep(serial=7), waking)
    assert home == s.Home(serial=8)
    assert f.StartTimer(serial=8, wait=Wait.QUIET) in effects


def test_nothing_else_is_pressed_by_the_touch_that_wakes() -> None:
    asleep = s.Asleep(serial=7)
    for event in (
        e.GroupTouched(group="social"),
        e.HelpTouched(),
        e.LanguageTouched(language="en"),
        e.CardTouched(),
        e.BackTouched(),
        e.TimedOut(serial=7),
    ):
        assert do(asleep, event) == (asleep, [])


def test_a_visitor_who_left_half_way_is_warned_and_not_put_to_sleep() -> None:
    chosen = s.Home(serial=4, page=1)
    assert isinstance(do(chosen, e.TimedOut(serial=4))[0], s.IdleWarning)


def test_who_walks_up_to_a_screen_that_is_awake_changes_nothing(ticket: Ticket) -> None:
    for screen in (s.Home(), s.Services(group="social"), s.TicketShown(ticket=ticket)):
        assert do(screen, e.SomeoneSeen()) == (screen, [])


def test_someone_counts_from_coming_to_leaving() -> None:
    attendance = Attendance()
    assert not attendance.since(0)
    assert attendance.note(True, 10)
    assert not attendance.note(True, 11)
    assert attendance.since(100)
    assert not attendance.note(False, 20)
    assert attendance.since(20)
    assert not attendance.since(20.1)
    assert attendance.note(True, 30)


def test_an_order_is_never_lost_by_sleeping(ticket: Ticket) -> None:
    recovered = e.Recovered(
        order=s.Order(request_id=UUID(int=1), service="real-estate"), language="zh", printing=False
    )
    home, _ = begin()
    busy, _ = do(home, recovered)
    assert isinstance(busy, s.Busy)
    assert do(busy, e.TimedOut(serial=home.serial)) == (busy, [])
