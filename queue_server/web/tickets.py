"""Visitors: what the hall offers, taking a number, looking at it."""

from __future__ import annotations

from uuid import UUID

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint


def endpoints(parts: Parts) -> list[Endpoint]:
    def hall(_call: Call) -> m.HallInfo:
        with parts.store.read() as reader:
            return parts.views.hall(reader, parts.clock())

    def issue(call: Call) -> bytes:
        who = call.who.name
        return parts.commands.once(
            "issue",
            call.command,
            lambda tx, now: parts.queue.issue(tx, call.command, who, now),
        )

    def ticket(call: Call) -> m.Ticket:
        with parts.store.read() as reader:
            found = reader.ticket(_ticket_id(call.path["ticket_id"]))
            if found is None:
                raise RuleBroken("unknown_ticket", "there is no such ticket", "ticket_id")
            return parts.views.ticket(reader, found)

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
            refuses=("unknown_service", "already_waiting", "request_id_reused", "storage_failed"),
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
    ]


def _ticket_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RuleBroken("unknown_ticket", "there is no such ticket", "ticket_id") from None
