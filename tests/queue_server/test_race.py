"""16 clerks and 8 kiosks against one real server: every number once, every ticket called once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from real_server import KIOSKS, WINDOWS, RealServer

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult

TICKETS = 2_000
SERVICES = ("company", "permit")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path)
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.kill()


def test_two_thousand_visitors(server: RealServer) -> None:
    all_issued = threading.Event()
    start = threading.Barrier(KIOSKS + WINDOWS)

    def kiosk(n: int) -> list[str]:
        client = server.kiosk(n + 1)
        start.wait(30)
        return [
            client.issue(m.IssueTicket(request_id=uuid4(), service=SERVICES[i % 2])).number
            for i in range(TICKETS // KIOSKS)
        ]

    def clerk(n: int) -> list[str]:
        window = str(n + 1)
        client = server.clerk(n + 1)
        start.wait(30)
        called: list[str] = []
        while True:
            nobody_more = all_issued.is_set()
            answer = client.call_next(window, m.WindowCommand(request_id=uuid4()))
            if answer.result is CallResult.CALLED and answer.number:
                called.append(answer.number)
            elif answer.result is CallResult.NOBODY_WAITING and nobody_more:
                return called

    with ThreadPoolExecutor(KIOSKS + WINDOWS) as pool:
        kiosks = [pool.submit(kiosk, n) for n in range(KIOSKS)]
        clerks = [pool.submit(clerk, n) for n in range(WINDOWS)]
        issued = [number for k in kiosks for number in k.result(100)]
        all_issued.set()
        called = [number for c in clerks for number in c.result(100)]

    expected = {f"{prefix}{n:03}" for prefix in "AB" for n in range(1, TICKETS // 2 + 1)}
    assert Counter(issued) == Counter(expected)
    assert Counter(called) == Counter(expected)
    assert server.stop() == 0
    states = server.rows("SELECT state, count(*) FROM ticket GROUP BY state")
    assert [tuple(row) for row in states] == [("served", TICKETS)]
    assert server.rows("SELECT count(*) FROM service_act WHERE outcome = 'served'")[0][0] == TICKETS
    assert server.rows("PRAGMA integrity_check")[0][0] == "ok"
