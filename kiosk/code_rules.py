"""What a code held before the kiosk does, and how its screen sleeps and wakes. Pure.

Codes count only where nobody is in the middle of anything: a slip held up by the next in the queue
must not disturb the visitor at the screen.
"""

from __future__ import annotations

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.check_in_rules import check_in_by_code
from kiosk.entering import Result, Rule, show, start_timer

UNKNOWN, AWAY = "unknown", "away"  # causes of `NoTicketFound`

READS_CODES: tuple[type[s.Screen], ...] = (
    s.Home,
    s.Asleep,
    s.AppointmentPrompt,
    s.TicketShown,
    s.NoTicketFound,
)


def wake(screen: s.Asleep, _event: e.Event) -> Result:
    return show(screen, s.Home())


def quiet(screen: s.Home, event: e.TimedOut) -> Result:
    """Nobody touched the first screen for long. While its camera sees someone, it stays awake."""
    if event.attended:
        return screen, start_timer(screen)
    return show(screen, s.Asleep())


def stay(screen: s.Screen, _event: e.Event) -> Result:
    return screen, ()


def _scanned(screen: s.Screen, event: e.CodeScanned) -> Result:
    if isinstance(screen, s.Home) and screen.visit.known:
        return screen, ()  # a visitor with a card is choosing
    if isinstance(screen, s.TicketShown) and screen.ticket.ticket_id == event.ticket_id:
        return screen, ()  # scanner and camera saw the same slip
    if event.reference is not None:
        return check_in_by_code(screen, event)
    visit = screen.visit.unnamed()
    if event.ticket_id is None:
        return show(screen, s.NoTicketFound(visit=visit, cause=UNKNOWN))
    asking, effects = show(screen, s.LookingUp(visit=visit, ticket_id=event.ticket_id))
    return asking, (*effects, f.LookUpTicket(serial=asking.serial, ticket_id=event.ticket_id))


def _found(screen: s.LookingUp, event: e.TicketFound) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return show(screen, s.TicketShown(visit=screen.visit, ticket=event.ticket, wait=event.wait))


def _not_found(screen: s.LookingUp, event: e.TicketNotFound) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return show(screen, s.NoTicketFound(visit=screen.visit, cause=event.cause))


def unanswered(screen: s.LookingUp, _event: e.Event) -> Result:
    return show(screen, s.NoTicketFound(visit=screen.visit, cause=AWAY))


def _fresh(screen: s.Screen, _event: e.Event) -> Result:
    return show(screen, s.Home())


CODE_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Asleep, e.WakeTouched): wake,
    (s.Asleep, e.SomeoneSeen): wake,
    (s.LookingUp, e.TicketFound): _found,
    (s.LookingUp, e.TicketNotFound): _not_found,
    (s.TicketShown, e.BackTouched): _fresh,
    (s.NoTicketFound, e.BackTouched): _fresh,
    **{(screen, e.CodeScanned): _scanned for screen in READS_CODES},
}
