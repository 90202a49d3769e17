"""`python -m devices --desk d1`: the desk unit."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from config.fitted import PADS, telling
from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.machines import Desk as DeskSettings
from config.secrets import read_mqtt_password, read_token
from config.service_manager import notify_ready, notify_stopping, notify_watchdog
from devices.desk import Desk, DeskClocks
from devices.desk_commands import Commands
from devices.desk_pad import DeskPad
from devices.desk_ratings import RatingPost
from devices.hall_profiles import check_profiles, desk_profiles, grades_of, line_of
from devices.keypad.driver import PadBus
from devices.link import Link
from queue_server.contract import topics
from queue_server.contract.client import QueueClient
from queue_server.contract.facts import FactLink
from queue_server.contract.messages import QueueFact, WindowFact
from queue_server.contract.presence import Presence

BOUNCE_S = 0.5  # double-strike guard for keys of public terminals (EN 301 549, 5.9)
READ_TIMEOUT_S = 3.0  # a clerk waits for the answer
WATCHDOG_EVERY_S = 5.0
STOP_WITHIN_S = 1.0

_log = logging.getLogger(__name__)


def main() -> int:
    """Run until SIGTERM or SIGINT: 0; 78 on mistakes in the configuration."""
    parser = argparse.ArgumentParser(prog="python -m devices", description="the desk unit")
    parser.add_argument("--desk", required=True, metavar="ID", help="a desk of the hall's file")
    desk_id = parser.parse_args().desk
    program = f"desk-{desk_id}"
    configure_logging(program)
    stop = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda number, stack: stop.set())
    try:
        hall = load(further=[check_profiles])
        settings = next((desk for desk in hall.desks if desk.id == desk_id), None)
        if settings is None:
            known = ", ".join(desk.id for desk in hall.desks) or "none"
            print(f'no desk "{desk_id}" in the hall\'s file; known: {known}', file=sys.stderr)
            return EXIT_CONFIG
        token, password = read_token(hall, program), read_mqtt_password(hall, program)
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return EXIT_CONFIG
    run(hall, settings, token, password, stop)
    return 0


def run(
    hall: Hall, settings: DeskSettings, token: str, password: str, stop: threading.Event
) -> None:
    """Serve the desk's pads until `stop`."""
    program = f"desk-{settings.id}"
    clocks = DeskClocks(now=lambda: datetime.now(UTC))
    link = FactLink(hall.hall.id, program, password, hall.mqtt.host, hall.mqtt.port)
    presence = Presence(
        hall.hall.id,
        program,
        password,
        (hall.mqtt.host, hall.mqtt.port),
        facts=link,
        fitted=telling(hall),
        clock=clocks.now,
    )
    client = QueueClient(
        f"http://{hall.server.host}:{hall.server.port}", token, read_timeout_s=READ_TIMEOUT_S
    )
    keypads, evaluators = desk_profiles(settings)
    pads = [
        DeskPad(
            unit,
            Commands(client, unit.window, new_id=uuid4, monotonic_s=clocks.monotonic_s, stop=stop),
            keypads.action,
            change_s=hall.rating.change_s,
        )
        for unit in settings.pads
    ]
    for pad in pads:
        link.follow(topics.window(hall.hall.id, pad.unit.window), WindowFact, pad.fact)
        link.on_link(pad.link)
    link.follow(topics.queue(hall.hall.id), QueueFact, _each(pads))
    ratings = RatingPost(client, new_id=uuid4, now=clocks.now, stop=stop)
    line = Link(line_of(settings, keypads), f"pads of {settings.id}")
    wire = PadBus(line, keypads, evaluators, bounce_s=max(BOUNCE_S, keypads.timing.bounce_s))
    presence.book.follow(PADS, line, hears_all=True, garbage=lambda: wire.garbage_count)
    grades = grades_of(settings, evaluators)
    desk = Desk(wire, pads, ratings, grades, health=presence.book, clocks=clocks)
    workers: list[DeskPad | RatingPost] = [*pads, ratings]
    link.start()
    presence.start()
    for worker in workers:
        worker.start()
    notify_ready(f"{len(pads)} pads")
    desk.run(stop, _watchdog())
    notify_stopping()
    for worker in workers:
        worker.stop()
    deadline = time.monotonic() + STOP_WITHIN_S
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
    presence.stop()
    link.stop()


def _each(pads: list[DeskPad]) -> Callable[[QueueFact, bool], None]:
    def hand_out(fact: QueueFact, retained: bool) -> None:
        for pad in pads:
            pad.queue(fact, retained)

    return hand_out


def _watchdog() -> Callable[[], None]:
    """Feeds the service manager's watchdog from the bus's own rounds."""
    fed_at = time.monotonic()

    def feed() -> None:
        nonlocal fed_at
        if time.monotonic() - fed_at >= WATCHDOG_EVERY_S:
            fed_at = time.monotonic()
            notify_watchdog()

    return feed


if __name__ == "__main__":
    sys.exit(main())
