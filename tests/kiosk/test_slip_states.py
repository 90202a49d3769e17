"""What becomes of a slip is known after a crash; the hall knows of the roll's end beforehand."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from devices.ticket_printer.condition import Outcome, PrinterStatus
from devices.ticket_printer.slip import Line, Slip
from kiosk import effects as f
from kiosk import events as e
from kiosk.clocks import Clocks
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.news import PrinterNews
from kiosk.pending import PendingOrder
from kiosk.printing import PrintDesk
from kiosk.slip_states import SlipStates
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract.health import HealthBook

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TICKET = m.Ticket(
    ticket_id=uuid4(),
    number="A007",
    business_date=date(2026, 11, 23),
    service="a",
    zone="f1",
    state=m.TicketState.WAITING,
    source=m.Source.KIOSK,
    priority_reason=None,
    ahead=3,
    issued_at=NOW,
    window=None,
    windows=["1"],
    link="",
)


class Dies(BaseException):
    """The kiosk's process ends here."""


class FakePrinter:
    def __init__(self) -> None:
        self.outcome: Outcome | BaseException = Outcome("printed")
        self.slips: list[str] = []
        self.says = PrinterStatus()

    def status(self) -> PrinterStatus:
        return self.says

    def print(self, slip: Slip) -> Outcome:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        if self.outcome.fate == "printed":
            self.slips += [part.text for part in slip.parts if isinstance(part, Line)]
        return self.outcome


class Desk:
    """The printer's side of a kiosk, done at once and without a thread."""

    def __init__(self, folder: Path, roll_m: float = 0.0) -> None:
        self.printer = FakePrinter()
        self.posted: list[e.Event] = []
        self.news: list[PrinterNews] = []
        self.facts: list[m.HealthFact] = []
        self.now = NOW
        self.roll_m = roll_m
        self.health = HealthBook("kiosk-k1", self.facts.append, lambda: self.now)
        self.switch_on(folder)

    def switch_on(self, folder: Path) -> None:
        self.folder = folder
        clocks = Clocks(now=lambda: self.now, mono_s=lambda: 9.0, boot_id=UUID(int=1))
        self.ledger = Ledger(folder / "kiosk.db", clocks)
        self.ledger.end_interrupted()
        self.desk = PrintDesk(
            self.printer,
            _compose,
            PendingOrder(folder / "order.json", lambda: self.now),
            self.health,
            self.posted.append,
            self.news.append,
            SlipStates(self.ledger, roll_m=self.roll_m),
        )

    def crash(self) -> None:
        left = self.folder.with_name(str(uuid4()))
        shutil.copytree(self.folder, left)
        self.switch_on(left)

    def print(self, *, reprint: bool = False) -> e.Event | None:
        self.now += timedelta(minutes=1)
        self.posted.clear()
        self.desk._print(f.PrintTicket(ticket=TICKET, language="zh", reprint=reprint))
        return self.posted[-1]

    def told(self) -> list[Any]:
        return [entry.what for entry in self.ledger.unsent()]


def _compose(effect: f.PrintTicket) -> Slip:
    return Slip(parts=(Line(text=("补打" if effect.reprint else "") + effect.ticket.number),))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "k1").mkdir()
    return Desk(tmp_path / "k1")


FATES: list[tuple[Outcome, m.PrintState, Any]] = [
    (Outcome("printed"), m.PrintState.PRINTED, o.SlipPrinted(ticket_id=TICKET.ticket_id)),
    (
        Outcome("unknown", "no_answer"),
        m.PrintState.UNKNOWN,
        o.SlipUnknown(ticket_id=TICKET.ticket_id),
    ),
    (
        Outcome("not_printed", "paper_out"),
        m.PrintState.FAILED,
        o.SlipFailed(ticket_id=TICKET.ticket_id, cause="paper_out"),
    ),
]


@pytest.mark.parametrize(("outcome", "state", "told"), FATES)
def test_what_became_of_a_slip_is_kept_and_told(
    desk: Desk, outcome: Outcome, state: m.PrintState, told: Any
) -> None:
    desk.printer.outcome = outcome
    desk.print()
    assert [slip.state for slip in desk.ledger.recent()] == [state]
    assert desk.told() == [told]
    desk.crash()
    assert [slip.state for slip in desk.ledger.recent()] == [state]
    assert desk.told() == [told]


def test_a_slip_in_whose_middle_the_kiosk_died_is_unknown_and_the_next_is_marked(
    desk: Desk,
) -> None:
    """I-24, I-26."""
    desk.printer.outcome = Dies()
    with pytest.raises(Dies):
        desk.print()
    desk.crash()
    assert desk.told() == [o.SlipUnknown(ticket_id=TICKET.ticket_id)]
    desk.printer.outcome = Outcome("printed")
    desk.print()
    assert desk.printer.slips == ["补打A007"]
    assert desk.told()[-1] == o.SlipPrinted(ticket_id=TICKET.ticket_id, reprint=True)


def test_an_unmarked_slip_comes_out_once_however_often_it_is_ordered(desk: Desk) -> None:
    for _ in range(3):
        desk.print()
    assert desk.printer.slips == ["A007", "补打A007", "补打A007"]


def test_a_slip_that_surely_did_not_come_out_is_printed_unmarked(desk: Desk) -> None:
    desk.printer.outcome = Outcome("not_printed", "cover_open")
    desk.print()
    desk.print()
    assert desk.ledger.printed_mm() == 0
    desk.printer.outcome = Outcome("printed")
    desk.print()
    assert desk.printer.slips == ["A007"]


def test_a_disk_that_refuses_does_not_refuse_the_visitor(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LedgerRefused("full")

    monkeypatch.setattr(desk.ledger, "begin_slip", refuse)
    monkeypatch.setattr(desk.ledger, "end_slip", refuse)
    assert desk.print() == e.Printed(ticket_id=TICKET.ticket_id)


def test_the_hall_knows_of_the_roll_s_end_before_the_visitor_does(tmp_path: Path) -> None:
    (tmp_path / "k1").mkdir()
    desk = Desk(tmp_path / "k1", roll_m=0.2)  # ten slips
    for _ in range(9):
        desk.print(reprint=True)
    desk.desk._look()
    health = desk.facts[-1].devices["printer"]
    assert (health.state, health.cause) == (m.DeviceState.OK, "")
    desk.print(reprint=True)
    desk.desk._look()
    desk.health.refresh()
    health = desk.facts[-1].devices["printer"]
    assert (health.state, health.cause) == (m.DeviceState.DEGRADED, "paper_near_end")
    assert health.measures["paper_left"] == m.Measure(value=6, unit="%")
    assert desk.news[-1] == PrinterNews("", near_end=True)
    desk.crash()
    desk.ledger.paper_changed()
    desk.desk._look()
    desk.health.refresh()
    assert desk.facts[-1].devices["printer"].measures["paper_left"].value == 100
    assert desk.news[-1] == PrinterNews("")


EMPTY = PrinterStatus(online=False, paper="out")
LOOKED_AT = PrinterStatus(online=False, paper="out", cover_open=True)


@pytest.mark.parametrize(
    ("slips", "seen", "left"),
    [
        (10, [EMPTY, LOOKED_AT], 100),  # nobody opened the menu, and there is a new roll
        (10, [LOOKED_AT], 6),  # somebody looked how much is left
        (5, [EMPTY], 53),  # the roll was taken out and put back: it is not used up
    ],
)
def test_a_roll_that_was_empty_is_a_new_one_when_there_is_paper_again(
    tmp_path: Path, slips: int, seen: list[PrinterStatus], left: int
) -> None:
    (tmp_path / "k1").mkdir()
    desk = Desk(tmp_path / "k1", roll_m=0.2)
    for _ in range(slips):
        desk.print(reprint=True)
    for desk.printer.says in (*seen, PrinterStatus()):
        desk.desk._look()
    desk.health.refresh()
    assert desk.facts[-1].devices["printer"].measures["paper_left"].value == left
    assert desk.news[-1] == PrinterNews("", near_end=left < 10)


def test_a_slip_that_cannot_be_made_keeps_nobody_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = e.PrintFailed(ticket_id=TICKET.ticket_id, cause="unprintable")
    desk.printer.outcome = ValueError("wider than the paper")
    assert desk.print() == failed
    assert desk.told() == [o.SlipFailed(ticket_id=TICKET.ticket_id, cause="unprintable")]

    def no_slip(_slip: Slip) -> Slip:
        raise KeyError("no such sentence")

    monkeypatch.setattr(desk.desk, "_shape", no_slip)
    assert desk.print() == failed
    assert desk.news == []  # the printer is well
