"""The real application on a free loopback port, with clerks who can log in, for a real browser."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from morning import demo_hall
from werkzeug.serving import WSGIRequestHandler, make_server

from queue_server.app import create_app
from queue_server.contract import messages as m
from queue_server.contract.window_view import WindowView
from queue_server.domain.business_day import BusinessDay
from queue_server.ids import new_id
from queue_server.parts import make_parts
from queue_server.storage.provisioning import AccountRow, ensure_accounts

PASSWORD = "a long enough sentence"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # tests log in often


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # its own name
        pass


class LiveHall:
    """`serve` and `hang_up` are the cable between the browser and the server. `changes` are parts
    of the demonstration hall's settings, in the place of its own."""

    def __init__(self, data: Path, **changes: Any) -> None:
        self.parts = make_parts(replace(demo_hall(data), **changes))
        self.app = create_app(self.parts)
        secret = _QUICK.hash(PASSWORD)
        ensure_accounts(
            self.parts.store,
            [
                AccountRow("wang", "王芳", "clerk", "1", secret),
                AccountRow("li", "李强", "clerk", "2", secret),
                AccountRow("lead", "主任", "supervisor", None, secret),
            ],
        )
        self.port = 0
        self.lost_answers = 0
        self.serve()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self) -> None:
        """Listen, on the same port as before."""
        self._server = make_server(
            "127.0.0.1", self.port, self._answer, threaded=True, request_handler=Quiet
        )
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def hang_up(self) -> None:
        """Stop listening and end what is open, as a server that is stopped does."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        with self.parts.streams._lock:
            for stream in self.parts.streams._open:
                stream.end()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The application; while `lost_answers` lasts, commands are done and nobody hears it."""
        answer = self.app(environ, start_response)
        if self.lost_answers and environ["REQUEST_METHOD"] == "POST":
            self.lost_answers -= 1
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    def close(self) -> None:
        self.hang_up()
        self.parts.close()

    def issue(self, service: str, **told: Any) -> str:
        """A visitor takes a number at a kiosk."""
        command = m.IssueTicket(request_id=new_id(), service=service, **told)
        queue, now = self.parts.queue, self.parts.clock()
        return self.parts.store.write(lambda tx: queue.issue(tx, command, "kiosk-k1", now)).number

    def tell_of_ailing_devices(self) -> None:
        """One device of each look: well, low on paper, faulty, away, of a program that is lost."""
        programs, now = self.parts.programs, self.parts.clock()
        programs.note_broker(True)
        ok = m.DeviceHealth(state=m.DeviceState.OK, since=now, last_contact=now)
        low = m.DeviceHealth(
            state=m.DeviceState.DEGRADED,
            since=now,
            cause="paper_near_end",
            last_contact=now,
            counters={"link_lost": 2},
            paper=m.PaperLevel.NEAR_END,
        )
        fault = m.DeviceHealth(state=m.DeviceState.FAULT, since=now, cause="text_too_long")
        away = m.DeviceHealth(state=m.DeviceState.OFFLINE, since=now, cause="garbled")
        said: dict[str, dict[str, m.DeviceHealth]] = {
            "kiosk-k1": {"printer": low, "id_reader": ok},
            "display": {"hall": fault, "strips/1": away},
            "desk-d1": {"pads": ok},
        }
        for program, devices in said.items():
            programs.note(m.HealthFact(program=program, online=True, devices=devices))
        programs.note(m.HealthFact(program="desk-d1", online=False, lost=True))

    def ticket_link(self, number: str) -> str:
        with self.parts.store.read() as reader:
            found = reader.numbered(self.parts.views.day.date_of(self.parts.clock()), [number])
        return f"{self.url}/t/{found[0].ticket_id}"

    def view(self, window: str) -> WindowView:
        with self.parts.store.read() as reader:
            return self.parts.views.window(reader, window, self.parts.clock())

    def show(self, window: str, display: str = "hall") -> None:
        """A display says that it shows what the window last did."""
        fact = m.ShownFact(
            display=display,
            window=window,
            epoch=1,
            version=self.view(window).version,
            shown_at=self.parts.clock(),
        )
        self.parts.shown.note(fact)
        self.parts.streams.wake({window})

    def press_a_star(self, window: str, level: int) -> None:
        """The visitor rates the last service."""
        ask = self.view(window).rating
        assert ask is not None
        command = m.RateService(request_id=new_id(), act_id=ask.act_id, level=level)
        queue, now = self.parts.queue, self.parts.clock()
        self.parts.store.write(lambda tx: queue.rate(tx, command, {window}, "desk-d1", now))


def business_date() -> str:
    return BusinessDay("Asia/Shanghai", "04:00").date_of(datetime.now(UTC)).isoformat()
