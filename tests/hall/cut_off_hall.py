"""One kiosk and its server in one process, their clocks and the wire between in the test's hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from config.hall import OfflineSettings
from kiosk import events as e
from kiosk.clocks import Clocks
from kiosk.delivery import Delivery
from kiosk.effects import IssueOrder
from kiosk.issuing import Issuing
from kiosk.ledger import Ledger
from kiosk.ledger_file import Connection, connect
from kiosk.offline_numbers import Day, OfflineNumbers
from kiosk.pending import PendingOrder
from kiosk.states import Order
from queue_server import appointments
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract.client import Refused, ServerAway
from queue_server.domain.errors import RuleBroken
from queue_server.kiosk_entries import KioskEntries
from queue_server.leases import lease
from tests.queue_server.small_hall import SmallHall, small_hall

SERVICES = ["company", "permit", "fund"]


class Wire:
    """What becomes of what is said on it: "whole", "cut" before it is heard, "deaf": the answer is
    lost. `once` is for the next message only."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        self.is_up = True
        self.once: list[str] = []

    def _say(self, do: Callable[[], Any], answer: Any) -> Any:
        fate = self.once.pop(0) if self.once else "whole" if self.is_up else "cut"
        if fate == "cut":
            raise ServerAway("cut")
        try:
            said = do()
        except RuleBroken as broken:
            raise Refused(409, broken.code, broken.detail, broken.facts, broken.reason) from broken
        if fate == "deaf":
            raise ServerAway("the answer was lost")
        data = said if isinstance(said, bytes) else msgspec.json.encode(said)
        return msgspec.json.decode(data, type=answer)

    def hall_info(self) -> m.HallInfo:
        parts = self.hall.parts
        with parts.store.read() as reader:
            return parts.views.hall(reader, self.hall.now)

    # --- as `QueueClient`
    def issue(self, command: m.IssueTicket) -> m.Ticket:
        return self._say(lambda: self.hall.issue_bytes(command), m.Ticket)

    def ticket(self, ticket_id: object) -> m.Ticket:
        return self._say(lambda: self.hall.ticket(UUID(str(ticket_id))), m.Ticket)

    def look_up(self, question: a.LookUp) -> a.Held:
        def ask() -> a.Held:
            with self.hall.parts.store.read() as reader:
                return appointments.held(self.hall.parts.queue, reader, question, self.hall.now)

        return self._say(ask, a.Held)

    def check_in(self, command: a.CheckIn) -> m.Ticket:
        parts = self.hall.parts
        return self._say(
            lambda: parts.commands.once(
                "check-in",
                command,
                lambda tx, now: parts.views.issued(
                    tx, appointments.check_in(parts.queue, tx, command, "kiosk-k1", now)
                ),
            ),
            m.Ticket,
        )

    def lease(self, command: o.LeaseBands) -> o.Bands:
        parts = self.hall.parts
        return self._say(
            lambda: parts.commands.once(
                "lease", command, lambda tx, now: lease(parts.queue, tx, command, "kiosk-k1", now)
            ),
            o.Bands,
        )

    def send_entries(self, message: o.SendEntries) -> o.EntriesTaken:
        message = msgspec.json.decode(msgspec.json.encode(message), type=o.SendEntries)
        parts = self.hall.parts

        def take() -> o.EntriesTaken:
            parts.commands.close_earlier_days()
            return KioskEntries(parts.queue, parts.store, parts.clock).take(message, "kiosk-k1")

        return self._say(take, o.EntriesTaken)


class AtOnce:
    """A lane without a thread."""

    def do(self, job: Callable[[], None], *, then_look: bool = False) -> None:
        job()


@dataclass(frozen=True)
class Seen:
    """A number that a visitor saw, and when."""

    ticket: m.Ticket
    at: datetime
    request_id: UUID


class CutOffHall:
    """Clerks sit at the small hall's windows; kiosk k1 stands in `folder`."""

    def __init__(
        self,
        folder: Path,
        connect: Callable[[Path], Connection] = connect,
        settings: OfflineSettings | None = None,
        **hall: Any,
    ) -> None:
        self.folder = folder / "kiosk-0"
        self.folder.mkdir(parents=True)
        (folder / "server").mkdir()
        self.settings = settings or OfflineSettings(numbers_per_service=40, days=2)
        self.hall = SmallHall(replace(small_hall(folder / "server", **hall), offline=self.settings))
        self.hall.sit("1", "2", "3", "4")
        self.wire = Wire(self.hall)
        self.connect = connect
        self.mono_s, self.boot_id = 50.0, uuid4()
        self.kiosk_ahead = timedelta(0)
        self.seen: list[Seen] = []
        self.refused: list[e.IssueRefused] = []
        self.unanswered = 0
        self.power_on()

    def close(self) -> None:
        self.ledger.close()
        self.hall.close()

    @property
    def now(self) -> datetime:
        return self.hall.now

    def pass_by(self, seconds: float) -> None:
        self.hall.later(seconds)
        self.mono_s += seconds

    # --- the kiosk ------------------------------------------------------------------------------

    def power_on(self) -> None:
        clocks = Clocks(
            now=lambda: self.hall.now + self.kiosk_ahead,
            mono_s=lambda: self.mono_s,
            boot_id=self.boot_id,
        )
        self.ledger = Ledger(self.folder / "kiosk.db", clocks, connect=self.connect)
        self.ledger.end_interrupted()
        self.hall_info = self.wire.hall_info()
        self.numbers = OfflineNumbers(
            self.ledger,
            self.settings,
            Day(time_zone="Asia/Shanghai", day_starts="04:00"),
            lambda: self.hall_info,
            uuid4,
        )
        self.answers: list[e.Event] = []
        self.pending = PendingOrder(self.folder / "order.json", clocks.now)
        self.issuing = Issuing(
            self.wire,  # type: ignore[arg-type]  # what else it can ask is not asked here
            "k1",
            self.pending,
            self.answers.append,
            lambda news: None,
            self.numbers,
        )
        self.issuing.lane = AtOnce()  # type: ignore[assignment]
        self.delivery = Delivery(
            self.wire, "k1", self.ledger, self.numbers, lambda cause: None, lambda: 0.0, uuid4
        )

    def power_cut(self) -> None:
        """The kiosk's process is gone; what was on its disk is there."""
        after = self.folder.with_name(f"kiosk-{uuid4()}")
        shutil.copytree(self.folder, after)
        self.folder = after
        self.boot_id, self.mono_s = uuid4(), 3.0
        self.power_on()

    def hear(self) -> None:
        """The server's word comes in the background, and what follows from it."""
        if not self.wire.is_up:
            return
        self.numbers.heard(self.wire.hall_info())
        self.delivery.heard(self.hall_info, SERVICES)
        self.pass_by(5)
        self.delivery.look()

    def order(
        self,
        service: str = "company",
        *,
        request_id: UUID | None = None,
        person: m.Person | None = None,
        fate: str = "",
        recovered: bool = False,
    ) -> m.Ticket | None:
        """A visitor touches a service; what is on the screen then. `recovered`: the kiosk died
        while the slip of this order printed."""
        order = Order(request_id=request_id or uuid4(), service=service, person=person)
        self.wire.once = [fate] if fate else []
        self.answers.clear()
        self.issuing.issue(IssueOrder(order=order, language="zh", recovered=recovered))
        self.wire.once = []
        (answer,) = self.answers
        self.unanswered += isinstance(answer, e.IssueUnanswered)
        if isinstance(answer, e.IssueRefused):
            self.refused.append(answer)
        if not isinstance(answer, e.Issued):
            return None
        self.seen.append(Seen(answer.ticket, self.now, order.request_id))
        return answer.ticket

    def drain(self) -> None:
        """The wire is whole and everything is sent."""
        self.wire.is_up = True
        for _ in range(100):
            if not self.delivery.drain():
                return
        raise AssertionError("the outbox does not empty")

    # --- what must hold -------------------------------------------------------------------------

    def rows(self, sql: str) -> list[Any]:
        return self.hall.rows(sql)

    def require_nothing_lost(self) -> None:
        """I-04: each number that was seen is durable somewhere; I-01: none was given twice."""
        durable = {UUID(str(row[0])) for row in self.rows("SELECT ticket_id FROM ticket")}
        with self.ledger.file.reading() as db:
            entries = [row[0] for row in db.execute("SELECT entry FROM outbox").fetchall()]
        kept = [msgspec.json.decode(entry, type=o.Entry).what for entry in entries]
        durable |= {what.ticket_id for what in kept if isinstance(what, o.IssuedOffline)}
        labels: dict[tuple[Any, str], UUID] = {}
        for seen in self.seen:
            ticket = seen.ticket
            assert ticket.ticket_id in durable, ticket
            label = (ticket.business_date, ticket.number)
            assert labels.setdefault(label, ticket.ticket_id) == ticket.ticket_id, ticket

    def require_all_home(self) -> None:
        """After a drain the server has every number that was seen, once, and nothing else waits."""
        assert self.ledger.unsent() == []
        assert self.rows("SELECT * FROM parked_entry") == []
        tickets = {UUID(str(i)): s for i, s in self.rows("SELECT ticket_id, state FROM ticket")}
        seen = {s.ticket.ticket_id for s in self.seen}
        assert seen <= set(tickets)
        others = [state for ticket_id, state in tickets.items() if ticket_id not in seen]
        # Where the kiosk had no number either, the visitor still stands there and tries again.
        assert others.count("waiting") <= self.unanswered
