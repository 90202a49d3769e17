"""What every change of screen brings along: a fresh serial, a timer, what is let go of. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk import effects as f
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.effects import Wait

Effects = tuple[f.Effect, ...]
Result = tuple[s.Screen, Effects]
Rule = Callable[[Any, Any], Result]

READS_CARDS = (s.CardPrompt, s.AppointmentPrompt)
SETTLED = (s.TakeTicket, s.Refused, s.AlreadyHolds)  # nothing has to survive a power cut

WAITS: dict[type[s.Screen], Wait] = {
    s.Services: Wait.IDLE,
    s.CardPrompt: Wait.IDLE,
    s.AppointmentPrompt: Wait.IDLE,
    s.PhonePad: Wait.IDLE,
    s.AskingHeld: Wait.COURTESY,
    s.AlreadyHolds: Wait.NUMBER,
    s.PrinterDownFirst: Wait.IDLE,
    s.Refused: Wait.IDLE,
    s.Guides: Wait.IDLE,
    s.GuideShown: Wait.READING,
    s.Help: Wait.IDLE,
    s.Ease: Wait.IDLE,
    s.Languages: Wait.IDLE,
    s.NoPaper: Wait.NUMBER,
    s.PrintUnknown: Wait.NUMBER,
    s.TakeTicket: Wait.THANKS,
    s.IdleWarning: Wait.WARNING,
    s.Busy: Wait.ISSUE,
    s.Printing: Wait.PRINT,
    s.LookingUp: Wait.ISSUE,
    s.TicketShown: Wait.SHOWN,
    s.NoTicketFound: Wait.SHOWN,
    t.StaffPin: Wait.STAFF,
    **dict.fromkeys(t.BEHIND_THE_PIN, Wait.STAFF),
}


def show(old: s.Screen, new: s.Screen) -> Result:
    """Enter `new` after `old`, with a fresh serial and what every entry brings along."""
    new = replace(new, serial=old.serial + 1)
    return new, (*_leaving(old, new), *_entering(new))


def to_choice(screen: s.Screen, group: str | None, visit: s.Visit) -> Result:
    """Back to where the visitor was choosing."""
    if group is None:
        return show(screen, s.Home(visit=visit))
    return show(screen, s.Services(visit=visit, group=group))


def start_timer(screen: s.Screen) -> Effects:
    wait = _wait(screen)
    return (f.StartTimer(serial=screen.serial, wait=wait),) if wait else ()


def untouched(screen: s.Screen) -> bool:
    """Nobody has told the kiosk anything yet."""
    return isinstance(screen, s.Home) and screen.visit == s.Visit() and screen.page == 0


def _leaving(old: s.Screen, new: s.Screen) -> Effects:
    if isinstance(old, READS_CARDS) and not isinstance(new, READS_CARDS):
        return (f.StopReading(),)
    return ()


def _entering(new: s.Screen) -> Effects:
    effects: list[f.Effect] = []
    if isinstance(new, READS_CARDS):
        effects.append(f.ReadCard(serial=new.serial))
    if isinstance(new, SETTLED) or untouched(new):
        effects.append(f.ForgetOrder())
    return (*effects, *start_timer(new))


def _wait(screen: s.Screen) -> Wait | None:
    if isinstance(screen, s.Asleep):
        return None
    if isinstance(screen, s.Closed):
        return None if screen.visit == s.Visit() else Wait.IDLE
    if isinstance(screen, s.Home):
        return Wait.QUIET if untouched(screen) else Wait.IDLE
    if isinstance(screen, (s.TakeTicket, s.TicketShown)) and screen.visit.modes.spoken:
        return Wait.NUMBER  # it takes longer to hear than to read
    if isinstance(screen, s.ServerAway):
        return Wait.ISSUE if screen.asking else Wait.RETRY
    return WAITS[type(screen)]
