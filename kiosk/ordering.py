"""From a wish to an order: the printer is asked first, then the server. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk import effects as f
from kiosk import states as s
from kiosk.entering import Result, show


def place(screen: s.Screen, order: s.Order, visit: s.Visit, printer_fault: str = "") -> Result:
    """Order, or ask first whether a number without paper is fine. One more slip of a ticket that
    is there already loses nobody a number: it is simply tried."""
    if printer_fault and order.reprint is None:
        group = getattr(screen, "group", None)
        down = s.PrinterDownFirst(visit=visit, group=group, order=order, cause=printer_fault)
        return show(screen, down)
    return issue(screen, order, visit)


def issue(
    screen: s.Screen,
    order: s.Order,
    visit: s.Visit,
    *,
    recovered: bool = False,
    sent: bool = False,
) -> Result:
    # From here on only the order knows the person.
    busy = s.Busy(visit=visit.unnamed(), order=order, recovered=recovered, sent=sent)
    shown, effects = show(screen, busy)
    return shown, (*effects, ask(busy))


def ask(screen: s.Busy | s.ServerAway) -> f.IssueOrder:
    return f.IssueOrder(
        order=screen.order, language=screen.visit.language, recovered=screen.recovered
    )


def known_by(order: s.Order, visit: s.Visit) -> s.Visit:
    """The visit of somebody whose order came to nothing: they need not lay the card again."""
    return replace(
        visit,
        person=order.person,
        phone_hash=order.phone_hash,
        old_enough=order.elder,
        elder=order.elder,
    )
