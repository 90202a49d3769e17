"""A kiosk and whatever visitors, machines and the hall may do to it, and what always holds."""

from __future__ import annotations

import hashlib
import pickle
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.entering import untouched
from kiosk.order_rules import Wanted, due
from kiosk.session import MAX_ATTEMPTS, RULES, begin, step
from kiosk.staff_rules import ACTS
from queue_server.contract import messages as m
from queue_server.contract.appointments import Appointment, AppointmentState, Held

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
DIGITS = "13800138000"
PIN = "31415926"
TIMEOUTS_TO_HOME = 3 * MAX_ATTEMPTS
TOUCHES: list[Any] = [
    partial(e.GroupTouched, group="social"),
    partial(
        e.ClosedServiceTouched, service="fund", code="quota_used", facts={"window": "7"}, reason={}
    ),
    e.MoreTouched,
    e.CardTouched,
    e.AppointmentTouched,
    e.PhoneTouched,
    partial(e.DigitTouched, digit="1"),
    e.RubOutTouched,
    e.ClearTouched,
    e.OtherServiceTouched,
    e.BackTouched,
    e.HelpTouched,
    e.EaseTouched,
    partial(e.ModeTouched, mode="large"),
    partial(e.ModeTouched, mode="spoken"),
    e.LouderTouched,
    partial(e.LanguageTouched, language="ug"),
    e.LanguagesTouched,
    e.ElderAccepted,
    e.ElderDeclined,
    e.TakeAnywayTouched,
    e.PrintAgainTouched,
    e.GuidesTouched,
    partial(e.GuideTouched, guide="passport", group="social"),
    e.PrintGuideTouched,
    e.ContinueTouched,
    e.WakeTouched,
    e.DoneTouched,
    t.StaffTouched,
    partial(t.PinEntered, account="7", pin=PIN),
    *(partial(t.StaffChose, entry=entry) for entry in ACTS),
    t.PaperIsIn,
    partial(t.SlipTouched, ticket_id=UUID(int=900)),
    partial(t.VolumeSet, volume=3),
]
STARTS: list[Any] = [
    partial(e.ServiceTouched, service="real-estate"),
    partial(e.CheckInTouched, reference="YY-1"),
    partial(e.ReprintTouched, ticket_id=UUID(int=900)),
]
WORLD: list[Any] = [
    e.SomeoneSeen,
    e.HeadphonesPlugged,
    e.HeadphonesPulled,
    e.Broken,
    partial(e.GuidePaper, guide="passport", fate="printed"),
]


def told_of(visitor: int, what: str) -> str:
    """What only this visitor is known by."""
    return hashlib.sha256(f"{what} {visitor}".encode()).hexdigest()


class AnyHall:
    """A kiosk and all that it may meet, in the order that `dice` throws."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.screen, effects = begin()
        self.visitor = 0
        self.ids = 0
        self.timer: f.StartTimer | None = None
        self.old_timers: list[int] = []
        self.asked: list[f.Effect] = []  # and not answered yet
        self.tickets: dict[UUID, m.Ticket] = {}  # that the server made, by request
        self.refused: set[UUID] = set()
        self.owner: dict[UUID, int] = {}  # the visitor, by request
        self.made: Counter[int] = Counter()  # tickets, by visitor
        self.unmarked: Counter[UUID] = Counter()  # slips without a mark, by ticket
        self.wanted = Wanted()
        self.done(effects)

    def post(self, event: e.Event) -> None:
        before = self.screen
        self.screen, effects = step(before, event)
        self.done(effects)
        if untouched(self.screen) and self.screen is not before:
            self.visitor += 1
        order = due(self.screen, self.wanted)
        if order is not None:
            self.post(order)

    def done(self, effects: tuple[f.Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, f.StartTimer):
                if self.timer and self.timer.serial != effect.serial:
                    self.old_timers.append(self.timer.serial)
                self.timer = effect
            if isinstance(effect, f.IssueOrder):
                self.owner.setdefault(effect.order.request_id, self.visitor)
            if not isinstance(effect, (f.StartTimer, f.StopReading, f.ForgetOrder, t.Audit)):
                self.asked.append(effect)
            if isinstance(effect, f.PrintTicket) and not effect.reprint:
                self.unmarked[effect.ticket.ticket_id] += 1

    def new_id(self) -> UUID:
        self.ids += 1
        return UUID(int=self.ids)

    # --- what happens ---------------------------------------------------------------------------

    def touch_anything(self) -> None:
        self.post(self.dice.choice(TOUCHES)())

    def touch(self) -> None:
        heard = [x for x in TOUCHES if self.hears(x)]
        if heard:
            touch = self.dice.choice(heard)
            for _ in range(self.dice.choice([1, 1, 2])):
                self.post(touch())

    def start(self) -> None:
        heard = [x for x in STARTS if self.hears(x)]
        fault = self.dice.choice(["", "", "paper_out"])
        if heard:
            touch = self.dice.choice(heard)
            for _ in range(self.dice.choice([1, 2])):
                self.post(touch(request_id=self.new_id(), printer_fault=fault))

    def take_a_number(self) -> None:
        self.post(e.OtherServiceTouched())
        self.post(e.GroupTouched(group="social"))
        self.post(e.ServiceTouched(service="real-estate", request_id=self.new_id()))

    def hears(self, touch: Any) -> bool:
        return (type(self.screen), getattr(touch, "func", touch)) in RULES

    def happen(self) -> None:
        self.post(self.dice.choice(WORLD)())

    def type_a_number(self) -> None:
        if isinstance(self.screen, s.PhonePad):
            for digit in DIGITS:
                self.post(e.DigitTouched(digit=digit))
            given = told_of(self.visitor, "phone")
            self.post(e.PhoneGiven(phone_hash=given, request_id=self.new_id()))

    def log_in(self) -> None:
        self.post(e.HelpTouched())
        self.post(t.StaffTouched())
        self.post(t.PinEntered(account="7", pin=PIN))
        self.post(t.PinRight(serial=self.screen.serial, account="7"))

    def hold_up_a_code(self) -> None:
        code: dict[str, Any] = self.dice.choice(
            [{}, {"reference": "YY-1"}, {"ticket_id": UUID(int=900)}]
        )
        self.post(e.CodeScanned(**code, request_id=self.new_id()))

    def answer(self) -> None:
        """The world does one thing that it was asked for; which one, and how, it decides."""
        if self.asked:
            kind = type(self.dice.choice(self.asked))
            effect = next(x for x in self.asked if type(x) is kind)  # each machine does one by one
            self.asked.remove(effect)
            self.post_answer(effect, self.dice.choice(["yes", "yes", "no", "lost", "silent"]))

    def wait(self) -> None:
        if self.timer:
            attended = self.dice.random() < 0.3
            self.post(e.TimedOut(serial=self.timer.serial, attended=attended))

    def an_old_timer_is_over(self) -> None:
        if self.old_timers:
            before = self.screen
            self.post(e.TimedOut(serial=self.dice.choice(self.old_timers)))
            assert self.screen is before

    def the_hall_wants(self) -> None:
        closed = self.dice.random() < 0.3
        self.wanted = Wanted(closed=closed, reason={"zh": "检修"} if closed else {})
        order = due(self.screen, self.wanted)
        if order is not None:
            self.post(order)

    def come_back_after_a_power_cut(self) -> None:
        if not untouched(self.screen):
            return
        self.asked.clear()
        printing, check_in = self.dice.random() < 0.5, self.dice.random() < 0.5
        order = s.Order(request_id=self.new_id(), service="real-estate", check_in=check_in)
        if printing or check_in:
            self.make(order)
        self.post(e.Recovered(order=order, language="en", printing=printing))

    # --- how the world answers ------------------------------------------------------------------

    def post_answer(self, effect: f.Effect, how: str) -> None:
        answers: dict[type[f.Effect], Callable[[Any, str], None]] = {
            f.IssueOrder: self.answer_order,
            f.PrintTicket: self.answer_slip,
            f.LookUpHeld: self.answer_held,
            f.LookUpTicket: self.answer_ticket,
            f.ReadCard: self.answer_card,
            t.CheckPin: self.answer_pin,
            t.AskFacts: self.answer_facts,
        }
        answer = answers.get(type(effect))
        if isinstance(effect, f.IssueOrder) and how == "silent" and not self.refused:
            self.make(effect.order)
        elif answer is not None and how != "silent":
            answer(effect, how)

    def answer_order(self, effect: f.IssueOrder, how: str) -> None:
        order = effect.order
        if how == "no" and order.request_id not in self.tickets:
            self.refused.add(order.request_id)
        if order.request_id in self.refused:
            no = e.IssueRefused(request_id=order.request_id, code="hall_full")
            self.post(no)
            return
        if how == "lost" and self.ids % 2:
            self.post(e.IssueUnanswered(request_id=order.request_id, sent=False))
            return
        ticket = self.make(order)
        lost = e.IssueUnanswered(request_id=order.request_id)
        self.post(lost if how == "lost" else e.Issued(request_id=order.request_id, ticket=ticket))

    def make(self, order: s.Order) -> m.Ticket:
        if order.request_id not in self.tickets:
            number = 900 if order.reprint else 1000 + len(self.tickets)
            self.tickets[order.request_id] = a_ticket(number)
            owner = self.owner.setdefault(order.request_id, self.visitor)
            self.made[owner] += order.reprint is None
        return self.tickets[order.request_id]

    def answer_slip(self, effect: f.PrintTicket, how: str) -> None:
        ticket_id = effect.ticket.ticket_id
        fates: dict[str, e.Event] = {
            "yes": e.Printed(ticket_id=ticket_id),
            "no": e.PrintFailed(ticket_id=ticket_id, cause="paper_out"),
            "lost": e.PrintUnanswered(ticket_id=ticket_id),
        }
        self.post(fates[how])

    def answer_held(self, effect: f.LookUpHeld, how: str) -> None:
        held = {
            "yes": Held(tickets=[a_ticket(900)], appointments=[BOOKED]),
            "no": Held(tickets=[], appointments=[]),
        }.get(how)
        if held is None:
            self.post(e.HeldUnknown(serial=effect.serial))
        else:
            self.post(e.HeldFound(serial=effect.serial, held=held))

    def answer_ticket(self, effect: f.LookUpTicket, how: str) -> None:
        if how == "yes":
            self.post(e.TicketFound(serial=effect.serial, ticket=a_ticket(900)))
        else:
            self.post(e.TicketNotFound(serial=effect.serial, cause="unknown"))

    def answer_card(self, effect: f.ReadCard, how: str) -> None:
        if how == "no":
            self.post(e.CardFailed(serial=effect.serial, trouble="unreadable"))
            return
        person = m.Person(hash=told_of(self.visitor, "card"), masked_name="王**")
        self.post(
            e.CardRead(
                serial=effect.serial, person=person, elder=how == "yes", request_id=self.new_id()
            )
        )

    def answer_pin(self, effect: t.CheckPin, how: str) -> None:
        if how == "yes":
            self.post(t.PinRight(serial=effect.serial, account=effect.account))
        else:
            self.post(t.PinWrong(serial=effect.serial, wait_s=1.0, locked=False))

    def answer_facts(self, effect: t.AskFacts, _how: str) -> None:
        slip = t.SlipSeen(
            ticket=a_ticket(900), language="zh", state="printed", cause="", at=AT, reprint=False
        )
        self.post(t.FactsTold(serial=effect.serial, facts=t.Facts(slips=(slip,))))

    # --- what always holds ----------------------------------------------------------------------

    def no_screen_stands_still(self) -> None:
        """Somebody's screen has its timer; without one only the screens that wait for anybody."""
        if isinstance(self.screen, (s.Asleep, s.Closed)) and self.screen.visit == s.Visit():
            return
        assert self.timer is not None
        assert self.timer.serial == self.screen.serial

    def nothing_is_left_of_earlier_visitors(self) -> None:
        kept = pickle.dumps(self.screen)
        for visitor in range(self.visitor):
            for what in ("card", "phone"):
                assert told_of(visitor, what).encode() not in kept
        if untouched(self.screen):
            assert self.screen == s.Home(serial=self.screen.serial)
        assert PIN.encode() not in kept

    def one_visit_makes_one_number(self) -> None:
        assert all(count <= 1 for count in self.made.values()), self.made

    def a_ticket_is_printed_unmarked_once(self) -> None:
        assert all(count <= 1 for count in self.unmarked.values()), self.unmarked

    def holds(self) -> None:
        self.no_screen_stands_still()
        self.nothing_is_left_of_earlier_visitors()
        self.one_visit_makes_one_number()
        self.a_ticket_is_printed_unmarked_once()

    def all_go_away(self) -> None:
        """And nothing answers any more."""
        for _ in range(TIMEOUTS_TO_HOME):
            if self.is_free():
                break
            assert self.timer is not None
            self.post(e.TimedOut(serial=self.timer.serial))
        assert self.is_free(), self.screen

    def is_free(self) -> bool:
        at_rest = isinstance(self.screen, (s.Asleep, s.Closed)) or untouched(self.screen)
        return at_rest and self.screen.visit == s.Visit()


def a_ticket(number: int) -> m.Ticket:
    return m.Ticket(
        ticket_id=UUID(int=number),
        number=f"E{number:03d}",
        business_date=DAY,
        service="real-estate",
        zone="f2-social",
        state=m.TicketState.WAITING,
        source=m.Source.KIOSK,
        priority_reason=None,
        ahead=3,
        issued_at=AT,
        window=None,
        windows=["15"],
        link="http://127.0.0.1:8080/t/1",
    )


BOOKED = Appointment(
    reference="YY-1",
    hall="test",
    service="real-estate",
    business_date=DAY,
    starts_at=AT,
    ends_at=AT,
    state=AppointmentState.BOOKED,
)
