"""What the hall wants of this kiosk, against what its own staff set: the last word counts. Pure.

An order changes nothing for a visitor in the middle of something: the kiosk closes when its first
screen is reached, and starts again when nobody is there.
"""

from __future__ import annotations

import msgspec

from kiosk import events as e
from kiosk import states as s
from kiosk.entering import Result, Rule, show, untouched
from queue_server.contract.kiosks import KioskOrder
from queue_server.contract.messages import Text

RESTART_WITHIN_S = 60.0  # also with someone there, except while a number or a slip is on its way
NOT_TO_CUT_OFF: tuple[type[s.Screen], ...] = (s.Busy, s.Printing)


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """What staff set at the kiosk itself, after the order with this epoch and version."""

    epoch: int
    version: int
    closed: bool


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What both come to."""

    closed: bool = False
    reason: Text = {}
    message: Text = {}


def is_newer(order: KioskOrder, known: KioskOrder | None) -> bool:
    """A broker may hold an old order: what was heard later stands."""
    return known is None or (order.epoch, order.version) > (known.epoch, known.version)


def here_after(order: KioskOrder | None, *, closed: bool) -> Here:
    epoch, version = (order.epoch, order.version) if order else (0, 0)
    return Here(epoch=epoch, version=version, closed=closed)


def wanted(order: KioskOrder | None, here: Here | None) -> Wanted:
    said = order or KioskOrder(epoch=0, version=0, kiosk="")
    if here is None or (here.epoch, here.version) != (said.epoch, said.version):
        return Wanted(closed=said.closed, reason=said.reason, message=said.message)
    reason = said.reason if said.closed else {}
    return Wanted(closed=here.closed, reason=reason, message=said.message)


def due(screen: s.Screen, want: Wanted) -> e.Event | None:
    """What the screen that is shown has to be told of it."""
    if want.closed and (untouched(screen) or isinstance(screen, s.Asleep)):
        return e.ClosedByHall(reason=want.reason)
    if isinstance(screen, s.Closed):
        if not want.closed:
            return e.OpenedByHall()
        if want.reason != screen.reason:
            return e.ClosedByHall(reason=want.reason)
    return None


def may_restart(screen: s.Screen, wished_for_s: float) -> bool:
    """Whether a restart that has been wished for so long disturbs nobody, or waited enough."""
    if untouched(screen) or isinstance(screen, (s.Asleep, s.Closed)):
        return True
    return wished_for_s >= RESTART_WITHIN_S and not isinstance(screen, NOT_TO_CUT_OFF)


def _close(screen: s.Screen, event: e.ClosedByHall) -> Result:
    return show(screen, s.Closed(visit=screen.visit, reason=event.reason))


def _open(screen: s.Closed, _event: e.OpenedByHall) -> Result:
    return show(screen, s.Home())


def _in_first_language(screen: s.Closed, _event: e.Event) -> Result:
    return show(screen, s.Closed(reason=screen.reason))


ORDER_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Home, e.ClosedByHall): _close,
    (s.Asleep, e.ClosedByHall): _close,
    (s.Closed, e.ClosedByHall): _close,
    (s.Closed, e.OpenedByHall): _open,
}

ORDER_TIMEOUTS: dict[type[s.Screen], Rule] = {s.Closed: _in_first_language}
