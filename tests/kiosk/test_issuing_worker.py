"""The worker that asks for numbers, and the order in hand that survives a kill."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from workers_at_hand import NOW, ORDER, Desk

from kiosk import effects as f
from kiosk import events as e
from kiosk.issuing import Issuing
from kiosk.news import ServerNews
from kiosk.pending import MOST_STARTS, PendingOrder
from kiosk.states import Order
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.messages import (
    HallInfo,
    IssueTicket,
    Person,
    PriorityReason,
    Ticket,
)


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


def test_the_order_in_hand_survives_a_kill(desk: Desk, tmp_path: Path) -> None:
    desk.pending.keep(ORDER, "en", printing=False)
    again = PendingOrder(tmp_path / "order.json", lambda: NOW + timedelta(seconds=20))
    assert again.recover() == e.Recovered(order=ORDER, language="en", printing=False)
    desk.pending.printing()
    assert again.recover() == e.Recovered(order=ORDER, language="en", printing=True)
    assert (tmp_path / "order.json").stat().st_mode & 0o777 == 0o600


def test_an_order_that_brings_the_kiosk_down_does_so_three_times_and_not_for_ever(
    desk: Desk, tmp_path: Path
) -> None:
    """Each start asks for it anew, so it never grows old."""
    desk.pending.keep(ORDER, "zh", printing=False)
    tried = 0
    for _ in range(5):
        begun = PendingOrder(tmp_path / "order.json", lambda: NOW)
        while_it_is_wired, on_its_screen = begun.recover(), begun.recover()
        assert while_it_is_wired == on_its_screen
        if on_its_screen is None:
            break
        tried += 1
        begun.keep(on_its_screen.order, "zh", printing=on_its_screen.printing)
        begun.printing()
    assert tried == MOST_STARTS
    assert list(tmp_path.iterdir()) == []
    desk.pending.keep(ORDER, "zh", printing=False)
    assert PendingOrder(tmp_path / "order.json", lambda: NOW).recover() is not None


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
