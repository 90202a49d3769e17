"""The worker behind each machine: what it posts, what staff learn, what is kept and dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from devices.errors import DeviceError, DeviceRefused, LinkLost, NoAnswer, cause_of
from devices.id_card.card import Card
from devices.ticket_printer.condition import TELLS_NOTHING, Outcome, PrinterStatus
from devices.ticket_printer.slip import Line, Slip
from kiosk import effects as f
from kiosk import events as e
from kiosk.card_reading import CardReading
from kiosk.issuing import Issuing
from kiosk.lane import Lane
from kiosk.news import News, PrinterNews, ReaderNews, ServerNews
from kiosk.pending import PendingOrder
from kiosk.person import holder_of
from kiosk.printing import PrintDesk
from kiosk.states import Order
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import (
    DeviceState,
    HallInfo,
    HealthFact,
    IssueTicket,
    Person,
    PriorityReason,
    Ticket,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ORDER = Order(request_id=UUID(int=1), service="real-estate")
WELL = PrinterStatus()
OUT_OF_PAPER = PrinterStatus(online=False, paper="out")
WANG = Card(kind="citizen", name="王小明", birth=date(1950, 3, 1), number="11010519500301001X")


class Desk:
    """Where everything that a worker says comes together."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.events: list[e.Event] = []
        self.news: list[News] = []
        self.facts: list[HealthFact] = []
        self.pending = PendingOrder(folder / "order.json", lambda: self.now)
        self.health = HealthBook("kiosk-k1", self.facts.append, lambda: self.now)
        self.lanes: list[Lane] = []

    def start(self, lane: Lane) -> None:
        self.lanes.append(lane)
        lane.start()

    def wait_for(self, condition: Callable[[], object], within_s: float = 5.0) -> None:
        deadline = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, (self.events, self.news, self.facts)
            time.sleep(0.002)

    def wait_for_event(self) -> e.Event:
        self.wait_for(lambda: self.events)
        return self.events.pop(0)

    def cause(self, device: str) -> tuple[DeviceState, str]:
        health = self.facts[-1].devices[device]
        return health.state, health.cause


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for lane in made.lanes:
        lane.stop()
        lane.join(5)


# --- the printer ----------------------------------------------------------------------------


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


# --- the server -----------------------------------------------------------------------------


class FakeServer:
    def __init__(self, info: HallInfo, answer: Ticket | Exception) -> None:
        self.info: HallInfo | Exception = info
        self.answer = answer
        self.commands: list[IssueTicket] = []

    def hall(self) -> HallInfo:
        if isinstance(self.info, Exception):
            raise self.info
        return self.info

    def issue(self, command: IssueTicket) -> Ticket:
        self.commands.append(command)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def issue_with(desk: Desk, server: FakeServer, order: Order = ORDER) -> e.Event:
    issuing = Issuing(server, "k1", desk.pending, desk.events.append, desk.news.append)
    desk.start(issuing.lane)
    issuing.issue(f.IssueOrder(order=order, language="zh"))
    return desk.wait_for_event()


def test_an_order_becomes_a_command_of_this_kiosk(
    desk: Desk, ticket: Ticket, hall_info: HallInfo
) -> None:
    server = FakeServer(hall_info, ticket)
    person = Person(hash="a" * 64, masked_name="王*")
    order = Order(request_id=UUID(int=1), service="real-estate", person=person, elder=True)
    assert issue_with(desk, server, order) == e.Issued(request_id=UUID(int=1), ticket=ticket)
    [command] = server.commands
    assert (command.kiosk, command.service, command.person) == ("k1", "real-estate", person)
    assert command.priority_reason is PriorityReason.ELDER
    desk.wait_for(lambda: ServerNews(hall_info) in desk.news)


def test_an_answer_that_does_not_come_is_said_as_unknown(desk: Desk, hall_info: HallInfo) -> None:
    server = FakeServer(hall_info, ServerAway("timed out"))
    server.info = ServerAway("timed out")
    assert issue_with(desk, server) == e.IssueUnanswered(request_id=ORDER.request_id)
    desk.wait_for(lambda: ServerNews(None) in desk.news)


def test_a_refusal_brings_the_number_that_waits_already(desk: Desk, hall_info: HallInfo) -> None:
    facts = {"number": "E007"}
    server = FakeServer(hall_info, Refused(409, "already_waiting", "there is E007", facts))
    refused = e.IssueRefused(request_id=ORDER.request_id, code="already_waiting", facts=facts)
    assert issue_with(desk, server) == refused


def test_a_worker_survives_a_fault_of_ours(desk: Desk, ticket: Ticket, hall_info: HallInfo) -> None:
    server = FakeServer(hall_info, ticket)
    issuing = Issuing(server, "k1", desk.pending, desk.events.append, desk.news.append)
    desk.start(issuing.lane)
    issuing.lane.do(lambda: [][0])
    issuing.issue(f.IssueOrder(order=ORDER, language="zh"))
    assert isinstance(desk.wait_for_event(), e.Issued)


# --- the order in hand ----------------------------------------------------------------------


def test_the_order_in_hand_survives_a_kill(desk: Desk, tmp_path: Path) -> None:
    desk.pending.keep(ORDER, "en", printing=False)
    again = PendingOrder(tmp_path / "order.json", lambda: NOW + timedelta(seconds=20))
    assert again.recover() == e.Recovered(order=ORDER, language="en", printing=False)
    desk.pending.printing()
    assert again.recover() == e.Recovered(order=ORDER, language="en", printing=True)
    assert (tmp_path / "order.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("later", [timedelta(minutes=3), timedelta(minutes=-1)])
def test_an_order_of_a_visitor_who_is_gone_is_left_alone(
    desk: Desk, tmp_path: Path, later: timedelta
) -> None:
    desk.pending.keep(ORDER, "zh", printing=False)
    again = PendingOrder(tmp_path / "order.json", lambda: NOW + later)
    assert again.recover() is None
    assert not (tmp_path / "order.json").exists()


def test_a_settled_order_leaves_nothing_on_the_disk(desk: Desk, tmp_path: Path) -> None:
    desk.pending.keep(ORDER, "zh", printing=False)
    desk.pending.forget()
    assert list(tmp_path.iterdir()) == []
    assert desk.pending.recover() is None


def test_half_an_order_on_the_disk_is_no_order(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "order.json").write_bytes(b'{"order": {"request_id"')
    assert desk.pending.recover() is None


# --- the card -------------------------------------------------------------------------------


class FakeReader:
    """A card may be laid down and taken away; a read card is given once."""

    def __init__(self) -> None:
        self.card: Card | None = None
        self.fails: DeviceError | None = None
        self.card_lies = False
        self.polls = 0
        self.lock = threading.Lock()

    def lay(self, card: Card) -> None:
        with self.lock:
            self.card, self.card_lies = card, False

    def remove(self) -> None:
        with self.lock:
            self.card = None

    def poll(self) -> Card | None:
        with self.lock:
            self.polls += 1
            if self.fails:
                raise self.fails
            if self.card is None:
                self.card_lies = False
                return None
            given = None if self.card_lies else self.card
            self.card_lies = True
            return given

    def identify(self) -> bytes:
        if self.fails:
            raise self.fails
        return bytes(16)


def reading_of(desk: Desk, reader: FakeReader) -> CardReading:
    reading = CardReading(
        reader,
        lambda card: holder_of(
            card, key=bytes(32), hall="demo", today=date(2026, 11, 23), elder_age=60
        ),
        desk.health,
        desk.events.append,
        desk.news.append,
    )
    desk.start(reading.lane)
    return reading


def test_a_card_on_the_reader_is_not_read_before_the_visitor_is_asked(desk: Desk) -> None:
    reader = FakeReader()
    reader.lay(WANG)
    reading = reading_of(desk, reader)
    desk.wait_for(lambda: ReaderNews("") in desk.news)
    assert reader.polls == 0
    reading.read(3)
    read = desk.wait_for_event()
    assert isinstance(read, e.CardRead)
    assert (read.serial, read.elder, read.person.masked_name) == (3, True, "王**")


def test_the_next_visitor_does_not_get_the_card_that_was_forgotten(desk: Desk) -> None:
    reader = FakeReader()
    reading = reading_of(desk, reader)
    reader.lay(WANG)
    reading.read(3)
    assert isinstance(desk.wait_for_event(), e.CardRead)
    reading.stop_reading()
    reading.read(9)
    assert desk.wait_for_event() == e.CardFailed(serial=9, trouble="lay_again")
    seen = reader.polls
    desk.wait_for(lambda: reader.polls > seen + 1)
    assert desk.events == []
    reader.remove()
    desk.wait_for(lambda: not reader.card_lies)
    reader.lay(WANG)
    read = desk.wait_for_event()
    assert isinstance(read, e.CardRead)
    assert read.serial == 9


def test_a_bad_card_is_said_once_and_tried_on(desk: Desk) -> None:
    reader = FakeReader()
    reader.fails = DeviceRefused("unreadable")
    reading = reading_of(desk, reader)
    reading.read(5)
    assert desk.wait_for_event() == e.CardFailed(serial=5, trouble="unreadable")
    reader.fails = None
    reader.lay(WANG)
    assert isinstance(desk.wait_for_event(), e.CardRead)


def test_a_reader_that_is_away_is_said_to_visitor_and_staff(desk: Desk) -> None:
    reader = FakeReader()
    reader.fails = LinkLost("gone")
    reading = reading_of(desk, reader)
    reading.read(5)
    assert desk.wait_for_event() == e.CardFailed(serial=5, trouble="reader_away")
    assert desk.cause("id_reader") == (DeviceState.OFFLINE, "link_lost")
    assert ReaderNews("offline") in desk.news


def test_a_person_is_a_keyed_hash_and_a_masked_name_and_nothing_else() -> None:
    def holder(hall: str, key: bytes = bytes(32), day: date = date(2026, 11, 23)) -> object:
        return holder_of(WANG, key=key, hall=hall, today=day, elder_age=60)

    one = holder_of(WANG, key=bytes(32), hall="demo", today=date(2026, 11, 23), elder_age=60)
    assert one == holder("demo", day=date(2027, 1, 1))
    assert one != holder("other")
    assert one != holder("demo", key=b"\1" * 32)
    assert one.person.masked_name == "王**"
    assert len(one.person.hash) == 64
    assert WANG.number not in repr(one) + str(one.person)


@pytest.mark.parametrize(("day", "elder"), [(date(2010, 2, 28), False), (date(2010, 3, 1), True)])
def test_an_elder_is_one_from_the_sixtieth_birthday(day: date, elder: bool) -> None:
    holder = holder_of(WANG, key=bytes(32), hall="demo", today=day, elder_age=60)
    assert holder.elder is elder


def test_a_visitor_whose_card_is_not_found_is_told_to_lay_it_again(desk: Desk) -> None:
    reading = reading_of(desk, FakeReader())
    reading.read(5)
    desk.wait_for(lambda: desk.events, within_s=15)
    assert desk.wait_for_event() == e.CardFailed(serial=5, trouble="lay_again")
