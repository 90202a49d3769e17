"""What the visitor holds already: asked for as soon as the kiosk knows who it is. Pure.

No answer is as good as "nothing": a visitor must not wait for a courtesy.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.entering import Result, Rule, show, to_choice
from kiosk.ordering import known_by, place
from queue_server.contract.appointments import AppointmentState


def ask_what_is_held(screen: s.Screen, visit: s.Visit, group: str | None) -> Result:
    asking, effects = show(screen, s.AskingHeld(visit=visit, group=group))
    person_hash = visit.person.hash if visit.person else None
    question = f.LookUpHeld(
        serial=asking.serial, person_hash=person_hash, phone_hash=visit.phone_hash
    )
    return asking, (*effects, question)


def go_on(screen: s.AskingHeld | s.AlreadyHolds, _event: e.Event) -> Result:
    return to_choice(screen, screen.group, screen.visit)


def _found(screen: s.AskingHeld, event: e.HeldFound) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    booked = [x for x in event.held.appointments if x.state is AppointmentState.BOOKED]
    if not event.held.tickets and not booked:
        return go_on(screen, event)
    holds = s.AlreadyHolds(
        visit=screen.visit,
        group=screen.group,
        tickets=tuple(event.held.tickets),
        appointments=tuple(booked),
    )
    return show(screen, holds)


def _nothing_known(screen: s.AskingHeld, event: e.HeldUnknown) -> Result:
    return go_on(screen, event) if event.serial == screen.serial else (screen, ())


def _next_page(screen: s.AlreadyHolds, _event: e.MoreTouched) -> Result:
    return show(screen, replace(screen, page=screen.page + 1))


def _forget_person(screen: s.AlreadyHolds, _event: e.BackTouched) -> Result:
    return to_choice(screen, screen.group, screen.visit.unnamed())


def _reprint(screen: s.AlreadyHolds | s.Refused, event: e.ReprintTouched) -> Result:
    order = s.Order(
        request_id=event.request_id,
        reprint=event.ticket_id,
        person=screen.visit.person,
        phone_hash=screen.visit.phone_hash,
    )
    return place(screen, order, screen.visit, event.printer_fault)


def _check_in(screen: s.AlreadyHolds, event: e.CheckInTouched) -> Result:
    order = s.Order(
        request_id=event.request_id,
        check_in=True,
        reference=event.reference,
        person=screen.visit.person,
        elder=screen.visit.elder,
        phone_hash=screen.visit.phone_hash,
    )
    return place(screen, order, screen.visit, event.printer_fault)


def holds_already(screen: s.Busy | s.ServerAway, event: e.IssueRefused) -> Result | None:
    """The refusal is that there is a ticket: show it rather than a "no"."""
    if event.ticket is None:
        return None
    holds = s.AlreadyHolds(
        visit=known_by(screen.order, screen.visit), why=event.code, tickets=(event.ticket,)
    )
    return show(screen, holds)


HELD_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.AskingHeld, e.HeldFound): _found,
    (s.AskingHeld, e.HeldUnknown): _nothing_known,
    (s.AlreadyHolds, e.ReprintTouched): _reprint,
    (s.AlreadyHolds, e.CheckInTouched): _check_in,
    (s.AlreadyHolds, e.OtherServiceTouched): go_on,
    (s.AlreadyHolds, e.MoreTouched): _next_page,
    (s.AlreadyHolds, e.BackTouched): _forget_person,
    (s.Refused, e.ReprintTouched): _reprint,
}
