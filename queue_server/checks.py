"""What is asked before a number is given, in this order; the domain knows the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from queue_server.domain import taking
from queue_server.domain.errors import RuleBroken
from queue_server.idle_windows import idle_windows
from queue_server.storage.prepared import Row
from queue_server.storage.reader import Reader

if TYPE_CHECKING:
    from queue_server.hall import HallQueue
    from queue_server.issuing import Order


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One order before the hall, inside its command; `today` is the business date of `now`.
    What the data is asked for is asked once, and only where a rule needs it."""

    hall: HallQueue
    tx: Reader
    order: Order
    now: datetime
    today: date

    @property
    def offer(self) -> taking.Offer:
        return self.hall.layout.offers[self.order.service]

    @cached_property
    def closed_today(self) -> Mapping[str, str] | None:
        return self.tx.closure(self.today, self.order.service)

    @cached_property
    def given(self) -> tuple[int, ...]:
        prefix = self.hall.layout.service(self.order.service).prefix
        spans = self.offer.quotas_at(self.now)
        return tuple(self.tx.given(self.today, prefix, span) for _, span in spans)

    def opens_at(self) -> dict[str, str]:
        """The fact of that name, where one can be told."""
        known = taking.Known(closed_today=self.closed_today, given=self.given)
        found = taking.opens_at(self.offer, self.now, known)
        return {} if found is None else {"opens_at": rfc3339(found)}


Check = Callable[[Asked], RuleBroken | None]


def require(hall: HallQueue, tx: Reader, order: Order, now: datetime) -> None:
    """Raises what the first of the order's checks refuses."""
    asked = Asked(hall=hall, tx=tx, order=order, now=now, today=hall.day.date_of(now))
    for check in order.checks:
        refusal = check(asked)
        if refusal:
            raise refusal


def broken(hall: HallQueue, tx: Reader, order: Order, at: datetime) -> list[RuleBroken]:
    """All that a walk-in would have been refused for at that time: for a number that a kiosk gave
    while it was cut off, and that stays given."""
    asked = Asked(hall=hall, tx=tx, order=order, now=at, today=hall.day.date_of(at))
    return [refusal for check in WALK_IN if (refusal := check(asked))]


def rfc3339(at: datetime) -> str:
    """As times stand in facts."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# --- the checks ------------------------------------------------------------------------------


def in_this_hall(asked: Asked) -> RuleBroken | None:
    """Some services are done elsewhere, and some kiosks give numbers for their zones only."""
    elsewhere = asked.offer.elsewhere
    if elsewhere is not None:
        detail = f"{asked.order.service} is done in hall {elsewhere}"
        return RuleBroken(taking.WRONG_HALL, detail, "service", facts={"hall": elsewhere})
    zone = asked.hall.layout.zone_of(asked.order.service)
    zones = asked.hall.layout.kiosk_zones.get(asked.order.kiosk or "")
    if zones and zone not in zones:
        detail = f"this kiosk gives no numbers for {zone}"
        return RuleBroken(taking.WRONG_HALL, detail, "service", facts={"zone": zone})
    return None


def not_waiting(asked: Asked) -> RuleBroken | None:
    """One un-served ticket per person and service, and per telephone number and service."""
    order = asked.order
    held = unserved(asked.tx, order, asked.today)
    if held is None or _is_of_another_in_the_family(asked, held):
        return None
    return RuleBroken(
        "already_waiting",
        f"this person holds number {held.number}",
        "person" if order.person_hash else "phone_hash",
        facts={"number": held.number, "ticket_id": str(held.ticket_id)},
    )


def _is_of_another_in_the_family(asked: Asked, held: Row) -> bool:
    """Where only a telephone number is told, one may have booked several places, each for another
    person; whoever is known by a card is one person."""
    order = asked.order
    if order.appointment is None or order.person_hash is not None:
        return False
    ticket = asked.tx.ticket(held.ticket_id)
    return ticket is not None and ticket.appointment not in (None, order.appointment)


def unserved(tx: Reader, order: Order, today: date) -> Row | None:
    """`number` and `ticket_id` of what its person holds already of the order's service."""
    held = None
    if order.person_hash:
        held = tx.unserved_of_person(today, order.person_hash, order.service)
    if held is None and order.phone_hash:
        held = tx.unserved_of_phone(today, order.phone_hash, order.service)
    return held


def not_closed(asked: Asked) -> RuleBroken | None:
    """Neither by plan nor by a supervisor."""
    why = asked.closed_today
    if why is None:
        why = asked.offer.closed_on(asked.today)
    if why is None:
        return None
    return RuleBroken(
        taking.SERVICE_CLOSED,
        f"{asked.order.service} is closed today",
        "service",
        facts=asked.opens_at(),
        reason=why,
    )


def in_hours(asked: Asked) -> RuleBroken | None:
    hours = asked.offer.hours
    if hours.are_on(asked.now):
        return None
    return RuleBroken(
        taking.OUTSIDE_HOURS,
        "no numbers are given at this time",
        facts=asked.opens_at(),
        reason=hours.why_not(asked.now),
    )


def in_quota(asked: Asked) -> RuleBroken | None:
    if not asked.offer.quotas:
        return None
    held = asked.offer.quotas_at(asked.now)
    if all(given < quota.numbers for (quota, _), given in zip(held, asked.given, strict=True)):
        return None
    layout = asked.hall.layout
    idle = idle_windows(layout, asked.tx, asked.order.service, asked.today)
    return RuleBroken(
        taking.QUOTA_USED,
        f"all numbers of {asked.order.service} are given for now",
        "service",
        facts=asked.opens_at() | ({"window": idle[0]} if idle else {}),
    )


def not_full(asked: Asked) -> RuleBroken | None:
    capacity = asked.hall.settings.capacity
    if not capacity or asked.tx.inside(asked.today) < capacity:
        return None
    return RuleBroken(taking.HALL_FULL, f"{capacity} people are in the hall")


def within_limits(asked: Asked) -> RuleBroken | None:
    """So many a day for one person, an agent too, and for one telephone number."""
    limits, order = asked.hall.layout.hall.limits, asked.order
    if limits.per_person_day and order.person_hash:
        had = asked.tx.had_by_person(asked.today, order.person_hash)
        if had >= limits.per_person_day:
            return _too_many(limits.per_person_day, "person")
    if limits.per_phone_day and order.phone_hash:
        had = asked.tx.had_by_phone(asked.today, order.phone_hash)
        if had >= limits.per_phone_day:
            return _too_many(limits.per_phone_day, "phone_hash")
    return None


def _too_many(limit: int, field: str) -> RuleBroken:
    detail = f"{limit} numbers a day, and no more"
    return RuleBroken("too_many_tickets", detail, field, facts={"limit": str(limit)})


WALK_IN: tuple[Check, ...] = (
    in_this_hall,
    not_waiting,  # before the hours: who holds a number gets it printed again at any time
    not_closed,
    in_hours,
    in_quota,
    not_full,
    within_limits,
)
APPOINTMENT: tuple[Check, ...] = (in_this_hall, not_waiting, not_closed, not_full)
