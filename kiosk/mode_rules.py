"""How a visitor makes the screens easier to use. Pure.

A mode lasts for one visit: it lies in `Visit`, and the next visitor's is a fresh one. Headphones
turn the voice on and off by themselves, even while nothing can be pressed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from kiosk import events as e
from kiosk import states as s
from kiosk.entering import Result, Rule, show

# What these wait for depends on whether somebody listens.
TIMED_BY_VOICE: tuple[type[s.Screen], ...] = (s.Home, s.TakeTicket, s.TicketShown, s.Closed)
LOUDER_STEPS = 3  # then the voice is as loud again as the hall has set it

S = TypeVar("S", bound=s.Screen)


def switch(screen: s.Screen, event: e.ModeTouched) -> Result:
    modes = screen.visit.modes
    switched = replace(modes, **{event.mode: not getattr(modes, event.mode)})
    return show(screen, in_modes(screen, switched))


def louder(screen: s.Screen, _event: e.LouderTouched) -> Result:
    modes = screen.visit.modes
    steps = (modes.louder + 1) % (LOUDER_STEPS + 1)
    return show(screen, in_modes(screen, replace(modes, louder=steps)))


def plugged(screen: s.Screen, _event: e.HeadphonesPlugged) -> Result:
    return _voice(screen, spoken=True)


def pulled(screen: s.Screen, _event: e.HeadphonesPulled) -> Result:
    return _voice(screen, spoken=False)


def asleep_plugged(screen: s.Asleep, _event: e.HeadphonesPlugged) -> Result:
    return show(screen, s.Home(visit=s.Visit(modes=s.Modes(spoken=True))))


def in_modes(screen: S, modes: s.Modes) -> S:
    """The same screen, and all that it lies over, in `modes`."""
    changes: dict[str, Any] = {"visit": replace(screen.visit, modes=modes)}
    under = getattr(screen, "under", None)
    if isinstance(under, s.Screen):
        changes["under"] = in_modes(under, modes)
    return replace(screen, **changes)


def _voice(screen: s.Screen, *, spoken: bool) -> Result:
    # The serial stays: a slip that is printed now, or a card that is read, is still this visitor's.
    if screen.visit.modes.spoken == spoken:
        return screen, ()
    changed = in_modes(screen, replace(screen.visit.modes, spoken=spoken))
    return show(screen, changed) if isinstance(screen, TIMED_BY_VOICE) else (changed, ())


MODE_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Asleep, e.HeadphonesPlugged): asleep_plugged,
}
PRESSED: dict[type[e.Event], Rule] = {  # wherever anything can be pressed
    e.ModeTouched: switch,
    e.LouderTouched: louder,
}
PLUGGED: dict[type[e.Event], Rule] = {  # everywhere
    e.HeadphonesPlugged: plugged,
    e.HeadphonesPulled: pulled,
}
