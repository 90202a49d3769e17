"""The service menu: who may open it, how wrong PINs are slowed down, what each entry does. Pure.

Nothing of it is hidden: the way is a small entry on the help screen, and a credential. Leaving it,
or leaving it alone, wipes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.entering import Result, Rule, show
from queue_server.contract.messages import Ticket

DELAYS_S = (1.0, 2.0, 4.0, 8.0)  # after the first, second … wrong PIN in a row
LOCKED_S = 300.0  # after one more
LOUDEST = 10


class Failures(msgspec.Struct, frozen=True, kw_only=True):
    """Wrong PINs in a row at this kiosk, whoever's: kept on disk, a restart forgets none."""

    count: int = 0
    last_at: datetime | None = None


def failed(failures: Failures, now: datetime) -> Failures:
    """One more; after a lock has passed the count begins anew."""
    before = 0 if failures.count > len(DELAYS_S) else failures.count
    return Failures(count=before + 1, last_at=now)


def reckoned(failures: Failures, now: datetime) -> Failures:
    """As of now: where the clock was set back since, the wait begins anew, and does not last until
    the clock is where it was."""
    if failures.last_at is None or failures.last_at <= now:
        return failures
    return msgspec.structs.replace(failures, last_at=now)


def wait_s(failures: Failures, now: datetime) -> float:
    """How long no PIN is looked at."""
    if failures.last_at is None or failures.count == 0:
        return 0.0
    whole = [*DELAYS_S, LOCKED_S][min(failures.count, len(DELAYS_S) + 1) - 1]
    gone = max(now - failures.last_at, timedelta(0)).total_seconds()
    return max(whole - gone, 0.0)


def is_locked(failures: Failures) -> bool:
    return failures.count > len(DELAYS_S)


# --- in and out -------------------------------------------------------------------------------


def _ask(screen: s.Help, _event: t.StaffTouched) -> Result:
    return show(screen, t.StaffPin(visit=s.Visit(language=screen.visit.language)))


def _check(screen: t.StaffPin, event: t.PinEntered) -> Result:
    if screen.checking:  # a double tap is one try
        return screen, ()
    checking, effects = show(screen, replace(screen, trouble="", checking=True))
    check = t.CheckPin(serial=checking.serial, account=event.account, pin=event.pin)
    return checking, (*effects, check)


def _right(screen: t.StaffPin, event: t.PinRight) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return show(screen, t.StaffMenu(visit=screen.visit, account=event.account, said="welcome"))


def _wrong(screen: t.StaffPin, event: t.PinWrong) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    again = t.StaffPin(
        visit=screen.visit, trouble="locked" if event.locked else "wrong", wait_s=event.wait_s
    )
    return show(screen, again)


def _unreadable(screen: t.StaffPin, event: t.PinsUnreadable) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return show(screen, t.StaffPin(visit=screen.visit, trouble="unreadable"))


def _home(screen: t.StaffPin, _event: e.Event) -> Result:
    return show(screen, s.Home())


def _leave(screen: t.StaffScreen, _event: e.Event) -> Result:
    home, effects = show(screen, s.Home())
    return home, (t.Audit(account=screen.account, act="leave"), *effects)


def _menu(screen: t.StaffScreen, _event: e.Event) -> Result:
    return show(screen, t.StaffMenu(visit=screen.visit, account=screen.account))


# --- what the menu does -----------------------------------------------------------------------


def _choose(screen: t.StaffMenu, event: t.StaffChose) -> Result:
    act = ACTS.get(event.entry)
    return act(screen) if act else (screen, ())


def _paper(screen: t.StaffMenu) -> Result:
    return show(screen, t.PaperChange(visit=screen.visit, account=screen.account))


def _devices(screen: t.StaffMenu) -> Result:
    return _asking(screen, t.DeviceStates(visit=screen.visit, account=screen.account))


def _slips(screen: t.StaffMenu) -> Result:
    return _asking(screen, t.RecentSlips(visit=screen.visit, account=screen.account))


def _volume(screen: t.StaffMenu) -> Result:
    return _asking(screen, t.Volume(visit=screen.visit, account=screen.account))


def _about(screen: t.StaffMenu) -> Result:
    return _asking(screen, t.AboutKiosk(visit=screen.visit, account=screen.account))


def _asking(screen: t.StaffMenu, new: t.StaffScreen) -> Result:
    shown, effects = show(screen, new)
    return shown, (*effects, t.AskFacts(serial=shown.serial))


def _test_print(screen: t.StaffMenu) -> Result:
    shown, effects = show(screen, replace(screen, said="printing"))
    audit = t.Audit(account=screen.account, act="test_print")
    return shown, (*effects, audit, t.PrintTest(serial=shown.serial, language=_language(shown)))


def _close_here(screen: t.StaffMenu) -> Result:
    return _switched(screen, closed=True)


def _open_here(screen: t.StaffMenu) -> Result:
    return _switched(screen, closed=False)


def _switched(screen: t.StaffMenu, *, closed: bool) -> Result:
    shown, effects = show(screen, replace(screen, said="closed" if closed else "opened"))
    audit = t.Audit(account=screen.account, act="close_here" if closed else "open_here")
    return shown, (*effects, audit, t.SwitchHere(closed=closed))


def _restart(screen: t.StaffMenu) -> Result:
    shown, effects = show(screen, replace(screen, said="restarting"))
    audit = t.Audit(account=screen.account, act="restart")
    return shown, (*effects, audit, t.RestartProgram())


ACTS: dict[str, Callable[[t.StaffMenu], Result]] = {
    "paper": _paper,
    "test_print": _test_print,
    "devices": _devices,
    "slips": _slips,
    "volume": _volume,
    "about": _about,
    "close": _close_here,
    "open": _open_here,
    "restart": _restart,
}


def _facts(screen: t.FactsScreen, event: t.FactsTold) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return replace(screen, facts=event.facts), ()


def _paper_is_in(screen: t.PaperChange, _event: t.PaperIsIn) -> Result:
    shown, effects = show(screen, replace(screen, said="printing"))
    audit = t.Audit(account=screen.account, act="paper_changed")
    change = t.ChangePaper(serial=shown.serial, language=_language(shown))
    return shown, (*effects, audit, change)


def _test_printed(screen: t.StaffMenu | t.PaperChange, event: t.TestPrinted) -> Result:
    if event.serial != screen.serial:
        return screen, ()
    return show(screen, replace(screen, said=event.fate, cause=event.cause))


def _louder(screen: t.Volume, event: t.VolumeSet) -> Result:
    if screen.facts is None:
        return screen, ()
    volume = min(max(event.volume, 0), LOUDEST)
    shown, effects = show(screen, replace(screen, facts=replace(screen.facts, volume=volume)))
    audit = t.Audit(account=screen.account, act="volume", detail=str(volume))
    return shown, (*effects, audit, t.KeepVolume(volume=volume))


def _more(screen: t.RecentSlips, _event: e.MoreTouched) -> Result:
    return show(screen, replace(screen, page=screen.page + 1))


def _reprint(screen: t.RecentSlips, event: t.SlipTouched) -> Result:
    """The normal way of a reprint: the same number, marked as such, on record."""
    found = next((x for x in _slips_of(screen) if x.ticket.ticket_id == event.ticket_id), None)
    if found is None:
        return screen, ()
    visit = s.Visit(language=found.language)
    printing = s.Printing(visit=visit, ticket=found.ticket, reprint=True)
    shown, effects = show(screen, printing)
    audit = t.Audit(account=screen.account, act="reprint", detail=found.ticket.number)
    return shown, (*effects, audit, _print(found.ticket, found.language))


def _slips_of(screen: t.RecentSlips) -> tuple[t.SlipSeen, ...]:
    return screen.facts.slips if screen.facts else ()


def _print(ticket: Ticket, language: str) -> f.PrintTicket:
    return f.PrintTicket(ticket=ticket, language=language, reprint=True)


def _language(screen: s.Screen) -> str:
    return screen.visit.language


STAFF_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Help, t.StaffTouched): _ask,
    (t.StaffPin, e.BackTouched): _home,
    (t.StaffPin, t.PinEntered): _check,
    (t.StaffPin, t.PinRight): _right,
    (t.StaffPin, t.PinWrong): _wrong,
    (t.StaffPin, t.PinsUnreadable): _unreadable,
    (t.StaffMenu, e.BackTouched): _leave,
    (t.StaffMenu, t.StaffChose): _choose,
    (t.StaffMenu, t.TestPrinted): _test_printed,
    (t.PaperChange, t.PaperIsIn): _paper_is_in,
    (t.PaperChange, t.TestPrinted): _test_printed,
    (t.Volume, t.VolumeSet): _louder,
    (t.RecentSlips, t.SlipTouched): _reprint,
    (t.RecentSlips, e.MoreTouched): _more,
    **{(screen, e.BackTouched): _menu for screen in t.IN_THE_MENU},
    **{(screen, t.FactsTold): _facts for screen in t.FACTS_SCREENS},
}

STAFF_TIMEOUTS: dict[type[s.Screen], Rule] = {
    t.StaffPin: _home,
    **{screen: _leave for screen in t.BEHIND_THE_PIN},
}
