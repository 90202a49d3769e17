"""What is asked before a number is given, in this order; the domain knows the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from queue_server.domain.errors import RuleBroken
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue
    from queue_server.issuing import Order


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One order before the hall, inside its command; `today` is the business date of `now`."""

    hall: HallQueue
    tx: Transaction
    order: Order
    now: datetime
    today: date


Check = Callable[[Asked], RuleBroken | None]


def require(hall: HallQueue, tx: Transaction, order: Order, now: datetime) -> None:
    """Raises what the first of the order's checks refuses."""
    asked = Asked(hall=hall, tx=tx, order=order, now=now, today=hall.day.date_of(now))
    for check in order.checks:
        refusal = check(asked)
        if refusal:
            raise refusal


def broken(hall: HallQueue, tx: Transaction, order: Order, at: datetime) -> list[RuleBroken]:
    """All that a walk-in would have been refused for at that time: for a number that a kiosk gave
    while it was cut off, and that stays given."""
    asked = Asked(hall=hall, tx=tx, order=order, now=at, today=hall.day.date_of(at))
    return [refusal for check in WALK_IN if (refusal := check(asked))]


def not_waiting(asked: Asked) -> RuleBroken | None:
    """One un-served ticket per person and service, and per telephone number and service."""
    order, tx = asked.order, asked.tx
    held = None
    if order.person_hash:
        held = tx.unserved_of_person(asked.today, order.person_hash, order.service)
    if held is None and order.phone_hash:
        held = tx.unserved_of_phone(asked.today, order.phone_hash, order.service)
    if held is None:
        return None
    return RuleBroken(
        "already_waiting",
        f"this person holds number {held.number}",
        "person" if order.person_hash else "phone_hash",
        facts={"number": held.number, "ticket_id": str(held.ticket_id)},
    )


WALK_IN: tuple[Check, ...] = (not_waiting,)
APPOINTMENT: tuple[Check, ...] = (not_waiting,)
