"""`python -m queue_server`: the queue, its API and pages. Wires and runs; 78 on config mistakes."""

from __future__ import annotations

import logging
import os
import sys

from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.secrets import read_mqtt_password
from queue_server.gunicorn_server import CannotServe, GunicornServer, Served, listen

PROGRAM = "server"
CANNOT_SERVE = 1

log = logging.getLogger("queue_server")


def main() -> int:
    configure_logging(PROGRAM)
    try:
        hall = load()
        password = read_mqtt_password(hall, PROGRAM)
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)  # noqa: T201  # for the person who starts it
        return EXIT_CONFIG
    try:
        listener = listen(hall.server.host, hall.server.port)
    except CannotServe as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return CANNOT_SERVE
    master = os.getpid()
    try:
        GunicornServer(listener, hall.server.max_streams, lambda: serve(hall, password)).run()
    except SystemExit as end:
        if os.getpid() == master and end.code:
            return CANNOT_SERVE
        raise  # the worker's code tells the master whether to start another one
    return 0


def serve(hall: Hall, password: str) -> Served:
    """Everything that runs in the worker. Imported there: the master needs none of it."""
    from config.service_manager import notify_ready, notify_stopping
    from queue_server.announcer import Announcer
    from queue_server.app import create_app
    from queue_server.contract.facts import FactLink
    from queue_server.housekeeper import Housekeeper
    from queue_server.parts import make_parts
    from queue_server.storage.errors import DataInUse, StorageFailed
    from queue_server.storage.schema import SchemaTooNew

    try:
        parts = make_parts(hall)
    except (DataInUse, SchemaTooNew, StorageFailed) as error:
        raise CannotServe(str(error)) from error
    link = FactLink(hall.hall.id, PROGRAM, password, hall.mqtt.host, hall.mqtt.port)
    announcer = Announcer(parts, link)
    parts.store.on_change(announcer.changed)
    housekeeper = Housekeeper(parts)
    app = create_app(parts)

    def ready() -> None:
        announcer.start()
        housekeeper.start()
        notify_ready(f"serving on {hall.server.host}:{hall.server.port}")
        log.info("serving on http://%s:%d", hall.server.host, hall.server.port)

    def close() -> None:
        notify_stopping()
        parts.streams.end_all()
        housekeeper.stop()
        announcer.stop()
        parts.close()

    return Served(app=app, end_streams=parts.streams.end_all, ready=ready, close=close)


if __name__ == "__main__":
    sys.exit(main())
