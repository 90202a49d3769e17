"""An appointment becomes a ticket in one step; what one person holds; the day's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from queue_server import checks
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.domain.appointments import (
    Appointment,
    CheckInTimes,
    Verb,
    meant,
    require_check_in,
)
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.tickets import State as TicketState
from queue_server.domain.tickets import Ticket, of_appointment
from queue_server.issuing import Order, issue_ticket
from queue_server.storage.appointments import Appointments
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue


def check_in(
    hall: HallQueue, tx: Transaction, command: a.CheckIn, by: str, now: datetime
) -> Ticket:
    """The appointment's ticket: a new one, or the one with which its holder waits already.

    Raises `unknown_appointment`, what `require_check_in` refuses, and what the checks of a number
    with an appointment refuse.
    """
    kept = Appointments(tx)
    times = check_in_times(hall)
    before = _meant(hall, kept, command, times, now)
    try:
        require_check_in(before, hall.settings.id, times, now)
    except RuleBroken as no:
        raise _with_ticket(tx, before, no) from None
    order = _order(hall, before, command)
    waiting = _waits_already(hall, tx, order, now)
    if waiting is None:
        ticket = issue_ticket(hall, tx, order, by, now)
    else:
        ticket = of_appointment(waiting, before.reference, order.priority_reason, now)
        tx.change_ticket(waiting, ticket)
    kept.change(before, before.after(Verb.CHECK_IN, now, ticket_id=ticket.ticket_id))
    tx.append(
        Event(
            kind=Kind.APPOINTMENT_CHECKED_IN,
            at=now,
            business_date=ticket.business_date,
            by=by,
            service=ticket.service,
            ticket_id=ticket.ticket_id,
            data={
                "reference": before.reference,
                "number": ticket.number,
                "was_waiting": int(waiting is not None),
            },
        )
    )
    return ticket


def _waits_already(hall: HallQueue, tx: Transaction, order: Order, now: datetime) -> Ticket | None:
    """The walk-in's ticket of whoever checks in: nobody with an appointment queues twice."""
    found = checks.unserved(tx, order, hall.day.date_of(now))
    ticket = tx.ticket(found.ticket_id) if found else None
    is_walk_in = ticket is not None and ticket.appointment is None
    return ticket if ticket and is_walk_in and ticket.state is TicketState.WAITING else None


def held(hall: HallQueue, reader: Reader, question: a.LookUp, now: datetime) -> a.Held:
    """What one person holds today."""
    _require_one("person_hash or phone_hash", question.person_hash, question.phone_hash)
    today = hall.day.date_of(now)
    kept = Appointments(reader)
    if question.person_hash is not None:
        found = kept.of_person(question.person_hash, today)
        tickets = reader.open_of_person(today, question.person_hash)
    else:
        assert question.phone_hash is not None  # noqa: S101  # exactly one of the two
        found = kept.of_phone(question.phone_hash, today)
        tickets = reader.open_of_phone(today, question.phone_hash)
    todays = [one for one in found if one.business_date == today]
    return a.Held(
        tickets=[hall.views.ticket(reader, ticket) for ticket in tickets],
        appointments=[told(one) for one in todays],
    )


def close_appointments(hall: HallQueue, tx: Transaction, now: datetime) -> int:
    """Write down to which appointments of earlier days nobody came, and forget whose all were;
    how many were not kept."""
    today = hall.day.date_of(now)
    kept = Appointments(tx)
    left = kept.left_booked(today)
    for one in left:
        kept.change(one, one.after(Verb.CLOSE_DAY, now))
        tx.append(
            Event(
                kind=Kind.APPOINTMENT_NOT_KEPT,
                at=now,
                business_date=one.business_date,
                by="server",
                service=one.service,
                data={"reference": one.reference},
            )
        )
    kept.forget_whose(today)
    return len(left)


def slots_now(hall: HallQueue, reader: Reader, service: str, day: date) -> a.SlotsNow:
    """The service's slots on a day with what is booked; raises `unknown_service`."""
    found = hall.layout.service(service)
    is_closed = hall.layout.offers[service].closed_on(day) is not None
    kept = Appointments(reader)
    slots = [
        a.SlotNow(
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            places=slot.places,
            booked=kept.taken(service, day, slot.starts_at, slot.ends_at),
        )
        for slot in hall.layout.slots.on(service, day)
    ]
    return a.SlotsNow(
        service=service, date=day, limited=is_closed or bool(found.slots), slots=slots
    )


def check_in_times(hall: HallQueue) -> CheckInTimes:
    settings = hall.layout.hall.appointments
    return CheckInTimes(
        early=timedelta(minutes=settings.early_min), late=timedelta(minutes=settings.late_min)
    )


def told(appointment: Appointment) -> a.Appointment:
    """As a kiosk or the platform hears of it."""
    return a.Appointment(
        reference=appointment.reference,
        hall=appointment.for_hall,
        service=appointment.service,
        business_date=appointment.business_date,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        state=a.AppointmentState(appointment.state),
        ticket_id=appointment.ticket_id,
    )


def _meant(
    hall: HallQueue, kept: Appointments, command: a.CheckIn, times: CheckInTimes, now: datetime
) -> Appointment:
    _require_one(
        "reference, person or phone_hash", command.reference, command.person, command.phone_hash
    )
    today = hall.day.date_of(now)
    if command.reference is not None:
        found = kept.one(command.reference)
    elif command.person is not None:
        held = kept.of_person(command.person.hash, today)
        found = meant(held, hall.settings.id, times, now)
    else:
        assert command.phone_hash is not None  # noqa: S101  # exactly one of the three
        found = meant(kept.of_phone(command.phone_hash, today), hall.settings.id, times, now)
    if found is None:
        raise RuleBroken("unknown_appointment", "nobody told this hall of such an appointment")
    return found


def _order(hall: HallQueue, appointment: Appointment, command: a.CheckIn) -> Order:
    """The ticket that is wanted. Whoever is known by a card is not also known by a telephone: one
    person may book for several and give the own number for all."""
    person = command.person
    person_hash = person.hash if person else appointment.person_hash
    phone_hash = command.phone_hash or appointment.phone_hash
    own = command.priority_reason and command.priority_reason.value
    has_priority = hall.layout.hall.appointments.priority
    return Order(
        service=appointment.service,
        source=m.Source.APPOINTMENT.value,
        kiosk=command.kiosk,
        person_hash=person_hash,
        masked_name=person.masked_name if person else appointment.masked_name,
        phone_hash=None if person_hash else phone_hash,
        priority_reason=m.PriorityReason.APPOINTMENT.value if has_priority else own,
        appointment=appointment.reference,
        checks=checks.APPOINTMENT,
        note={"appointment": appointment.reference},
    )


def _with_ticket(tx: Transaction, appointment: Appointment, no: RuleBroken) -> RuleBroken:
    """The refusal, with the number that the appointment has already."""
    ticket = tx.ticket(appointment.ticket_id) if appointment.ticket_id else None
    if ticket is not None:
        no.facts |= {"number": ticket.number, "ticket_id": str(ticket.ticket_id)}
    return no


def _require_one(names: str, *values: object) -> None:
    if sum(value is not None for value in values) != 1:
        raise RuleBroken("malformed", f"exactly one of {names} is needed")
