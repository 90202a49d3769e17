"""What lies over a screen and is lifted again: help, the languages, the ease, the warning. Pure."""

from __future__ import annotations

from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.entering import Result, Rule, show

Cover = s.Help | s.Languages | s.Ease | s.IdleWarning
COVERS: tuple[type[Cover], ...] = (s.Help, s.Languages, s.Ease, s.IdleWarning)
# A passer-by must not lay anything over these: it would keep them open.
UNCOVERED: tuple[type[s.Screen], ...] = (t.StaffPin, *t.BEHIND_THE_PIN)


def help_(screen: s.Screen, _event: e.HelpTouched) -> Result:
    return show(screen, s.Help(visit=screen.visit, under=screen))


def ease(screen: s.Screen, _event: e.EaseTouched) -> Result:
    """From the list of languages, which may lie over it, this leads back and no deeper."""
    under = beneath(screen)
    if isinstance(under, s.Languages):
        under = under.under
    if isinstance(under, s.Ease):
        return show(screen, under)
    return show(screen, s.Ease(visit=screen.visit, under=under))


def list_languages(screen: s.Screen, _event: e.LanguagesTouched) -> Result:
    under = beneath(screen)
    if isinstance(under, s.Languages):
        return show(screen, under)
    return show(screen, s.Languages(visit=screen.visit, under=under))


def beneath(screen: s.Screen) -> s.Screen:
    """Whoever touches anything on the warning is still there: it goes."""
    return screen.under if isinstance(screen, s.IdleWarning) else screen


def uncover(screen: Cover, _event: e.Event) -> Result:
    return show(screen, screen.under)


COVER_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Help, e.BackTouched): uncover,
    (s.Ease, e.BackTouched): uncover,
    (s.Languages, e.BackTouched): uncover,
    (s.IdleWarning, e.ContinueTouched): uncover,
}
