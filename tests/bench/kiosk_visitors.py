"""Run in a process of its own: visitors one after the other at a kiosk without machines.

`python -m tests.bench.kiosk_visitors FEW MANY` prints the process's memory (PSS, in MB) after so
many as JSON. Every screen of a visit is laid out and drawn, a card is read and forgotten.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from config.loader import load
from kiosk import events as e
from kiosk import examples
from kiosk.look import glass_for
from kiosk.screenshots import example_world
from kiosk.surface import configure_window, kivy_environment, quiet_kivy
from queue_server.contract.messages import Person

FRAMES = 2  # of each screen
LANGUAGES = ("zh", "en")


class NoMachines:
    """A runner whose machines never answer."""

    def do(self, effect: object) -> None:
        """Nothing."""

    def recover(self) -> None:
        return None

    def start(self) -> None:
        """Nothing."""


def main() -> int:
    few, many = int(sys.argv[1]), int(sys.argv[2])
    hall = load(None, {})
    glass = glass_for(hall.kiosks[0].screen)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False)
        print(json.dumps(memory(example_world(hall), (few, many))))
    return 0


def memory(world: Any, after: tuple[int, ...]) -> dict[int, float]:
    from kivy.base import EventLoop
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.app import KioskApp

    app = KioskApp(
        world, new_id=uuid4, watchdog=bool, ready=bool, hash_phone=lambda digits: "0" * 64
    )
    app.runner = NoMachines()  # type: ignore[assignment]
    EventLoop.ensure_window()
    EventLoop.start()
    Window.add_widget(app.build())
    app.on_start()
    Clock._max_fps = 0  # as fast as it can

    def frames() -> None:
        for _ in range(FRAMES):
            EventLoop.idle()

    told = {}
    for visitor in range(1, max(after) + 1):
        visit(app, world, visitor, frames)
        if visitor in after:
            forgotten(frames)
            told[visitor] = psutil.Process().memory_full_info().pss / 1e6
    return told


def forgotten(frames: Any) -> None:
    """Let the last visitor's screens be forgotten, as they are while nobody comes."""
    from kivy.clock import Clock

    from kiosk.app import FORGET_AFTER_S

    until_s = Clock.get_time() + 2 * FORGET_AFTER_S
    while Clock.get_time() < until_s:
        frames()


def visit(app: Any, world: Any, visitor: int, frames: Any) -> None:
    """In two languages in turn, every third with a card."""
    group = world.hall.groups[visitor % len(world.hall.groups)].group
    service = next(x for x in world.hall.services if x.group == group)
    app.post(e.LanguageTouched(language=LANGUAGES[visitor % len(LANGUAGES)]))
    if visitor % 3 == 0:
        app.post(e.CardTouched())
        frames()
        person = Person(hash=f"{visitor:064x}", masked_name="王**")
        app.post(e.CardRead(serial=app.screen.serial, person=person, elder=False))
        app.post(e.HeldUnknown(serial=app.screen.serial))
    app.post(e.GroupTouched(group=group))
    frames()
    order = uuid4()
    app.post(e.ServiceTouched(service=service.service, request_id=order))
    frames()
    ticket = examples.ticket(world.hall, ahead=visitor % 9)
    app.post(e.Issued(request_id=order, ticket=ticket))
    frames()
    app.post(e.Printed(ticket_id=ticket.ticket_id))
    frames()
    app.post(e.DoneTouched())
    frames()


if __name__ == "__main__":
    sys.exit(main())
