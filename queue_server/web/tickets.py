"""Visitors: what the hall offers, taking a number, looking at it."""

from __future__ import annotations

from uuid import UUID

from queue_server.contract import messages as m
from queue_server.contract.waits import Wait
from queue_server.domain.errors import RuleBroken
from queue_server.domain.tickets import Ticket
from queue_server.parts import Parts
from queue_server.storage.reader import Reader
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.gate import require_itself


def endpoints(parts: Parts) -> list[Endpoint]:
    def hall(_call: Call) -> m.HallInfo:
        with parts.store.read() as reader:
            return parts.views.hall(reader, parts.clock())

    def issue(call: Call) -> bytes:
        require_itself(call.who, call.command.kiosk)
        who = call.who.name
        return parts.commands.once(
            "issue",
            call.command,
            lambda tx, now: parts.queue.issue(tx, call.command, who, now),
        )

    def reprint(call: Call) -> bytes:
        require_itself(call.who, call.command.kiosk)
        asked, kiosk, who = _ticket_id(call.path["ticket_id"]), call.command.kiosk, call.who.name
        return parts.commands.once(
            f"ticket/{asked}/reprint",
            call.command,
            lambda tx, now: parts.queue.reprint(tx, asked, kiosk, who, now),
        )

    def ticket(call: Call) -> m.Ticket:
        with parts.store.read() as reader:
            told = parts.views.ticket(reader, _known(reader, call))
        # No clerk learns the code by which the holder of the slip rates.
        return parts.views.for_slip(told) if call.who.role == "kiosk" else told

    def wait(call: Call) -> Wait:
        with parts.store.read() as reader:
            return parts.views.wait(reader, _known(reader, call), parts.clock())

    return [
        Endpoint(
            method="GET",
            path="/api/v1/hall",
            name="hall",
            summary="What the hall offers, and how many wait for each service",
            handler=hall,
            gives=m.HallInfo,
        ),
        Endpoint(
            method="POST",
            path="/api/v1/tickets",
            name="issue",
            summary="Take a number for a service",
            handler=issue,
            takes=m.IssueTicket,
            gives=m.Ticket,
            status=201,
            roles=frozenset({"kiosk"}),
            refuses=(
                "unknown_service",
                "wrong_hall",
                "already_waiting",
                "service_closed",
                "outside_hours",
                "quota_used",
                "hall_full",
                "too_many_tickets",
                "request_id_reused",
                "storage_failed",
            ),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/tickets/{ticket_id}/reprint",
            name="reprint",
            summary="Say that a ticket is printed once more: the same number, audited",
            handler=reprint,
            takes=m.ReprintTicket,
            gives=m.Ticket,
            roles=frozenset({"kiosk"}),
            refuses=("unknown_ticket", "illegal_verb", "request_id_reused", "storage_failed"),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/tickets/{ticket_id}",
            name="ticket",
            summary="A ticket now",
            handler=ticket,
            gives=m.Ticket,
            roles=frozenset({"kiosk", "clerk", "supervisor"}),
            refuses=("unknown_ticket",),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/tickets/{ticket_id}/wait",
            name="wait",
            summary="About how long a ticket still waits",
            handler=wait,
            gives=Wait,
            roles=frozenset({"kiosk", "clerk", "supervisor"}),
            refuses=("unknown_ticket",),
        ),
    ]


def _known(reader: Reader, call: Call) -> Ticket:
    found = reader.ticket(_ticket_id(call.path["ticket_id"]))
    if found is None:
        raise RuleBroken("unknown_ticket", "there is no such ticket", "ticket_id")
    return found


def _ticket_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RuleBroken("unknown_ticket", "there is no such ticket", "ticket_id") from None
