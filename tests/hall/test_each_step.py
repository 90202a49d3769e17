"""The network or the power is pulled at each step of a visit: the visitor leaves with a number,
with one, and the hall knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from devices.ticket_printer.condition import Outcome, PrinterStatus
from devices.ticket_printer.slip import Line, Slip
from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.printing import PrintDesk
from kiosk.session import step
from kiosk.slip_states import SlipStates
from queue_server.appointment_import import keep_appointments
from queue_server.arrival import arrived
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.contract.health import HealthBook
from tests.hall.cut_off_hall import CutOffHall

WANG = m.Person(hash="a" * 64, masked_name="王*")
WITH_A_CARD = ("Home", "CardPrompt", "AskingHeld", "Services", "Busy", "Printing", "TakeTicket")
WITH_A_TELEPHONE = ("PhonePad", "AskingHeld")  # then it goes on as with a card
CHECK_IN = ("Home", "AppointmentPrompt", "Busy", "Printing", "TakeTicket")
HELD_BACK = (f.IssueOrder, f.PrintTicket, f.LookUpHeld)  # until the test has had its chance


class Dies(BaseException):
    """The power is gone while the printer is at work."""


class FakePrinter:
    """Paper stays when the power goes."""

    def __init__(self) -> None:
        self.paper: list[str] = []
        self.dies = False
        self.becomes = Outcome("printed")

    def status(self) -> PrinterStatus:
        return PrinterStatus()

    def print(self, slip: Slip) -> Outcome:
        if self.becomes.fate == "not_printed":
            return self.becomes
        self.paper += [part.text for part in slip.parts if isinstance(part, Line)]
        if self.dies:
            self.dies = False
            raise Dies
        return self.becomes


class Visitor:
    """Stands before the kiosk and touches what is there."""

    def __init__(self, place: CutOffHall) -> None:
        self.place = place
        self.printer = FakePrinter()
        self.switch_on()

    def switch_on(self) -> None:
        place = self.place
        self.posted: list[e.Event] = []
        self.desk = PrintDesk(
            self.printer,
            lambda x: Slip(parts=(Line(text=("补打" if x.reprint else "") + x.ticket.number),)),
            place.pending,
            HealthBook("kiosk-k1", lambda fact: None, lambda: place.now),
            self.posted.append,
            lambda news: None,
            SlipStates(place.ledger),
        )
        self.screen: s.Screen = s.Home()
        self.waiting: list[f.Effect] = []
        recovered = place.pending.recover()
        if recovered is not None:
            self.post(recovered)

    def post(self, event: e.Event) -> None:
        self.screen, effects = step(self.screen, event)
        for effect in effects:
            if isinstance(effect, HELD_BACK):
                self.waiting.append(effect)
            else:
                self.do(effect)

    def do(self, effect: f.Effect) -> None:
        self.place.answers.clear()
        self.posted.clear()
        if isinstance(effect, f.IssueOrder):
            self.place.issuing.issue(effect)
        elif isinstance(effect, f.PrintTicket):
            self.desk._print(effect)
        elif isinstance(effect, f.LookUpHeld):
            self.place.issuing.look_up_held(effect)
        elif isinstance(effect, f.ForgetOrder):
            self.place.pending.forget()
        for answer in [*self.place.answers, *self.posted]:
            self.post(answer)

    def wait(self) -> None:
        """What the kiosk has begun goes on."""
        while self.waiting:
            self.do(self.waiting.pop(0))
            self.place.pass_by(1)

    @property
    def number(self) -> str:
        ticket = getattr(self.screen, "ticket", None)
        return ticket.number if ticket else ""


Way = Callable[[Visitor], Iterator[None]]


def with_a_card(visitor: Visitor) -> Iterator[None]:
    """A visit, step by step; each `yield` is a chance to pull a plug."""
    yield
    visitor.post(e.CardTouched())
    yield
    visitor.post(
        e.CardRead(serial=visitor.screen.serial, person=WANG, elder=False, request_id=uuid4())
    )
    yield
    visitor.wait()
    yield from _once_known(visitor)


def with_a_telephone(visitor: Visitor) -> Iterator[None]:
    visitor.post(e.PhoneTouched())
    yield
    for digit in "13912345678":
        visitor.post(e.DigitTouched(digit=digit))
    visitor.post(e.PhoneGiven(phone_hash="b" * 64))
    yield
    visitor.wait()
    yield from _once_known(visitor)


def _once_known(visitor: Visitor) -> Iterator[None]:
    """Who holds a number already is shown it, and touches none of this."""
    visitor.post(e.GroupTouched(group="g"))
    yield
    visitor.post(e.ServiceTouched(service="company", request_id=uuid4()))
    yield
    yield from _the_rest(visitor)


WAYS = [
    *((with_a_card, at) for at in WITH_A_CARD),
    *((with_a_telephone, at) for at in WITH_A_TELEPHONE),
]


def with_an_appointment(visitor: Visitor) -> Iterator[None]:
    yield
    visitor.post(e.AppointmentTouched())
    yield
    visitor.post(e.CodeScanned(reference="YY-1", request_id=uuid4()))
    yield
    yield from _the_rest(visitor)


def _the_rest(visitor: Visitor) -> Iterator[None]:
    while visitor.waiting:
        visitor.do(visitor.waiting.pop(0))
        yield


def visit(visitor: Visitor, how: Way, at: str, pull: Callable[[], None]) -> None:
    """Go on after `pull` at the step `at` as one would: wait, and begin again where it shows the
    first screen."""
    pulled = False
    for _ in how(visitor):
        if not pulled and type(visitor.screen).__name__ == at:
            pulled = True
            pull()
            break
    assert pulled, visitor.screen
    visitor.wait()
    if not visitor.number and isinstance(
        visitor.screen, (s.Home, s.CardPrompt, s.PhonePad, s.Services, s.AppointmentPrompt)
    ):
        visitor.screen = s.Home()
        for _ in how(visitor):
            pass
    visitor.wait()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[CutOffHall]:
    made = CutOffHall(tmp_path)
    made.hear()
    yield made
    made.close()


def require_one_number(place: CutOffHall, visitor: Visitor, shown: str) -> None:
    place.drain()
    waiting = place.rows("SELECT number FROM ticket WHERE state = 'waiting'")
    assert waiting == [(shown,)]
    unmarked = [number for number in visitor.printer.paper if not number.startswith("补打")]
    assert len(unmarked) == len(set(unmarked))
    assert place.rows("SELECT * FROM parked_entry") == []


@pytest.mark.parametrize(("how", "at"), WAYS)
def test_the_network_goes_at_this_step_and_the_visitor_gets_a_number(
    place: CutOffHall, how: Way, at: str
) -> None:
    visitor = Visitor(place)

    def pull() -> None:
        place.wire.is_up = False

    visit(visitor, how, at, pull)
    assert isinstance(visitor.screen, s.TakeTicket)
    was_given_before = at in ("Printing", "TakeTicket")
    assert visitor.number == ("A001" if was_given_before else "AX001")
    assert visitor.printer.paper == [visitor.number]
    require_one_number(place, visitor, visitor.number)


def test_the_network_goes_between_order_and_answer(place: CutOffHall) -> None:
    visitor = Visitor(place)
    visit(visitor, with_a_card, "Busy", lambda: place.wire.once.append("deaf"))
    assert visitor.number == "AX001"
    require_one_number(place, visitor, "AX001")


@pytest.mark.parametrize("cut_off", [False, True], ids=["with the server", "cut off as well"])
@pytest.mark.parametrize(("how", "at"), WAYS)
def test_the_power_goes_at_this_step_and_the_visitor_gets_a_number(
    place: CutOffHall, how: Way, at: str, cut_off: bool
) -> None:
    place.wire.is_up = not cut_off
    visitor = Visitor(place)

    def pull() -> None:
        place.power_cut()
        visitor.switch_on()

    visit(visitor, how, at, pull)
    number = "AX001" if cut_off else "A001"
    if at == "TakeTicket":  # the slip is out; who lays the card again gets no second number
        assert visitor.printer.paper == [number]
    else:
        assert visitor.number == number
    require_one_number(place, visitor, number)


@pytest.mark.parametrize("cut_off", [False, True], ids=["with the server", "cut off as well"])
def test_the_power_goes_while_the_slip_is_printed(place: CutOffHall, cut_off: bool) -> None:
    """Nobody knows whether it came out: the same number again, and the second slip is marked."""
    place.wire.is_up = not cut_off
    visitor = Visitor(place)
    visitor.printer.dies = True
    with pytest.raises(Dies):
        visit(visitor, with_a_card, "Printing", lambda: None)
    number = "AX001" if cut_off else "A001"
    place.power_cut()
    visitor.switch_on()
    visitor.wait()
    assert isinstance(visitor.screen, s.PrintUnknown)
    assert visitor.number == number
    visitor.post(e.PrintAgainTouched())
    visitor.wait()
    assert isinstance(visitor.screen, s.TakeTicket)
    assert visitor.printer.paper == [number, f"补打{number}"]
    require_one_number(place, visitor, number)
    kinds = place.rows("SELECT kind FROM event WHERE kind LIKE 'ticket_print%' ORDER BY seq")
    assert kinds == [("ticket_print_unknown",), ("ticket_printed",)]


@pytest.mark.parametrize(
    ("becomes", "screen", "paper"),
    [
        (Outcome("not_printed", "paper_out"), s.NoPaper, ["补打A001"]),
        (Outcome("unknown", "no_answer"), s.PrintUnknown, ["A001", "补打A001"]),
    ],
)
def test_the_power_goes_while_a_number_is_on_the_screen_only(
    place: CutOffHall, becomes: Outcome, screen: type[s.Screen], paper: list[str]
) -> None:
    """Its visitor, who may not have written it down, sees it again."""
    visitor = Visitor(place)
    visitor.printer.becomes = becomes
    visit(visitor, with_a_card, "Busy", lambda: None)
    assert isinstance(visitor.screen, screen)
    place.power_cut()
    visitor.printer.becomes = Outcome("printed")
    visitor.switch_on()
    visitor.wait()
    assert isinstance(visitor.screen, s.PrintUnknown)
    assert visitor.number == "A001"
    visitor.post(e.PrintAgainTouched())
    visitor.wait()
    assert visitor.printer.paper == paper
    require_one_number(place, visitor, "A001")


def test_the_power_goes_in_mid_slip_and_comes_back_without_the_network(place: CutOffHall) -> None:
    """The slip may lie there with the server's number: no other number is given over it."""
    visitor = Visitor(place)
    visitor.printer.dies = True
    with pytest.raises(Dies):
        visit(visitor, with_a_card, "Printing", lambda: None)
    place.wire.is_up = False
    place.power_cut()
    visitor.switch_on()
    visitor.wait()
    assert isinstance(visitor.screen, s.ServerAway)
    place.wire.is_up = True
    visitor.post(e.TimedOut(serial=visitor.screen.serial))
    visitor.wait()
    assert visitor.number == "A001"
    require_one_number(place, visitor, "A001")


def book(place: CutOffHall) -> None:
    given = a.GivenAppointment(
        reference="YY-1",
        service="company",
        starts_at=place.now,
        ends_at=place.now + timedelta(minutes=30),
    )
    told = a.ImportAppointments(request_id=uuid4(), appointments=[given])
    queue = place.hall.parts.queue
    nameless = arrived(told, b"k" * 32, "h")
    place.hall.parts.commands.once(
        "appointments",
        nameless,
        lambda tx, now: keep_appointments(queue, tx, nameless, "booking", now),
    )


@pytest.mark.parametrize("at", CHECK_IN)
def test_the_power_goes_at_this_step_of_a_check_in(place: CutOffHall, at: str) -> None:
    book(place)
    visitor = Visitor(place)

    def pull() -> None:
        place.power_cut()
        visitor.switch_on()

    visit(visitor, with_an_appointment, at, pull)
    if at == "TakeTicket":  # the slip is out; who holds the code up again hears so
        assert visitor.printer.paper == ["A001"]
    else:
        assert visitor.number == "A001"
    require_one_number(place, visitor, "A001")


@pytest.mark.parametrize("at", ["Home", "AppointmentPrompt", "Busy"])
@pytest.mark.parametrize("fate", ["cut", "deaf"])
def test_an_appointment_needs_the_server_and_is_checked_in_once_when_it_is_back(
    place: CutOffHall, at: str, fate: str
) -> None:
    """Nobody but the server knows appointments: the kiosk asks again, with the same order."""
    book(place)
    visitor = Visitor(place)
    visit(visitor, with_an_appointment, at, lambda: place.wire.once.append(fate))
    assert isinstance(visitor.screen, s.ServerAway)
    visitor.post(e.TimedOut(serial=visitor.screen.serial))
    visitor.wait()
    assert isinstance(visitor.screen, s.TakeTicket)
    require_one_number(place, visitor, "A001")
