"""The server as a process: how it starts, refuses to start, dies and stops."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
import urllib3
from real_server import RealServer
from small_hall import wait_until

from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, ServerAway
from queue_server.gunicorn_server import STAY_S, STAYING


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path)
    yield made
    if made.process and made.process.poll() is None:
        made.kill()


def issue(kiosk: QueueClient) -> m.Ticket:
    return kiosk.issue(m.IssueTicket(request_id=uuid4(), service="company"))


def press() -> m.WindowCommand:
    return m.WindowCommand(request_id=uuid4())


class Visitors:
    """Press at four kiosks until the server is gone; `acknowledged` are the tickets they got."""

    def __init__(self, server: RealServer) -> None:
        self.acknowledged: list[m.Ticket] = []
        self._threads = [
            threading.Thread(target=self._press, args=(server, n)) for n in (1, 2, 3, 4)
        ]
        for thread in self._threads:
            thread.start()
        wait_until(lambda: len(self.acknowledged) > 60)

    def _press(self, server: RealServer, kiosk: int) -> None:
        client = server.kiosk(kiosk)
        try:
            while True:
                self.acknowledged.append(issue(client))
        except ServerAway:
            return

    def all_go(self) -> None:
        for thread in self._threads:
            thread.join(10)


def test_killed_while_kiosks_press_every_acknowledged_ticket_is_there_afterwards(
    server: RealServer,
) -> None:
    server.start()
    visitors = Visitors(server)
    server.kill()
    visitors.all_go()
    server.start()
    again = issue(server.kiosk())
    acknowledged = visitors.acknowledged
    assert int(again.number[1:]) > max(int(ticket.number[1:]) for ticket in acknowledged)
    assert len({ticket.number for ticket in acknowledged}) == len(acknowledged)
    for ticket in acknowledged:
        assert server.kiosk().ticket(ticket.ticket_id).number == ticket.number
    assert server.stop() == 0


def test_killed_in_a_call_the_visitor_is_still_at_the_window(server: RealServer) -> None:
    server.start()
    issue(server.kiosk())
    clerk = server.clerk(1)
    assert clerk.call_next("1", press()).number == "A001"
    server.kill()
    server.start()
    view = clerk.window("1")  # the session lives on, too
    assert view.ticket is not None
    assert view.ticket.number == "A001"
    assert server.stop() == 0


def test_it_stops_though_a_page_is_open(server: RealServer) -> None:
    server.start()
    clerk = server.clerk(1)
    path = f"{server.url}/api/v1/windows/1/stream"
    stream = urllib3.request("GET", path, headers=clerk._headers, preload_content=False)
    assert stream.read(14) == b"event: window\n"
    assert server.stop() == 0  # the page's stream would last for ever
    stream.release_conn()


def test_a_busy_port_is_one_sentence_and_exit_1(server: RealServer) -> None:
    server.start()
    second = subprocess.run(
        [sys.executable, "-m", "queue_server"],
        env=server.env,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr == (
        f"cannot listen on 127.0.0.1 port {server.port}: Address already in use\n"
    )


def test_data_in_use_is_said_and_exit_1(server: RealServer) -> None:
    server.start()
    second = subprocess.run(
        [sys.executable, "-m", "queue_server"],
        env={**server.env, "HALL_PORT": str(server.port + 1 if server.port < 65535 else 1024)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert "another server is using" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_mistake_in_the_configuration_is_exit_78(server: RealServer, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(server.folder.joinpath("hall.toml").read_text().replace("prefix", "prefx"))
    run = subprocess.run(
        [sys.executable, "-m", "queue_server"],
        env={**server.env, "HALL_CONFIG": str(wrong)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert run.returncode == 78
    assert "prefx" in run.stderr


def test_systemd_is_told_when_it_serves_not_before(server: RealServer, tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(20)
        server.process = server.launch(NOTIFY_SOCKET=str(path))
        assert manager.recv(4096).startswith(b"READY=1\nSTATUS=serving on")
        assert server.answers()
        assert server.stop() == 0
        said = set()
        while b"STOPPING=1" not in said:
            said.add(manager.recv(4096))


def test_nothing_of_it_is_readable_by_others(server: RealServer) -> None:
    server.start()
    issue(server.kiosk())
    data = server.folder / "data"
    for file in data.iterdir():
        if file.is_file():
            assert file.stat().st_mode & 0o077 == 0, file
    assert server.stop() == 0
    assert os.access(data / "hall.db", os.R_OK)


def test_a_morning_of_logins_leaves_it_small(server: RealServer) -> None:
    """argon2 takes 19 MiB for each: given back, whichever thread it was on."""
    server.start()
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    before = process.memory_full_info().pss
    with ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(server.log_in_as_nobody, range(16)))
    assert refused == ["wrong_password"] * 16
    assert process.memory_full_info().pss - before < 15_000_000
    assert server.stop() == 0


def test_requests_sent_together_are_answered_together(server: RealServer) -> None:
    """The thread that answered the first has read the second already: nothing more will come."""
    server.start()
    asked = f"GET /api/v1/hall HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=STAY_S / 2) as connection:
        connection.sendall(asked + asked)
        heard = b""
        while heard.count(b'"time_zone"') < 2:
            heard += connection.recv(65536)
    assert server.stop() == 0


def test_it_stops_though_kiosks_keep_their_connections(server: RealServer) -> None:
    server.start()
    kiosks = [server.kiosk() for _ in range(STAYING + 2)]  # more than threads that stay
    for kiosk in kiosks:
        kiosk.hall()
    assert server.stop() == 0
