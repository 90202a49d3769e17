"""A kiosk and the real server with a wire that is cut at each point: one number, and only one."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from config.hall import OfflineSettings
from kiosk import events as e
from kiosk.clocks import machine_clocks
from kiosk.delivery import Delivery
from kiosk.effects import IssueOrder
from kiosk.issuing import Issuing
from kiosk.ledger import Ledger
from kiosk.offline_numbers import Day, OfflineNumbers
from kiosk.pending import PendingOrder
from kiosk.states import Order
from queue_server.contract.client import QueueClient
from tests.hall.cut_off_hall import AtOnce
from tests.hall.cut_wire import CutWire

sys.path.insert(0, str(Path(__file__).parents[1] / "queue_server"))
from tests.queue_server.real_server import RealServer

AFTER_S = 1.0  # of silence a kiosk goes on alone


class RealKiosk:
    """Kiosk k1 without its screens."""

    def __init__(self, folder: Path, port: int, server: RealServer) -> None:
        hall = server.hall
        self.client = QueueClient(f"http://127.0.0.1:{port}", "kiosk-k1", within_s=AFTER_S)
        self.info = server.kiosk().hall()
        self.ledger = Ledger(folder / "kiosk.db", machine_clocks())
        day = Day(time_zone=hall.hall.time_zone, day_starts=hall.hall.day_starts)
        self.numbers = OfflineNumbers(self.ledger, OfflineSettings(), day, lambda: self.info, uuid4)
        self.numbers.heard(self.info)
        self.delivery = Delivery(
            self.client, "k1", self.ledger, self.numbers, lambda cause: None, lambda: 0.0, uuid4
        )
        self.delivery.heard(self.info, ["company"])
        self.delivery.lease()
        self.answers: list[e.Event] = []
        self.issuing = Issuing(
            self.client,
            "k1",
            PendingOrder(folder / "order.json", machine_clocks().now),
            self.answers.append,
            lambda news: None,
            self.numbers,
        )
        self.issuing.lane = AtOnce()  # type: ignore[assignment]

    def order(self, reprint: UUID | None = None) -> tuple[UUID, str]:
        order = Order(request_id=uuid4(), service="company", reprint=reprint)
        self.answers.clear()
        self.issuing.issue(IssueOrder(order=order, language="zh"))
        (answer,) = self.answers
        assert isinstance(answer, e.Issued)
        return answer.ticket.ticket_id, answer.ticket.number


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    made = RealServer(tmp_path_factory.mktemp("server"))
    made.start()
    yield made
    made.kill()


FATES = ("refused", "reset", "swallowed", "deaf")


@pytest.mark.parametrize("fate", FATES)
def test_wherever_the_wire_is_cut_a_visitor_gets_one_number_in_time(
    fate: str, server: RealServer, tmp_path: Path
) -> None:
    before = waiting(server)
    with CutWire(server.port) as wire:
        kiosk = RealKiosk(tmp_path, wire.port, server)
        online = kiosk.order()
        wire.fate = fate
        wire.drop()
        began = time.monotonic()
        alone = kiosk.order()
        assert time.monotonic() - began < AFTER_S * 3
        assert (online[1][:2].isalpha(), alone[1][:2]) == (False, "AX")
        wire.fate = "whole"
        wire.drop()
        while kiosk.delivery.drain():
            pass
    assert server.kiosk().ticket(alone[0]).number == alone[1]
    assert waiting(server) == before + 2
    assert kiosk.ledger.unsent() == []


def test_a_number_given_without_the_server_is_printed_again_without_it(
    server: RealServer, tmp_path: Path
) -> None:
    with CutWire(server.port) as wire:
        kiosk = RealKiosk(tmp_path, wire.port, server)
        wire.fate = "refused"
        wire.drop()
        given = kiosk.order()
        assert kiosk.order(reprint=given[0]) == given
        assert len(kiosk.ledger.unsent()) == 1


def test_entries_whose_answer_is_lost_are_sent_again_and_count_once(
    server: RealServer, tmp_path: Path
) -> None:
    before = waiting(server)
    with CutWire(server.port) as wire:
        kiosk = RealKiosk(tmp_path, wire.port, server)
        wire.fate = "refused"
        wire.drop()
        given = [kiosk.order() for _ in range(3)]
        for fate in ("deaf", "swallowed", "reset", "whole"):
            wire.fate = fate
            wire.drop()
            kiosk.delivery._not_before_s = 0.0
            kiosk.delivery.look()
    assert kiosk.ledger.unsent() == []
    assert waiting(server) == before + 3
    for ticket_id, number in given:
        assert server.kiosk().ticket(ticket_id).number == number


def test_a_server_that_is_killed_in_the_middle_finds_each_number_once(
    tmp_path: Path,
) -> None:
    """F-17."""
    server = RealServer(tmp_path)
    server.start()
    kiosk = RealKiosk(tmp_path / "k", server.port, server)
    given = [kiosk.order()]
    server.kill()
    given += [kiosk.order() for _ in range(2)]
    server.start()
    while kiosk.delivery.drain():
        server.kill()
        server.start()
    assert waiting(server) == len(given)
    for ticket_id, number in given:
        assert server.kiosk().ticket(ticket_id).number == number
    server.kill()


def waiting(server: RealServer) -> int:
    services = server.kiosk().hall().services
    return next(x.waiting for x in services if x.service == "company")
