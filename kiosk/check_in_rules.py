"""An appointment becomes a ticket in one step: by its code, the card or the telephone. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.entering import Result, Rule, show
from kiosk.ordering import known_by, place


def ask_for_appointment(screen: s.Screen, _event: e.Event) -> Result:
    return show(screen, s.AppointmentPrompt(visit=screen.visit.unnamed()))


def check_in_by_code(screen: s.Screen, event: e.CodeScanned) -> Result:
    """The code alone says whose it is: a card that was read before has no part in it."""
    order = s.Order(request_id=event.request_id, check_in=True, reference=event.reference)
    return place(screen, order, screen.visit.unnamed(), event.printer_fault)


def check_in_by_phone(screen: s.PhonePad, event: e.PhoneGiven) -> Result:
    order = s.Order(request_id=event.request_id, check_in=True, phone_hash=event.phone_hash)
    return place(screen, order, screen.visit.unnamed(), event.printer_fault)


def _check_in_by_card(screen: s.AppointmentPrompt, event: e.CardRead) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    order = s.Order(
        request_id=event.request_id, check_in=True, person=event.person, elder=event.elder
    )
    return place(screen, order, screen.visit.unnamed(), event.printer_fault)


def _card_failed(screen: s.AppointmentPrompt, event: e.CardFailed) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return replace(screen, trouble=event.trouble), ()


def _type_phone(screen: s.AppointmentPrompt, _event: e.PhoneTouched) -> Result:
    return show(screen, s.PhonePad(visit=screen.visit, appointment=True))


def _without(screen: s.AppointmentPrompt, _event: e.Event) -> Result:
    return show(screen, s.Home(visit=screen.visit))


def _will_not_wait(screen: s.ServerAway, _event: e.OtherServiceTouched) -> Result:
    """Nobody but the server knows appointments; ordinary numbers a kiosk may give without it. Not
    where the check-in may have been done: that would be two numbers for one visitor."""
    if not screen.order.check_in or screen.sent:
        return screen, ()
    if screen.asking:
        return replace(screen, instead=True), ()
    return ordinary_instead(screen)


def ordinary_instead(screen: s.Busy | s.ServerAway) -> Result:
    shown, effects = show(screen, s.Home(visit=known_by(screen.order, screen.visit)))
    return shown, (f.ForgetOrder(), *effects)


CHECK_IN_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Home, e.AppointmentTouched): ask_for_appointment,
    (s.Services, e.AppointmentTouched): ask_for_appointment,
    (s.Refused, e.AppointmentTouched): ask_for_appointment,
    (s.AppointmentPrompt, e.CardRead): _check_in_by_card,
    (s.AppointmentPrompt, e.CardFailed): _card_failed,
    (s.AppointmentPrompt, e.PhoneTouched): _type_phone,
    (s.AppointmentPrompt, e.BackTouched): _without,
    (s.ServerAway, e.OtherServiceTouched): _will_not_wait,
}
