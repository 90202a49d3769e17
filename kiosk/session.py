"""What one visitor does: `step(screen, event) -> (screen, effects)`. Pure; tables before branches.

An event that a screen does not list is ignored: that is how a double tap makes one ticket, and how
an answer that comes after the visitor left changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.check_in_rules import CHECK_IN_RULES, ordinary_instead
from kiosk.code_rules import CODE_RULES, quiet, stay, unanswered
from kiosk.cover_rules import COVER_RULES, COVERS, UNCOVERED, Cover, ease, help_, list_languages
from kiosk.entering import Result, Rule, show, start_timer, to_choice, untouched
from kiosk.guide_rules import GUIDE_RULES
from kiosk.held_rules import HELD_RULES, ask_what_is_held, go_on, holds_already
from kiosk.language_rules import LANGUAGE_RULES, speak
from kiosk.mode_rules import MODE_RULES, PLUGGED, PRESSED
from kiosk.order_rules import ORDER_RULES, ORDER_TIMEOUTS
from kiosk.ordering import ask, issue, known_by, place
from kiosk.phone_rules import PHONE_RULES
from kiosk.staff_rules import STAFF_RULES, STAFF_TIMEOUTS

MAX_ATTEMPTS = 12  # of an order before the kiosk stops waiting for the server


def step(screen: s.Screen, event: e.Event) -> Result:
    rule = RULES.get((type(screen), type(event))) or ANYWHERE.get(type(event))
    return rule(screen, event) if rule else (screen, ())


def begin() -> Result:
    """The first screen after a start."""
    home = s.Home()
    return home, start_timer(home)


# --- moving about ---------------------------------------------------------------------------


def _fresh(screen: s.Screen, _event: e.Event) -> Result:
    return show(screen, s.Home())


def _open_group(screen: s.Home, event: e.GroupTouched) -> Result:
    return show(screen, s.Services(visit=screen.visit, group=event.group))


def _next_page(screen: s.Home | s.Services, _event: e.MoreTouched) -> Result:
    return show(screen, replace(screen, page=screen.page + 1))


def _to_home(screen: s.Screen, _event: e.Event) -> Result:
    return show(screen, s.Home(visit=screen.visit))


def _back_to_choice(screen: s.CardPrompt, _event: e.Event) -> Result:
    return to_choice(screen, screen.group, screen.visit)


def _back_to_services(screen: s.PrinterDownFirst, _event: e.Event) -> Result:
    return to_choice(screen, screen.group, screen.visit)


def _answered_below(screen: Cover, event: e.Issued | e.IssueRefused) -> Result:
    """A visitor who reads help while the server is away: the answer lifts it, so that no ticket is
    made that nobody prints."""
    answered, effects = step(replace(screen.under, serial=screen.serial), event)
    return (answered, effects) if answered.serial != screen.serial else (screen, ())


def _told_below(screen: Cover, event: e.Event) -> Result:
    """Shown when what lies over it is lifted."""
    told, _effects = step(screen.under, event)
    return (screen if told is screen.under else replace(screen, under=told)), ()


# --- the card -------------------------------------------------------------------------------


def _ask_card(screen: s.Home | s.Services, _event: e.CardTouched) -> Result:
    group = screen.group if isinstance(screen, s.Services) else None
    return show(screen, s.CardPrompt(visit=screen.visit, group=group))


def _card_read(screen: s.CardPrompt, event: e.CardRead) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    visit = replace(
        screen.visit.unnamed(), person=event.person, old_enough=event.elder, elder=event.elder
    )
    return ask_what_is_held(screen, visit, screen.group)


def _card_failed(screen: s.CardPrompt, event: e.CardFailed) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    # The same serial goes on: the reader keeps looking, and the visitor's time runs on.
    return replace(screen, trouble=event.trouble), ()


def _elder(screen: s.Home | s.Services, event: e.ElderAccepted | e.ElderDeclined) -> Result:
    """Priority is on as soon as the card says so: an offer to be accepted would be a touch more."""
    wanted = isinstance(event, e.ElderAccepted)
    if not screen.visit.old_enough or screen.visit.elder is wanted:
        return screen, ()
    return show(screen, replace(screen, visit=replace(screen.visit, elder=wanted)))


# --- the ticket -----------------------------------------------------------------------------


def _choose(screen: s.Services | s.Refused, event: e.ServiceTouched) -> Result:
    visit = screen.visit
    order = s.Order(
        request_id=event.request_id,
        service=event.service,
        person=visit.person,
        elder=visit.elder,
        phone_hash=visit.phone_hash,
    )
    return place(screen, order, visit, event.printer_fault)


def _cannot_choose(
    screen: s.Services | s.Refused | s.GuideShown, event: e.ClosedServiceTouched
) -> Result:
    refused = s.Refused(
        visit=screen.visit,
        code=event.code,
        facts=event.facts,
        reason=event.reason,
        service=event.service,
        group=screen.group,
    )
    return show(screen, refused)


def _choose_another(screen: s.Refused, _event: e.Event) -> Result:
    return to_choice(screen, screen.group, screen.visit)


def _take_anyway(screen: s.PrinterDownFirst, _event: e.Event) -> Result:
    return issue(screen, screen.order, screen.visit)


def _recover(screen: s.Home, event: e.Recovered) -> Result:
    visit = s.Visit(language=event.language)
    return issue(screen, event.order, visit, recovered=event.printing, sent=True)


def _issued(screen: s.Busy | s.ServerAway, event: e.Issued) -> Result:
    if event.request_id != screen.order.request_id:
        return screen, ()
    had_card = screen.order.person is not None
    if screen.recovered:
        unknown = s.PrintUnknown(visit=screen.visit, ticket=event.ticket, had_card=had_card)
        return show(screen, unknown)
    reprint = screen.order.reprint is not None
    printing = s.Printing(
        visit=screen.visit, ticket=event.ticket, had_card=had_card, reprint=reprint
    )
    return _print(screen, printing)


def _refused(screen: s.Busy | s.ServerAway, event: e.IssueRefused) -> Result:
    if event.request_id != screen.order.request_id:
        return screen, ()
    refused = s.Refused(
        visit=known_by(screen.order, screen.visit),
        code=event.code,
        facts=event.facts,
        reason=event.reason,
        service=screen.order.service,
    )
    return holds_already(screen, event) or show(screen, refused)


def _unanswered(screen: s.Busy | s.ServerAway, event: e.IssueUnanswered) -> Result:
    if event.request_id != screen.order.request_id:
        return screen, ()
    away = _away(screen, sent=event.sent)
    if away.instead and not away.sent:
        return ordinary_instead(screen)
    return _shown_away(screen, away)


def _server_away(screen: s.Busy | s.ServerAway, _event: e.Event) -> Result:
    """Nobody says whether the order arrived."""
    return _shown_away(screen, _away(screen, sent=True))


def _away(screen: s.Busy | s.ServerAway, *, sent: bool) -> s.ServerAway:
    before = screen if isinstance(screen, s.ServerAway) else None
    return s.ServerAway(
        visit=screen.visit,
        order=screen.order,
        attempts=before.attempts + 1 if before else 1,
        recovered=screen.recovered,
        sent=screen.sent or sent,
        instead=before is not None and before.instead,
    )


def _shown_away(screen: s.Screen, away: s.ServerAway) -> Result:
    return show(screen, s.Home() if away.attempts > MAX_ATTEMPTS else away)


def _retry_due(screen: s.ServerAway, event: e.TimedOut) -> Result:
    if screen.asking:
        return _server_away(screen, event)
    shown, effects = show(screen, replace(screen, asking=True))
    return shown, (*effects, ask(screen))


def _print(screen: s.Screen, printing: s.Printing) -> Result:
    shown, effects = show(screen, printing)
    language = printing.visit.language
    slip = f.PrintTicket(ticket=printing.ticket, language=language, reprint=printing.reprint)
    return shown, (*effects, slip)


def _printed(screen: s.Printing | s.PrintUnknown, event: e.Printed) -> Result:
    """Also when the visitor was told before that nobody knows."""
    if event.ticket_id != screen.ticket.ticket_id:
        return screen, ()
    taken = s.TakeTicket(visit=screen.visit, ticket=screen.ticket, had_card=screen.had_card)
    return show(screen, taken)


def _print_failed(screen: s.Printing | s.PrintUnknown, event: e.PrintFailed) -> Result:
    if event.ticket_id != screen.ticket.ticket_id:
        return screen, ()
    return show(
        screen,
        s.NoPaper(
            visit=screen.visit, ticket=screen.ticket, cause=event.cause, had_card=screen.had_card
        ),
    )


def _print_unanswered(screen: s.Printing, event: e.PrintUnanswered) -> Result:
    if event.ticket_id != screen.ticket.ticket_id:
        return screen, ()
    return _print_unknown(screen, event)


def _print_unknown(screen: s.Printing, _event: e.Event) -> Result:
    unknown = s.PrintUnknown(visit=screen.visit, ticket=screen.ticket, had_card=screen.had_card)
    return show(screen, unknown)


def _print_again(screen: s.NoPaper | s.PrintUnknown, _event: e.Event) -> Result:
    printing = s.Printing(
        visit=screen.visit, ticket=screen.ticket, had_card=screen.had_card, reprint=True
    )
    return _print(screen, printing)


# --- time -----------------------------------------------------------------------------------


def _warn(screen: s.Screen, _event: e.TimedOut) -> Result:
    return show(screen, s.IdleWarning(visit=screen.visit, under=screen))


def _home_timed_out(screen: s.Home, event: e.TimedOut) -> Result:
    return quiet(screen, event) if untouched(screen) else _warn(screen, event)


TIMEOUTS: dict[type[s.Screen], Rule] = {
    s.Home: _home_timed_out,
    s.Asleep: stay,
    s.LookingUp: unanswered,
    s.TicketShown: _fresh,
    s.NoTicketFound: _fresh,
    s.Services: _warn,
    s.CardPrompt: _warn,
    s.AppointmentPrompt: _warn,
    s.PhonePad: _warn,
    s.AskingHeld: go_on,
    s.AlreadyHolds: _warn,
    s.PrinterDownFirst: _warn,
    s.Refused: _warn,
    s.Guides: _warn,
    s.GuideShown: _warn,
    s.Help: _warn,
    s.Languages: _warn,
    s.Ease: _warn,
    s.NoPaper: _warn,
    s.PrintUnknown: _warn,
    s.TakeTicket: _fresh,
    s.IdleWarning: _fresh,
    s.ServerAway: _retry_due,
    s.Busy: _server_away,
    s.Printing: _print_unknown,
    **ORDER_TIMEOUTS,
    **STAFF_TIMEOUTS,
}


def _timed_out(screen: s.Screen, event: e.TimedOut) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return TIMEOUTS[type(screen)](screen, event)


RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Home, e.GroupTouched): _open_group,
    (s.Home, e.MoreTouched): _next_page,
    (s.Home, e.CardTouched): _ask_card,
    (s.Home, e.BackTouched): _fresh,
    (s.Home, e.Recovered): _recover,
    (s.Services, e.ServiceTouched): _choose,
    (s.GuideShown, e.ServiceTouched): _choose,
    (s.GuideShown, e.ClosedServiceTouched): _cannot_choose,
    (s.Services, e.ClosedServiceTouched): _cannot_choose,
    (s.Refused, e.ClosedServiceTouched): _cannot_choose,
    (s.Services, e.MoreTouched): _next_page,
    (s.Services, e.CardTouched): _ask_card,
    (s.Services, e.BackTouched): _to_home,
    (s.CardPrompt, e.BackTouched): _back_to_choice,
    (s.CardPrompt, e.CardRead): _card_read,
    (s.CardPrompt, e.CardFailed): _card_failed,
    (s.Home, e.ElderAccepted): _elder,
    (s.Home, e.ElderDeclined): _elder,
    (s.Services, e.ElderAccepted): _elder,
    (s.Services, e.ElderDeclined): _elder,
    (s.PrinterDownFirst, e.TakeAnywayTouched): _take_anyway,
    (s.PrinterDownFirst, e.BackTouched): _back_to_services,
    (s.Busy, e.Issued): _issued,
    (s.Busy, e.IssueRefused): _refused,
    (s.Busy, e.IssueUnanswered): _unanswered,
    (s.ServerAway, e.Issued): _issued,
    (s.ServerAway, e.IssueRefused): _refused,
    (s.ServerAway, e.IssueUnanswered): _unanswered,
    (s.ServerAway, e.DoneTouched): _fresh,
    (s.Printing, e.Printed): _printed,
    (s.Printing, e.PrintFailed): _print_failed,
    (s.Printing, e.PrintUnanswered): _print_unanswered,
    (s.TakeTicket, e.DoneTouched): _fresh,
    (s.NoPaper, e.PrintAgainTouched): _print_again,
    (s.NoPaper, e.DoneTouched): _fresh,
    (s.PrintUnknown, e.Printed): _printed,
    (s.PrintUnknown, e.PrintFailed): _print_failed,
    (s.PrintUnknown, e.PrintAgainTouched): _print_again,
    (s.PrintUnknown, e.DoneTouched): _fresh,
    (s.Refused, e.DoneTouched): _fresh,
    (s.Refused, e.ServiceTouched): _choose,
    (s.Refused, e.OtherServiceTouched): _choose_another,
    (s.IdleWarning, e.DoneTouched): _fresh,
}
_UNDISTURBED: tuple[type[s.Screen], ...] = (s.Busy, s.Printing)
# Nothing to press on these.
_MUTE: tuple[type[s.Screen], ...] = (*_UNDISTURBED, s.Asleep, s.LookingUp, s.AskingHeld)
RULES |= GUIDE_RULES
RULES |= CODE_RULES | CHECK_IN_RULES | PHONE_RULES | HELD_RULES
RULES |= {(kind, e.LanguageTouched): speak for kind in TIMEOUTS if kind not in _MUTE}
RULES |= {
    (kind, e.LanguagesTouched): list_languages
    for kind in TIMEOUTS
    if kind not in (*_MUTE, *t.BEHIND_THE_PIN)
}
RULES |= COVER_RULES | LANGUAGE_RULES | ORDER_RULES | STAFF_RULES
RULES |= {
    (kind, event): rule for event, rule in PRESSED.items() for kind in TIMEOUTS if kind not in _MUTE
}
RULES |= {(kind, event): rule for event, rule in PLUGGED.items() for kind in TIMEOUTS}
RULES |= {
    (kind, e.EaseTouched): ease for kind in TIMEOUTS if kind not in (*_MUTE, *UNCOVERED, s.Ease)
}
RULES |= MODE_RULES
RULES |= {
    (kind, e.HelpTouched): help_ for kind in TIMEOUTS if kind not in (*_MUTE, *UNCOVERED, *COVERS)
}
RULES |= {(kind, event): _answered_below for kind in COVERS for event in (e.Issued, e.IssueRefused)}
RULES |= {
    (kind, event): _told_below for kind in COVERS for event in (e.IssueUnanswered, e.GuidePaper)
}
RULES |= {(kind, e.Broken): _fresh for kind in TIMEOUTS if kind not in _UNDISTURBED}

ANYWHERE: dict[type[e.Event], Rule] = {e.TimedOut: _timed_out}
