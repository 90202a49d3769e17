"""What a kiosk asks the server beside a plain number: check-ins, reprints, what somebody holds."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kiosk import effects as f
from kiosk import events as e
from kiosk.issuing import Issuing
from kiosk.news import ServerNews
from kiosk.pending import PendingOrder
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract.appointments import CheckIn, Held, LookUp
from queue_server.contract.client import QueueClient, Refused, ServerAway

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ID = UUID(int=1)
WANG = m.Person(hash="a" * 64, masked_name="王**")
ELDER = m.PriorityReason.ELDER
WITHIN_S = 30.0


class ServerAtHand:
    """Keeps what it was asked; `answers` by the method's name, an exception is raised."""

    def __init__(self, hall: m.HallInfo, **answers: object) -> None:
        self.answers: dict[str, object] = {"hall": hall, **answers}
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*arguments: object) -> object:
            if name != "hall":
                self.asked.append((name, arguments))
            answer = self.answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return ask


@contextmanager
def issuing_with(server: ServerAtHand, folder: Path) -> Iterator[tuple[Issuing, Any, Any]]:
    events: queue.Queue[e.Event] = queue.Queue()
    news: queue.Queue[ServerNews] = queue.Queue()
    pending = PendingOrder(folder / "order.json", lambda: NOW)
    issuing = Issuing(server, "k1", pending, events.put, news.put)
    issuing.lane.start()
    try:
        yield issuing, events, news
    finally:
        issuing.lane.stop()
        issuing.lane.join(WITHIN_S)


def answer_to(order: Order, server: ServerAtHand, folder: Path) -> e.Event:
    with issuing_with(server, folder) as (issuing, events, _):
        issuing.issue(f.IssueOrder(order=order, language="zh"))
        answer: e.Event = events.get(timeout=WITHIN_S)
        return answer


@pytest.mark.parametrize(
    ("who", "command"),
    [
        ({"reference": "YY-1", "person": WANG}, {"reference": "YY-1"}),
        ({"person": WANG}, {"person": WANG}),
        ({"phone_hash": "b" * 64}, {"phone_hash": "b" * 64}),
        ({"person": WANG, "elder": True}, {"person": WANG, "priority_reason": ELDER}),
        (
            {"reference": "YY-1", "person": WANG, "elder": True},
            {"reference": "YY-1", "priority_reason": ELDER},
        ),
    ],
    ids=["code", "card", "telephone", "an elder's card", "an elder's code"],
)
def test_a_check_in_names_exactly_one_of_code_card_and_telephone(
    who: dict[str, Any],
    command: dict[str, Any],
    hall_info: m.HallInfo,
    ticket: m.Ticket,
    tmp_path: Path,
) -> None:
    server = ServerAtHand(hall_info, check_in=ticket)
    order = Order(request_id=ID, check_in=True, **who)
    assert answer_to(order, server, tmp_path) == e.Issued(request_id=ID, ticket=ticket)
    assert server.asked == [("check_in", (CheckIn(request_id=ID, kiosk="k1", **command),))]


def test_a_check_in_in_hand_survives_a_power_cut(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    order = Order(request_id=ID, check_in=True, reference="YY-1")
    answer_to(order, ServerAtHand(hall_info, check_in=ServerAway("cut")), tmp_path)
    again = PendingOrder(tmp_path / "order.json", lambda: NOW).recover()
    assert again == e.Recovered(order=order, language="zh", printing=False)


def test_an_order_whose_visitor_left_before_it_was_sent_is_neither_sent_nor_kept(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    looking, looked = threading.Event(), threading.Event()

    class Slow(ServerAtHand):
        def hall(self) -> m.HallInfo:
            looking.set()
            looked.wait(WITHIN_S)
            return hall_info

    server = Slow(hall_info, issue=ticket)
    order = Order(request_id=ID, service="real-estate", person=WANG)
    with issuing_with(server, tmp_path) as (issuing, events, news):
        assert looking.wait(WITHIN_S)
        issuing.issue(f.IssueOrder(order=order, language="zh"))
        issuing.forget()
        looked.set()
        news.get(timeout=WITHIN_S)  # of the look that was under way
        news.get(timeout=WITHIN_S)  # of the one that follows the forgetting
        assert events.empty()
    assert server.asked == []
    assert not (tmp_path / "order.json").exists()


def test_an_order_that_was_settled_is_not_on_disk_any_more(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    order = Order(request_id=ID, service="real-estate", person=WANG)
    with issuing_with(ServerAtHand(hall_info, issue=ticket), tmp_path) as (issuing, events, _):
        issuing.issue(f.IssueOrder(order=order, language="zh"))
        assert events.get(timeout=WITHIN_S) == e.Issued(request_id=ID, ticket=ticket)
        assert (tmp_path / "order.json").exists()
        issuing.forget()
    assert not (tmp_path / "order.json").exists()


def test_a_reprint_is_told_to_the_server_before_it_is_printed(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    server = ServerAtHand(hall_info, reprint=ticket)
    order = Order(request_id=ID, reprint=ticket.ticket_id)
    assert answer_to(order, server, tmp_path) == e.Issued(request_id=ID, ticket=ticket)
    command = m.ReprintTicket(request_id=ID, kiosk="k1")
    assert server.asked == [("reprint", (ticket.ticket_id, command))]


def test_a_telephone_number_goes_to_the_server_as_its_hash_only(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    server = ServerAtHand(hall_info, issue=ticket)
    answer_to(Order(request_id=ID, service="real-estate", phone_hash="b" * 64), server, tmp_path)
    [(_, (command,))] = server.asked
    assert isinstance(command, m.IssueTicket)
    assert (command.phone_hash, command.person) == ("b" * 64, None)


def test_a_refusal_for_a_ticket_that_is_there_brings_that_ticket(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    facts = {"number": ticket.number, "ticket_id": str(ticket.ticket_id)}
    no = Refused(409, "already_waiting", "there is one", facts)
    server = ServerAtHand(hall_info, issue=no, ticket=ticket)
    answer = answer_to(Order(request_id=ID, service="real-estate"), server, tmp_path)
    assert answer == e.IssueRefused(
        request_id=ID, code="already_waiting", facts=facts, ticket=ticket
    )


def test_a_ticket_that_cannot_be_had_leaves_its_number(
    hall_info: m.HallInfo, tmp_path: Path
) -> None:
    facts = {"number": "E007", "ticket_id": str(ID)}
    no = Refused(409, "already_waiting", "there is one", facts)
    server = ServerAtHand(hall_info, issue=no, ticket=ServerAway("cut"))
    answer = answer_to(Order(request_id=ID, service="real-estate"), server, tmp_path)
    assert answer == e.IssueRefused(request_id=ID, code="already_waiting", facts=facts)


def test_what_people_wrote_comes_with_the_refusal(hall_info: m.HallInfo, tmp_path: Path) -> None:
    no = Refused(409, "service_closed", "closed", {}, {"zh": "检修"})
    answer = answer_to(
        Order(request_id=ID, service="real-estate"), ServerAtHand(hall_info, issue=no), tmp_path
    )
    assert isinstance(answer, e.IssueRefused)
    assert answer.reason == {"zh": "检修"}


# --- what somebody holds --------------------------------------------------------------------


def test_what_a_person_holds_is_asked_by_hash(
    hall_info: m.HallInfo, ticket: m.Ticket, tmp_path: Path
) -> None:
    held = Held(tickets=[ticket], appointments=[])
    server = ServerAtHand(hall_info, look_up=held)
    with issuing_with(server, tmp_path) as (issuing, events, _):
        issuing.look_up_held(f.LookUpHeld(serial=7, phone_hash="b" * 64))
        assert events.get(timeout=WITHIN_S) == e.HeldFound(serial=7, held=held)
    assert server.asked == [("look_up", (LookUp(phone_hash="b" * 64),))]


@pytest.mark.parametrize("error", [ServerAway("cut"), Refused(404, "not_found", "an old server")])
def test_no_answer_to_that_is_said_as_nothing_known(
    error: Exception, hall_info: m.HallInfo, tmp_path: Path
) -> None:
    server = ServerAtHand(hall_info, look_up=error)
    with issuing_with(server, tmp_path) as (issuing, events, _):
        issuing.look_up_held(f.LookUpHeld(serial=7, person_hash="a" * 64))
        assert events.get(timeout=WITHIN_S) == e.HeldUnknown(serial=7)


def test_a_server_that_is_known_to_be_away_is_not_waited_for(
    hall_info: m.HallInfo, tmp_path: Path
) -> None:
    server = ServerAtHand(hall_info)
    server.answers["hall"] = ServerAway("cut")
    with issuing_with(server, tmp_path) as (issuing, events, news):
        assert news.get(timeout=WITHIN_S) == ServerNews(None)
        issuing.look_up_held(f.LookUpHeld(serial=7, person_hash="a" * 64))
        assert events.get(timeout=WITHIN_S) == e.HeldUnknown(serial=7)
    assert server.asked == []


# --- whether an order may have arrived ----------------------------------------------------------


def test_an_order_that_found_no_connection_has_surely_not_arrived() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, and nobody listens
        with pytest.raises(ServerAway) as away:
            QueueClient(f"http://127.0.0.1:{nobody.getsockname()[1]}").hall()
    assert not away.value.sent


def test_an_order_whose_answer_was_lost_may_have_arrived() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = QueueClient(f"http://127.0.0.1:{server.getsockname()[1]}", read_timeout_s=0.2)
        with pytest.raises(ServerAway) as away:
            client.hall()
    assert away.value.sent


@pytest.mark.parametrize("sent", [True, False])
def test_the_visitor_is_told_whether_the_order_may_have_arrived(
    sent: bool, hall_info: m.HallInfo, tmp_path: Path
) -> None:
    order = Order(request_id=ID, check_in=True, reference="YY-1")
    server = ServerAtHand(hall_info, check_in=ServerAway("cut", sent=sent))
    assert answer_to(order, server, tmp_path) == e.IssueUnanswered(request_id=ID, sent=sent)
