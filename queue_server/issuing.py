"""Giving a number, whoever asks for it: a walk-in, an appointment, a kiosk that was cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from queue_server.checks import WALK_IN, Check, require
from queue_server.contract import messages as m
from queue_server.domain.events import Event, Kind
from queue_server.domain.numbering import label
from queue_server.domain.tickets import State, Ticket, lane_of
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue


@dataclass(frozen=True, kw_only=True)
class Given:
    """Which number it is. In an order: one that a kiosk gave while it was cut off, out of a band;
    its `prefix` has the mark."""

    ticket_id: UUID
    business_date: date
    prefix: str
    sequence: int
    issued_at: datetime
    band_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a number is wanted for, and by whom.

    `checks` are those that it must pass, `checks.WALK_IN` or `checks.APPOINTMENT`, or () for one
    that is `given` already. `note` goes into the event beside what always stands there.
    """

    service: str
    source: str
    kiosk: str | None = None
    person_hash: str | None = None
    masked_name: str | None = None
    phone_hash: str | None = None
    priority_reason: str | None = None
    appointment: str | None = None
    checks: tuple[Check, ...] = WALK_IN
    given: Given | None = None
    note: Mapping[str, str | int | None] = field(default_factory=dict)


def order_of(command: m.IssueTicket) -> Order:
    """What a visitor without an appointment asks for."""
    person = command.person
    return Order(
        service=command.service,
        source=command.source.value,
        kiosk=command.kiosk,
        person_hash=person.hash if person else None,
        masked_name=person.masked_name if person else None,
        phone_hash=command.phone_hash,
        priority_reason=command.priority_reason and command.priority_reason.value,
    )


def issue_ticket(hall: HallQueue, tx: Transaction, order: Order, by: str, now: datetime) -> Ticket:
    """Give the number and write it down; `Views.issued` tells it.

    Raises `unknown_service`, or what the order's checks refuse.
    """
    service = hall.layout.service(order.service)
    require(hall, tx, order, now)
    given = order.given or _next_number(hall, tx, service.prefix, now)
    ticket = Ticket(
        ticket_id=given.ticket_id,
        business_date=given.business_date,
        prefix=given.prefix,
        sequence=given.sequence,
        number=label(given.prefix, given.sequence),
        service=service.id,
        state=State.WAITING,
        source=order.source,
        kiosk=order.kiosk,
        priority_reason=order.priority_reason,
        lane=lane_of(order.priority_reason),
        person_hash=order.person_hash,
        masked_name=order.masked_name,
        issued_at=given.issued_at,
        queued_at=given.issued_at,
        waiting_since=given.issued_at,
        changed_at=now,
        phone_hash=order.phone_hash,
        appointment=order.appointment,
        band_id=given.band_id,
        route=hall.layout.route_from(service.id),
    )
    tx.add_ticket(ticket)
    tx.append(
        Event(
            kind=Kind.TICKET_ISSUED,
            at=now,
            business_date=ticket.business_date,
            by=by,
            service=service.id,
            ticket_id=ticket.ticket_id,
            data={
                "number": ticket.number,
                "priority_reason": ticket.priority_reason,
                **order.note,
            },
        )
    )
    return ticket


def _next_number(hall: HallQueue, tx: Transaction, prefix: str, now: datetime) -> Given:
    today = hall.day.date_of(now)
    return Given(
        ticket_id=hall.new_id(),
        business_date=today,
        prefix=prefix,
        sequence=tx.next_sequence(today, prefix),
        issued_at=now,
    )
