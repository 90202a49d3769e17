"""Run in a process of its own: visits whose answers come at once, late, or never. Prints JSON."""

from __future__ import annotations

import gc
import json
import os
import tempfile
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from config.loader import load
from kiosk import effects as f
from kiosk import events as e
from kiosk import examples
from kiosk.look import glass_for
from kiosk.news import ServerNews, WaitingNews
from kiosk.screenshots import example_world
from kiosk.surface import configure_window, kivy_environment, quiet_kivy

PATIENCE_S = 30.0
VISITS = 20


class NotedEffects:
    """A runner whose machines never answer by themselves."""

    def __init__(self) -> None:
        self.orders: list[f.IssueOrder] = []

    def do(self, effect: object) -> None:
        if isinstance(effect, f.IssueOrder):
            self.orders.append(effect)


def main() -> None:
    hall = load(None, {})
    glass = glass_for(hall.kiosks[0].screen, (600, 1000))
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False)
        print(json.dumps(report(example_world(hall)), ensure_ascii=False))


def report(world: Any) -> dict[str, Any]:
    from kivy.base import EventLoop
    from kivy.core.window import Window

    from kiosk.app import KioskApp

    app = KioskApp(
        world,
        new_id=uuid4,
        watchdog=lambda: None,
        ready=lambda: None,
        hash_phone=lambda digits: "0" * 64,
    )
    machines = NotedEffects()
    app.runner = machines  # type: ignore[assignment]
    shown: list[str] = []
    seen: list[weakref.ref[Any]] = []
    app.screen_listeners.append(shown.append)
    app.screen_listeners.append(lambda _name: seen.append(weakref.ref(app.view)))
    EventLoop.ensure_window()
    EventLoop.start()
    Window.add_widget(app.build())

    def until(name: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not shown or shown[-1] != name:
            assert time.monotonic() < deadline, f"{name} was not shown, but {shown}"
            EventLoop.idle()

    app.post(e.Broken())
    until("Home")
    swift = _visit(app, machines, shown, until, at_once=True)
    slow = _visit(app, machines, shown, until, at_once=False)
    for _ in range(VISITS):
        _visit(app, machines, shown, until, at_once=True)
    for _ in range(4):
        EventLoop.idle()
    gc.collect()
    outlived = len({id(ref()) for ref in seen if ref() is not None})
    heard = len(world.live.get_property_observers("waiting"))
    return {
        "swift": swift,
        "slow": slow,
        "orders": len(machines.orders),
        "visits": VISITS + 2,
        "views": outlived,
        "heard": heard,
        **_at_hand(app, until),
        "closed": _closes(app),
        "counts": _counts(app),
    }


def _counts(app: Any) -> list[bool]:
    """Whether a count of the broker's is shown, with the server and without it."""
    service, known = app.world.hall.services[0].service, []
    for hall in (app.world.hall, None):
        app.hear(ServerNews(hall, alone=True))
        app.hear(WaitingNews(waiting={service: 41}))
        known.append(app.world.live.waiting.get(service) == 41)
    return known


def _closes(app: Any) -> list[bool]:
    """Whether the first screen changes when the hall closes, and whether the tick after it puts
    another in its place, on which a finger may lie already."""
    open_view = app.view
    app.hear(ServerNews(msgspec.structs.replace(app.world.hall, is_open=False)))
    closed_view = app.view
    app._tick()
    return [closed_view is not open_view, app.view is not closed_view]


def _at_hand(app: Any, until: Callable[[str], None]) -> dict[str, Any]:
    """What becomes of screens that are shown again: of news meanwhile, of other colours."""
    from kiosk.window import texts_now

    service = next(x for x in app.world.hall.services if app.world.shut(x.service) is None)

    def services() -> Any:
        app.post(e.GroupTouched(group=service.group))
        until("Services")
        return app.view

    def home() -> None:
        app.post(e.BackTouched())
        until("Home")

    first = services()
    new = [x["touch"] for x in texts_now()]
    first.shown_at = 0
    standing = [x["touch"] for x in texts_now()]
    home()
    app.hear(WaitingNews(waiting={service.service: 7}))
    again = services()
    people = [tile.people for tile in again.tiles if tile.name == again.name(service.name)]
    home()
    app.post(e.ModeTouched(mode="contrast"))
    until("Home")
    contrasting = services()
    app.post(e.Broken())  # which ends the visit
    until("Home")
    plain = services()
    home()
    while app._at_hand.prepare(app.root.size):
        pass
    groups = {x.group for x in app.world.hall.services}
    return {
        "same": again is first,
        "pressable": [any(new), any(standing)],
        "people": people,
        "own_colours": contrasting is not first and plain is not contrasting,
        "anew": plain is not first,
        "all_prepared": {key for key in app._at_hand._views if key} == groups,
        "heard_at_home": len(app.world.live.get_property_observers("waiting")),
    }


def _visit(
    app: Any, machines: NotedEffects, shown: list[str], until: Callable[[str], None], at_once: bool
) -> list[str]:
    """What was shown of it, with an impatient finger."""
    began = len(shown)
    open_now = (x for x in app.world.hall.services if app.world.shut(x.service) is None)
    service = next(open_now)
    app.post(e.GroupTouched(group=service.group))
    until("Services")
    standing = app.view
    standing.shown_at = 0  # long ago: it would take touches again
    app.service_touched(service.service)
    app.service_touched(service.service)
    assert standing.on_touch_down(None), "what only stands for a moment takes no touch"
    if not at_once:
        until("Busy")
    ticket = examples.ticket(app.world.hall)
    app.post(e.Issued(request_id=machines.orders[-1].order.request_id, ticket=ticket))
    until("Printing")
    app.post_soon(e.Printed(ticket_id=ticket.ticket_id))
    until("TakeTicket")
    app.post(e.DoneTouched())
    until("Home")
    return shown[began:]


if __name__ == "__main__":
    main()
