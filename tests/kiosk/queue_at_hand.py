"""A small queue server for kiosk tests: it keeps tickets, and can be struck dumb."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import msgspec

from queue_server.contract import appointments as a
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
        self.appointments: dict[str, a.Appointment] = {}
        self.reprints: list[str] = []
        self._owners: dict[str, str] = {}  # of an appointment's reference: the telephone's hash
        self._people: dict[tuple[str, str], m.Ticket] = {}
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
            who = command.person.hash if command.person else command.phone_hash
            if who and (who, command.service) in self._people:
                return _there_is("already_waiting", self._people[who, command.service])
            ticket = self._ticket(service, command)
            self.tickets[command.request_id] = ticket
            if who:
                self._people[who, command.service] = ticket
            return ticket

    def book(self, appointment: a.Appointment, phone: str) -> None:
        """`phone` is the hash of the number that it was booked with."""
        self.appointments[appointment.reference] = appointment
        self._owners[appointment.reference] = phone

    def look_up(self, question: a.LookUp) -> a.Held:
        who = question.person_hash or question.phone_hash
        return a.Held(
            tickets=[ticket for (owner, _), ticket in self._people.items() if owner == who],
            appointments=[
                x for reference, x in self.appointments.items() if self._owners[reference] == who
            ],
        )

    def check_in(self, command: a.CheckIn) -> m.Ticket | Problem:
        with self._lock:
            if command.request_id in self.tickets:
                return self.tickets[command.request_id]
            mine = [r for r, owner in self._owners.items() if owner == command.phone_hash]
            reference = command.reference or next(iter(mine), "")
            booked = self.appointments.get(reference)
            if booked is None:
                return _problem(404, "unknown_appointment", "nobody told of it")
            if booked.ticket_id is not None:
                (ticket,) = (t for t in self.tickets.values() if t.ticket_id == booked.ticket_id)
                return _there_is("already_checked_in", ticket)
            service = next(x for x in self.hall.services if x.service == booked.service)
            issue = m.IssueTicket(
                request_id=command.request_id,
                service=booked.service,
                source=m.Source.APPOINTMENT,
                priority_reason=m.PriorityReason.APPOINTMENT,
            )
            ticket = self._ticket(service, issue)
            self.tickets[command.request_id] = ticket
            self.appointments[reference] = msgspec.structs.replace(
                booked, state=a.AppointmentState.CHECKED_IN, ticket_id=ticket.ticket_id
            )
            return ticket

    def reprint(self, ticket_id: str) -> m.Ticket | Problem:
        self.reprints.append(ticket_id)
        return self.ticket(ticket_id)

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


def _problem(status: int, code: str, detail: str, **facts: str) -> Problem:
    return Problem(
        type="about:blank", title=code, status=status, code=code, detail=detail, facts=facts
    )


def _there_is(code: str, ticket: m.Ticket) -> Problem:
    detail = f"there is {ticket.number}"
    return _problem(409, code, detail, number=ticket.number, ticket_id=str(ticket.ticket_id))


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
        answer = self._answer(body)
        if self.queue.mute:
            self.close_connection = True
            return
        self._say(answer.status if isinstance(answer, Problem) else 201, answer)

    def _answer(self, body: bytes) -> Any:
        if self.path.endswith("/look-ups"):
            return self.queue.look_up(msgspec.json.decode(body, type=a.LookUp))
        if self.path.endswith("/check-ins"):
            return self.queue.check_in(msgspec.json.decode(body, type=a.CheckIn))
        if self.path.endswith("/reprint"):
            ticket_id = self.path.removeprefix(TICKETS).removesuffix("/reprint")
            return self.queue.reprint(ticket_id)
        return self.queue.issue(msgspec.json.decode(body, type=m.IssueTicket))

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
