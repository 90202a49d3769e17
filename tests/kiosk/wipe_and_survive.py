"""Run in a process of its own: a visit with a card, then a search of the whole memory for it;
then faults of our own in callbacks. Prints JSON."""

from __future__ import annotations

import gc
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from config.loader import load
from kiosk import events as e
from kiosk import examples
from kiosk import states as s
from kiosk.look import glass_for
from kiosk.screenshots import example_world
from kiosk.surface import configure_window, kivy_environment, quiet_kivy
from queue_server.contract.messages import Person

NAME, HASH = "欧**", "f0" * 32


def main() -> None:
    hall = load(None, {})
    glass = glass_for(hall.kiosks[0].screen, (600, 1000))
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False)
        print(json.dumps(report(example_world(hall)), ensure_ascii=False))


class NoMachines:
    """A runner whose machines never answer."""

    def do(self, effect: object) -> None:
        """Nothing."""


def report(world: Any) -> dict[str, Any]:
    from kivy.base import EventLoop, ExceptionManager
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.app import KioskApp

    app = KioskApp(
        world,
        new_id=lambda: examples.SOME_ID,
        watchdog=bool,
        ready=bool,
        hash_phone=lambda digits: "0" * 64,
    )
    app.runner = NoMachines()  # type: ignore[assignment]
    EventLoop.ensure_window()
    EventLoop.start()
    Window.add_widget(app.build())

    def frames() -> None:
        for _ in range(6):
            EventLoop.idle()

    app.post(e.CardTouched())
    person = Person(hash=HASH, masked_name=NAME)
    app.post(e.CardRead(serial=app.screen.serial, person=person, elder=True))
    frames()
    during = traces()
    app.post(e.ElderAccepted())
    app.post(e.GroupTouched(group="social"))
    app.service_touched("real-estate")
    app.post(e.Issued(request_id=examples.SOME_ID, ticket=examples.ticket(world.hall, elder=True)))
    app.post(e.Printed(ticket_id=examples.SOME_ID))
    frames()
    app.post(e.DoneTouched())
    del person
    frames()
    after = traces()

    logging.disable(logging.CRITICAL)
    app.post(e.GroupTouched(group="social"))
    Clock.schedule_once(lambda _dt: 1 / 0, 0)
    for _ in range(6):
        try:
            EventLoop.idle()
        except Exception as error:  # what Kivy's own loop does
            if ExceptionManager.handle_exception(error) == ExceptionManager.RAISE:
                raise
    return {
        "during": during,
        "after": after,
        "after_fault": type(app.screen).__name__,
        "home": app.screen.visit == s.Visit(),
    }


def traces() -> list[str]:
    """Whatever in memory still holds the visitor: widgets' texts, visits, dictionaries."""
    found = []
    for thing in gc.get_objects():
        kind = type(thing)  # isinstance would ask Kivy's weak proxies, some of them dead
        if _holds(kind, thing):
            found.append(kind.__name__)
    return found


def _holds(kind: type, thing: Any) -> bool:
    if kind in (s.Visit, s.Order):
        return thing.person is not None
    if kind.__name__ == "Words":
        return NAME in thing.text
    return kind is dict and thing is not globals() and NAME in map(str_only, thing.values())


def str_only(value: object) -> str:
    return value if type(value) is str else ""


if __name__ == "__main__":
    main()
