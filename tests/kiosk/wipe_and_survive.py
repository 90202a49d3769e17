"""Run in a process of its own: a visit with a card, then a search of the whole memory for it;
then faults of our own in callbacks. Prints JSON."""

from __future__ import annotations

import gc
import json
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.loader import load
from kiosk import events as e
from kiosk import examples
from kiosk import states as s
from kiosk.look import glass_for
from kiosk.news import GuidesNews
from kiosk.screenshots import example_world
from kiosk.surface import configure_window, kivy_environment, quiet_kivy
from queue_server.contract.messages import Person

NAME, HASH = "欧**", "f0" * 32
PHONE, SHOWN_PHONE = "13912345678", "139 1234 5678"


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

    from kiosk.app import FORGET_AFTER_S, KioskApp

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
        """Until what was shown is forgotten."""
        until_s = Clock.get_time() + 2 * FORGET_AFTER_S
        while Clock.get_time() < until_s:
            EventLoop.idle()

    app.post(e.CardTouched())
    from kiosk.screens.fitted import SHELF

    person = Person(hash=HASH, masked_name=NAME)
    app.post(e.CardRead(serial=app.screen.serial, person=person, elder=True))
    app.post(e.HeldUnknown(serial=app.screen.serial))
    frames()
    during = traces()
    kept = NAME in "".join(SHELF.texts())
    app.post(e.GroupTouched(group="social"))
    app.service_touched("real-estate")
    app.post(e.Issued(request_id=examples.SOME_ID, ticket=examples.ticket(world.hall, elder=True)))
    app.post(e.Printed(ticket_id=examples.SOME_ID))
    frames()
    app.post(e.DoneTouched())
    del person
    frames()
    after = traces()
    kept_after = sorted(SHELF.texts() - SHELF.common - standing_texts())

    typed, typed_after = types_a_number(app, frames)
    guides, leaf = changes_guides(app, frames)
    by_ear = touches_a_warning_by_ear(app, frames)

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
        "kept": kept,
        "kept_after": kept_after,
        "typed": typed,
        "typed_after": typed_after,
        "guides": guides,
        "leaf": leaf,
        "by_ear": by_ear,
        "after_fault": type(app.screen).__name__,
        "home": app.screen.visit == s.Visit(),
    }


def standing_texts() -> set[str]:
    """What the first screen says itself, such as how many wait."""
    return {thing.text for thing in gc.get_objects() if type(thing).__name__ == "Words"}


def types_a_number(app: Any, frames: Callable[[], None]) -> tuple[list[str], list[str]]:
    """What holds the digits while they stand on the screen, and after nobody went on."""
    app.post(e.PhoneTouched())
    for digit in PHONE:
        app.post(e.DigitTouched(digit=digit))
    frames()
    during = digits_in_memory()
    for _ in range(2):  # the warning, and then the first screen
        app.post(e.TimedOut(serial=app.screen.serial))
    frames()
    return during, digits_in_memory()


def changes_guides(app: Any, frames: Callable[[], None]) -> tuple[list[bool], str]:
    """Whether the first screen offers guides, with them, without them and with them again; then
    what a visitor sees whose guide is taken away."""
    guides, offered = tuple(app.world.guides), []
    for now in (guides, (), guides):
        app.hear(GuidesNews(now))
        frames()
        buttons = [x for x in app.view.walk() if type(x).__name__ == "GuideButton"]
        offered += [button.offered for button in buttons]
    app.post(e.GuidesTouched())
    app.post(e.GroupTouched(group="social"))
    app.post(e.GuideTouched(guide=guides[0].id, group="social"))
    app.hear(GuidesNews(guides[1:]))
    shown = type(app.screen).__name__
    app.post(e.Broken())
    app.hear(GuidesNews(guides))
    frames()
    return offered, shown


def touches_a_warning_by_ear(app: Any, frames: Callable[[], None]) -> list[str]:
    """The screens after a touch on its header, by who sees it and by who only hears."""
    from kivy.base import EventLoop

    from kiosk.screens.finger import EyeTouch
    from kiosk.screens.frame import CALM_S

    after = []
    for number, spoken in enumerate((False, True)):
        app.post(e.GroupTouched(group="social"))
        if spoken:
            app.post(e.ModeTouched(mode="spoken"))
        app.post(e.TimedOut(serial=app.screen.serial))
        frames()
        app.view.shown_at -= 2 * CALM_S
        touch = EyeTouch(number, EventLoop.window.width / 2, 5)
        EventLoop.post_dispatch_input("begin", touch)
        EventLoop.post_dispatch_input("end", touch)
        after.append(type(app.screen).__name__)
        app.post(e.Broken())
        frames()
    return after


def digits_in_memory() -> list[str]:
    """Visible or not, grouped or not, whole or but for the last digits: who still holds them."""
    prefixes = {PHONE[:length] for length in range(7, len(PHONE) + 1)} | {SHOWN_PHONE}
    found = []
    for thing in gc.get_objects():
        kind = type(thing)
        if kind is s.PhonePad:
            found += [kind.__name__] if thing.digits else []
        elif kind.__name__ == "Words":
            found += [kind.__name__] if thing.text in prefixes else []
        elif kind is dict and thing is not globals():
            found += [kind.__name__ for value in thing.values() if str_only(value) in prefixes]
    return found


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
