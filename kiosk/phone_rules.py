"""A telephone number instead of a card: typed, hashed at once, and gone. Pure.

The digits live in `PhonePad` and nowhere else; what goes on is a hash that the app made of them.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk import events as e
from kiosk import states as s
from kiosk.check_in_rules import check_in_by_phone
from kiosk.entering import Result, Rule, show, to_choice
from kiosk.held_rules import ask_what_is_held
from queue_server.contract.person_hash import MOBILE_DIGITS, is_mobile

GROUPS = (3, 7)  # 138 0013 8000: where Chinese people pause when they say it


def grouped(digits: str) -> str:
    """`13800138000` -> `138 0013 8000`, as far as it is typed."""
    first, second = GROUPS
    return " ".join(x for x in (digits[:first], digits[first:second], digits[second:]) if x)


def is_whole(digits: str) -> bool:
    return len(digits) == MOBILE_DIGITS


def verdict(digits: str) -> str:
    """What is said of them: "hint" while they are typed, then "ready" or "wrong"."""
    if is_mobile(digits):
        return "ready"
    return "wrong" if is_whole(digits) else "hint"


def _type_phone(screen: s.Home | s.Services, _event: e.PhoneTouched) -> Result:
    group = screen.group if isinstance(screen, s.Services) else None
    return show(screen, s.PhonePad(visit=screen.visit.unnamed(), group=group))


def _digit(screen: s.PhonePad, event: e.DigitTouched) -> Result:
    """A twelfth digit changes nothing: a visitor who types on sees the same number."""
    return _typed(screen, (screen.digits + event.digit)[:MOBILE_DIGITS])


def _rub_out(screen: s.PhonePad, _event: e.RubOutTouched) -> Result:
    return _typed(screen, screen.digits[:-1])


def _clear(screen: s.PhonePad, _event: e.ClearTouched) -> Result:
    return _typed(screen, "")


def _typed(screen: s.PhonePad, digits: str) -> Result:
    return show(screen, replace(screen, digits=digits))


def _given(screen: s.PhonePad, event: e.PhoneGiven) -> Result:
    if not is_mobile(screen.digits):
        return screen, ()
    if screen.appointment:
        return check_in_by_phone(screen, event)
    visit = replace(screen.visit.unnamed(), phone_hash=event.phone_hash)
    return ask_what_is_held(screen, visit, screen.group)


def _back(screen: s.PhonePad, _event: e.BackTouched) -> Result:
    if screen.appointment:
        return show(screen, s.AppointmentPrompt(visit=screen.visit))
    return to_choice(screen, screen.group, screen.visit)


PHONE_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Home, e.PhoneTouched): _type_phone,
    (s.Services, e.PhoneTouched): _type_phone,
    (s.PhonePad, e.DigitTouched): _digit,
    (s.PhonePad, e.RubOutTouched): _rub_out,
    (s.PhonePad, e.ClearTouched): _clear,
    (s.PhonePad, e.PhoneGiven): _given,
    (s.PhonePad, e.BackTouched): _back,
}
