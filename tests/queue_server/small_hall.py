"""A hall of three services and four windows, its clock in the test's hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec
import pytest

from config.hall import (
    Group,
    Hall,
    HallSettings,
    ServerSettings,
    Service,
    Zone,
)
from config.kinds import Name
from config.machines import Desk, Pad
from config.rating import RatingSettings
from config.windows import WindowRange
from queue_server.contract import messages as m
from queue_server.contract.window_view import CallAnswer, WindowView
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts, make_parts
from queue_server.storage.changes import Changes
from queue_server.window_desk import WindowDesk

T = TypeVar("T")
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
ALICE = m.Person(hash="a" * 64, masked_name="爱*")


def wait_until(true: Callable[[], object], within_s: float = 10.0) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def _name(text: str) -> Name:
    return Name(zh=text, en=text)


def small_hall(folder: Path, *, url: str = "", **settings: Any) -> Hall:
    """Windows 1 and 2 serve A and B; 3 serves B and C; 4 serves C."""
    server = {key: settings.pop(key) for key in ("port", "max_streams") if key in settings}
    return Hall(
        hall=HallSettings(id="h", name=_name("小厅"), day_starts="04:00", **settings),
        zones=[Zone(id="z", name=_name("区"))],
        groups=[Group(id="g", name=_name("组"))],
        services=[
            Service(id=service, name=_name(service), prefix=prefix, group="g", zone="z")
            for service, prefix in (("company", "A"), ("permit", "B"), ("fund", "C"))
        ],
        windows=[
            WindowRange(ids="1-2", zone="z", services=["company", "permit"], kind="general"),
            WindowRange(ids="3", zone="z", services=["permit", "fund"]),
            WindowRange(ids="4", zone="z", services=["fund"]),
        ],
        server=ServerSettings(database_url=url or f"sqlite:///{folder}/hall.db", **server),
        rating=RatingSettings(window_s=30.0),
        desks=[Desk(id="d1", port="loop://", pads=[Pad(window="1", address=1)])],
    )


class SmallHall:
    """The use cases as people press them. `now` moves only by `later`."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.now = NINE
        self.changes: list[Changes] = []
        self.parts: Parts = make_parts(hall, clock=lambda: self.now)
        self.parts.store.on_change(self.changes.append)

    def close(self) -> None:
        self.parts.close()

    def reopen(self) -> None:
        """The server stops and starts again."""
        self.parts.close()
        self.parts = make_parts(self.hall, clock=lambda: self.now)

    def later(self, seconds: float = 60.0) -> None:
        self.now += timedelta(seconds=seconds)

    def sit(self, *windows: str) -> None:
        """Clerks c1, c2 … sit down at their windows."""
        for window in windows:
            self._write(partial(self._sit_down, window=window))

    def _sit_down(self, tx: Any, window: str) -> None:
        self._desk(tx, window).log_in(f"c{window}")

    def stand_up(self, window: str) -> None:
        self._write(lambda tx: self._desk(tx, window).log_out())

    def issue(
        self, service: str = "company", request_id: UUID | None = None, **told: Any
    ) -> m.Ticket:
        command = m.IssueTicket(request_id=request_id or uuid4(), service=service, **told)
        return msgspec.json.decode(self.issue_bytes(command), type=m.Ticket)

    def issue_bytes(self, command: m.IssueTicket) -> bytes:
        queue = self.parts.queue
        return self.parts.commands.once(
            "issue", command, lambda tx, now: queue.issue(tx, command, "kiosk-k1", now)
        )

    def next(self, window: str = "1", request_id: UUID | None = None) -> CallAnswer:
        return self._press(window, "call-next", CallAnswer, lambda d: d.call_next(), request_id)

    def call(self, number: str, window: str = "1") -> CallAnswer:
        return self._press(window, "call", CallAnswer, lambda d: d.call(number))

    def press(self, verb: str, window: str = "1", *told: Any) -> WindowView:
        """recall, start, finish, miss, hold, resume, abandon, transfer, pause, open."""
        return self._press(window, verb, WindowView, lambda d: getattr(d, verb)(*told) or d.view())

    def rate(
        self,
        act_id: UUID,
        level: int = 5,
        windows: frozenset[str] = frozenset("1234"),
        **told: Any,
    ) -> m.Rating:
        command = m.RateService(request_id=uuid4(), act_id=act_id, level=level, **told)
        queue = self.parts.queue
        answer = self.parts.commands.once(
            "rate", command, lambda tx, now: queue.rate(tx, command, set(windows), "desk-d1", now)
        )
        return msgspec.json.decode(answer, type=m.Rating)

    def view(self, window: str = "1") -> WindowView:
        with self.parts.store.read() as reader:
            return self.parts.views.window(reader, window, self.now)

    def ticket(self, ticket_id: UUID) -> m.Ticket:
        with self.parts.store.read() as reader:
            found = reader.ticket(ticket_id)
            assert found is not None
            return self.parts.views.ticket(reader, found)

    def rows(self, sql: str) -> list[Any]:
        with self.parts.store.reading() as connection:
            return list(connection.exec_driver_sql(sql))

    def _press(
        self,
        window: str,
        verb: str,
        answer: type[T],
        act: Callable[[WindowDesk], msgspec.Struct],
        request_id: UUID | None = None,
    ) -> T:
        command = m.WindowCommand(request_id=request_id or uuid4())
        body = self.parts.commands.once(
            f"{window}/{verb}",
            command,
            lambda tx, now: act(self.parts.queue.at(tx, window, f"c{window}", now)),
        )
        return msgspec.json.decode(body, type=answer)

    def _desk(self, tx: Any, window: str) -> WindowDesk:
        return self.parts.queue.at(tx, window, f"c{window}", self.now)

    def _write(self, work: Callable[[Any], T]) -> T:
        return self.parts.store.write(work)


MakeHall = Callable[..., SmallHall]


def refused(code: str) -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=rf"^{code}:")
