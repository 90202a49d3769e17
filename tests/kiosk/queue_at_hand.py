"""A queue server of a hundred lines for kiosk tests: it keeps tickets, and can be struck dumb."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import msgspec

from queue_server.contract import messages as m
from queue_server.contract.problem import Problem

TICKETS = "/api/v1/tickets/"
ISSUED_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class QueueAtHand:
    """`deaf`: connections are dropped unread. `mute`: issues are done, the answer is lost."""

    def __init__(self, hall: m.HallInfo) -> None:
        self.hall = hall
        self.deaf = False
        self.mute = False
        self.commands: list[m.IssueTicket] = []
        self.tickets: dict[UUID, m.Ticket] = {}
        self._people: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (Handler,), {"queue": self})
        )
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]

    def __enter__(self) -> QueueAtHand:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def hall_info(self) -> m.HallInfo:
        waiting = [t.service for t in self.tickets.values()]
        services = [
            msgspec.structs.replace(x, waiting=waiting.count(x.service)) for x in self.hall.services
        ]
        return msgspec.structs.replace(self.hall, services=services)

    def ticket(self, ticket_id: str) -> m.Ticket | Problem:
        found = [t for t in self.tickets.values() if str(t.ticket_id) == ticket_id]
        return found[0] if found else _problem(404, "unknown_ticket", "there is no such ticket")

    def issue(self, command: m.IssueTicket) -> m.Ticket | Problem:
        with self._lock:
            self.commands.append(command)
            if command.request_id in self.tickets:
                return self.tickets[command.request_id]
            service = next(x for x in self.hall.services if x.service == command.service)
            if command.person and (command.person.hash, command.service) in self._people:
                held = self._people[command.person.hash, command.service]
                return _problem(409, "already_waiting", f"this person holds number {held}")
            ticket = self._ticket(service, command)
            self.tickets[command.request_id] = ticket
            if command.person:
                self._people[command.person.hash, command.service] = ticket.number
            return ticket

    def _ticket(self, service: m.ServiceInfo, command: m.IssueTicket) -> m.Ticket:
        ahead = sum(t.service == service.service for t in self.tickets.values())
        ticket_id = uuid4()
        return m.Ticket(
            ticket_id=ticket_id,
            number=f"{service.prefix}{ahead + 1:03d}",
            business_date=date(2026, 11, 23),
            service=service.service,
            zone=service.zone,
            state=m.TicketState.WAITING,
            source=command.source,
            priority_reason=command.priority_reason,
            ahead=ahead,
            issued_at=ISSUED_AT,
            window=None,
            windows=service.windows,
            link=f"http://127.0.0.1:{self.port}/t/{ticket_id}",
        )


def _problem(status: int, code: str, detail: str) -> Problem:
    return Problem(type="about:blank", title=code, status=status, code=code, detail=detail)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    queue: QueueAtHand

    def do_GET(self) -> None:
        if not self._hears():
            return
        if not self.path.startswith(TICKETS):
            self._say(200, self.queue.hall_info())
            return
        answer = self.queue.ticket(self.path.removeprefix(TICKETS))
        self._say(answer.status if isinstance(answer, Problem) else 200, answer)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._hears():
            return
        if self.path.endswith(("/bands", "/entries")):
            self._say(404, _problem(404, "not_found", "this queue takes no word of kiosks"))
            return
        answer = self.queue.issue(msgspec.json.decode(body, type=m.IssueTicket))
        if self.queue.mute:
            self.close_connection = True
            return
        self._say(answer.status if isinstance(answer, Problem) else 201, answer)

    def _hears(self) -> bool:
        self.close_connection = self.queue.deaf
        return not self.queue.deaf

    def _say(self, status: int, answer: Any) -> None:
        data = msgspec.json.encode(answer)
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Quiet."""
