"""`python -m queue_server`: the queue, its API and pages. Wires and runs."""

from __future__ import annotations

import logging
import socket
import sys
from functools import partial

from config.fitted import SERVER, telling
from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.secrets import read_mqtt_password
from config.service_manager import notify_ready, notify_stopping
from queue_server.announcer import Announcer
from queue_server.app import create_app
from queue_server.attendant import Attendant
from queue_server.calendar_end import log_untold_year
from queue_server.contract.facts import FactLink
from queue_server.contract.presence import Presence
from queue_server.evaluations import end_overdue
from queue_server.gunicorn_server import PortBusy, Served, listen, serve_until_stopped
from queue_server.housekeeper import Housekeeper
from queue_server.memory import keep_small
from queue_server.parts import make_parts, utc_now
from queue_server.storage.errors import DataInUse, StorageFailed
from queue_server.storage.schema import SchemaTooNew

PROGRAM = SERVER
CANNOT_SERVE = 1

log = logging.getLogger("queue_server")


def main() -> int:
    """Run until SIGTERM or SIGINT: 0. 78 on mistakes in the configuration, 1 if it cannot serve."""
    configure_logging(PROGRAM)
    keep_small()
    try:
        hall = load()
        password = read_mqtt_password(hall, PROGRAM)
        run(hall, password, listen(hall.server.host, hall.server.port))
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)  # noqa: T201  # for the person who starts it
        return EXIT_CONFIG
    except (PortBusy, DataInUse, SchemaTooNew, StorageFailed) as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return CANNOT_SERVE
    return 0


def run(hall: Hall, password: str, listener: socket.socket) -> None:
    """Serve on `listener` until told to stop."""
    parts = make_parts(hall)
    log_untold_year(hall, parts.layout.day.date_of(utc_now()))
    link = FactLink(hall.hall.id, PROGRAM, password, hall.mqtt.host, hall.mqtt.port)
    presence = Presence(
        hall.hall.id,
        PROGRAM,
        password,
        (hall.mqtt.host, hall.mqtt.port),
        facts=link,
        fitted=telling(hall),
        clock=utc_now,
    )
    announcer = Announcer(parts, link)
    parts.store.on_change(announcer.changed)
    evaluations = partial(end_overdue, parts.layout, parts.store)
    attendant = Attendant(parts, [parts.cases.go_round, evaluations])
    parts.store.on_change(attendant.changed)
    housekeeper = Housekeeper(parts)

    def ready() -> None:
        announcer.start()
        presence.start()
        attendant.start()
        parts.uploader.start()
        notify_ready(f"serving on {hall.server.host}:{hall.server.port}")
        housekeeper.start()  # its first sign of life is to come after that of readiness
        log.info("serving on http://%s:%d", hall.server.host, hall.server.port)

    served = Served(app=create_app(parts), end_streams=parts.streams.end_all, ready=ready)
    try:
        serve_until_stopped(listener, hall.server.max_streams, served)
    finally:
        notify_stopping()
        parts.uploader.stop()
        attendant.stop()
        housekeeper.stop()
        presence.stop()
        announcer.stop()
        parts.close()


if __name__ == "__main__":
    sys.exit(main())
