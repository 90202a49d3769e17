"""A hall whose day is lived by calls of its use cases, at times that the test sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from config.hall import Hall
from config.loader import load
from queue_server.contract import messages as m
from queue_server.contract.window_view import WindowView
from queue_server.hall import HallQueue
from queue_server.ids import new_id
from queue_server.layout import Layout
from queue_server.shown import Shown
from queue_server.storage.provisioning import AccountRow, ensure_accounts, open_store
from queue_server.storage.transaction import Transaction
from queue_server.views import Views

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in the demonstration hall


def demo_hall(data: Path) -> Hall:
    """The packaged demonstration hall with its data in `data`."""
    return load(None, {"HALL_DATA": str(data), "HALL_RUN": str(data), "HALL_LED_PORT": "5005"})


class Morning:
    """`minute` is the time since nine; every call happens then. Close it at the end."""

    def __init__(self, data: Path) -> None:
        self.config = demo_hall(data)
        self.layout = Layout(self.config)
        self.store = open_store(self.config)
        self.views = Views(self.layout, Shown())
        self.queue = HallQueue(self.layout, self.views, new_id)
        self.minute = 0.0
        ensure_accounts(
            self.store,
            [
                AccountRow("wang", "王芳", "clerk", "1", "no login here"),
                AccountRow("li", "李强", "clerk", "2", "no login here"),
                AccountRow("lead", "主任", "supervisor", None, "no login here"),
            ],
        )

    @property
    def now(self) -> datetime:
        return NINE + timedelta(minutes=self.minute)

    def issue(self, service: str, at: float, **told: Any) -> m.Ticket:
        self.minute = at
        command = m.IssueTicket(request_id=new_id(), service=service, **told)
        return self.store.write(lambda tx: self.queue.issue(tx, command, "kiosk-k1", self.now))

    def at(self, window: str, minute: float, verb: str, *told: Any, by: str = "") -> Any:
        self.minute = minute

        def work(tx: Transaction) -> Any:
            desk = self.queue.at(tx, window, by or f"desk-{window}", self.now)
            return getattr(desk, verb)(*told)

        return self.store.write(work)

    def rate(self, window: str, level: int, minute: float, act_id: UUID) -> None:
        self.minute = minute
        command = m.RateService(request_id=new_id(), act_id=act_id, level=level)
        self.store.write(lambda tx: self.queue.rate(tx, command, {window}, "desk-d1", self.now))

    def view(self, window: str) -> WindowView:
        with self.store.read() as reader:
            return self.views.window(reader, window, self.now)

    def close(self) -> None:
        self.store.close()


def live_through(morning: Morning) -> dict[str, m.Ticket]:
    """Ann and Bob are served at window 1 (Bob with a hold), Cai is transferred and missed, Dee
    gives up, Eve is never called; Ann rates 5, Bob does not. `mistaken_presses` go on from here.
    """
    day = morning
    day.at("1", 0, "log_in", "wang")
    day.at("2", 0, "log_in", "li")
    issue: Callable[..., m.Ticket] = day.issue
    ann = issue("company-setup", 0)
    day.at("1", 4, "call_next")
    day.at("1", 5, "start")
    bob = issue("company-setup", 10)
    day.at("1", 15, "finish")
    asked = day.view("1").rating
    assert asked is not None
    day.rate("1", 5, 15.2, asked.act_id)
    day.at("1", 16, "call_next")
    day.at("1", 17, "start")
    cai = issue("company-change", 18)
    day.at("1", 20, "hold")
    day.at("2", 22, "call_next")
    day.at("2", 23, "transfer", "trade-permit", None)
    day.at("1", 30, "resume", bob.number)
    day.at("1", 31, "start")
    day.at("1", 33, "finish")
    dee = issue("company-setup", 61)
    eve = issue("company-setup", 62)
    day.at("2", 65, "call", cai.number)
    day.at("2", 66, "miss")
    day.at("2", 70, "abandon", dee.number)
    return {"ann": ann, "bob": bob, "cai": cai, "dee": dee, "eve": eve}


def mistaken_presses(morning: Morning) -> None:
    """One second after each wrong press it is taken back: Fay is served once, by another press;
    Gil, who came without a number, is missed once, not twice; Eve does not give up."""
    day, second = morning, 1 / 60
    fay = day.issue("company-setup", 80)
    for wrong, minute in (("finish", 82), ("hold", 83)):
        if wrong == "finish":
            day.at("1", 81, "call", fay.number)
        day.at("1", minute, wrong)
        day.at("1", minute + second, "undo")
    day.at("1", 84, "start")
    day.at("1", 86, "transfer", "trade-permit")
    day.at("1", 86 + second, "undo")
    day.at("1", 88, "finish")
    day.at("2", 90, "walk_in", "company-change")
    day.at("2", 91, "miss")
    day.at("2", 91 + second, "undo")
    day.at("2", 92, "miss")
    eve = day.view("1").queue[0].number
    day.at("1", 93, "abandon", eve)
    day.at("1", 93 + second, "undo")


def rated_before_the_end(morning: Morning) -> None:
    """Hua rates 1 while still at the window, and is sent on to another service after that."""
    day = morning
    day.issue("company-setup", 100)
    day.at("1", 101, "call_next")
    day.at("1", 102, "ask_rating")
    asked = day.view("1").rating
    assert asked is not None
    day.rate("1", 1, 102.1, asked.act_id)
    day.at("1", 103, "transfer", "trade-permit")
