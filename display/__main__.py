"""`python -m display`: the hall's LED boards and window strips."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.fitted import DISPLAY, telling
from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.secrets import read_mqtt_password
from config.service_manager import notify_ready, notify_stopping, notify_watchdog
from devices.hall_profiles import check_profiles
from display.acknowledge import Acknowledgement
from display.board_check import check_boards
from display.board_painter import Clocks
from display.painter import Painter
from display.subscriber import Subscriber
from display.wiring import NotDisplayable, painters
from queue_server.contract.facts import FactLink
from queue_server.contract.presence import Presence

PROGRAM = DISPLAY
WATCH_EVERY_S = 5.0
STUCK_AFTER_S = 30.0  # no device keeps its painter this long: each wait for an answer ends before
STOP_WITHIN_S = 2.0

_log = logging.getLogger(__name__)


def main() -> int:
    """Run until SIGTERM or SIGINT: 0. 78 on mistakes in the configuration, 1 on a fault of ours."""
    configure_logging(PROGRAM)
    stop = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda number, stack: stop.set())
    try:
        hall = load(further=[check_profiles, check_boards])
        return run(hall, read_mqtt_password(hall, PROGRAM), stop)
    except (ConfigMistakes, NotDisplayable) as error:
        print(error, file=sys.stderr)  # noqa: T201  # for the person who starts it
        return EXIT_CONFIG


def run(hall: Hall, password: str, stop: threading.Event) -> int:
    """Show the hall's facts until `stop`."""
    clocks = Clocks(now=lambda: datetime.now(UTC), zone=ZoneInfo(hall.hall.time_zone))
    link = FactLink(hall.hall.id, PROGRAM, password, hall.mqtt.host, hall.mqtt.port)
    presence = Presence(
        hall.hall.id,
        PROGRAM,
        password,
        (hall.mqtt.host, hall.mqtt.port),
        facts=link,
        fitted=telling(hall),
        clock=clocks.now,
    )
    acknowledgement = Acknowledgement(hall.hall.id, link.publish, clocks.now)
    workers = painters(hall, acknowledgement, presence.book, clocks)
    Subscriber(link, hall.hall.id, workers, clocks.now)
    link.start()
    presence.start()
    for worker in workers:
        worker.start()
    notify_ready(f"{len(hall.boards)} boards, {len(hall.strip_buses)} strip buses")
    code = _watch(workers, stop)
    notify_stopping()
    for worker in workers:
        worker.stop()
    deadline = time.monotonic() + STOP_WITHIN_S  # together: one that hangs costs no other its time
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
    presence.stop()
    link.stop()
    return code


def _watch(workers: list[Painter], stop: threading.Event) -> int:
    while not stop.wait(WATCH_EVERY_S):
        stuck = [worker.name for worker in workers if not _goes_round(worker)]
        if any(not worker.is_alive() for worker in workers):
            _log.critical("a painter died: leaving, to be started again")
            return 1
        if stuck:
            _log.error("no progress: %s", ", ".join(stuck))
        else:
            notify_watchdog()
    return 0


def _goes_round(worker: Painter) -> bool:
    return time.monotonic() - worker.went_round_at < STUCK_AFTER_S


if __name__ == "__main__":
    sys.exit(main())
