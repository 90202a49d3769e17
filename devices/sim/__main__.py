"""Virtual hardware: every device of a bench file at its port, and the bench page to poke them.

python -m devices.sim --bench FILE --port 8090 [--host 127.0.0.1]
                      [--day NAME|FILE [--from 10:00] [--speed 60]]
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from werkzeug.serving import WSGIRequestHandler, make_server

from devices.sim.bench.app import create_bench
from devices.sim.bench_file import BenchMistake, read_bench
from devices.sim.day import DayMistakes, find_day, read_day, seconds_of
from devices.sim.day_runner import DayRunner, begin
from devices.sim.host import Host

log = logging.getLogger("devices.sim")

EXIT_CONFIGURATION = 78
EXIT_PORT_TAKEN = 69


class _QuietHandler(WSGIRequestHandler):
    """The page asks several times a second: requests are no news."""

    protocol_version = "HTTP/1.1"  # one connection per page, not one per question

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        log.debug("%s %s", self.requestline, code)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m devices.sim", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="bench file (JSON)")
    parser.add_argument("--port", type=int, default=8090, help="of the bench page")
    parser.add_argument("--host", default="127.0.0.1", help="of the bench page")
    parser.add_argument("--day", metavar="NAME|FILE", help="a scripted day (TOML)")
    parser.add_argument("--from", dest="starts_s", type=seconds_of, help="hall time it begins at")
    parser.add_argument("--speed", type=float, help="hall seconds per second")
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        host = Host(read_bench(options.bench))
        day = _day(host, options) if options.day else None
    except (BenchMistake, DayMistakes) as error:
        log.error("%s", error)
        return EXIT_CONFIGURATION
    return _serve(host, day, (options.host, options.port), stop)


def _day(host: Host, options: argparse.Namespace) -> DayRunner:
    """Raises `DayMistakes`."""
    day = read_day(find_day(options.day), host)
    zone = ZoneInfo(host.bench.time_zone) if host.bench.time_zone else None
    clock = begin(
        day,
        starts_s=options.starts_s,
        speed=options.speed,
        wall=lambda: datetime.now(zone).astimezone(zone),
        real_s=time.monotonic,
    )
    return DayRunner(day, clock, host.act)


def _serve(
    host: Host, day: DayRunner | None, address: tuple[str, int], stop: threading.Event
) -> int:
    try:
        host.start()
    except OSError as error:
        log.error("a device's port cannot be opened: %s", error)
        return EXIT_PORT_TAKEN
    try:
        server = make_server(
            *address, create_bench(host, day), threaded=True, request_handler=_QuietHandler
        )
    except (OSError, SystemExit) as error:  # werkzeug exits when the port is taken
        log.error("the bench page's port %d cannot be opened: %s", address[1], error)
        host.stop()
        return EXIT_PORT_TAKEN
    serving = threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True)
    serving.start()
    log.info("bench page on http://%s:%d/", address[0], server.server_port)
    if day is not None:
        threading.Thread(target=day.run, args=(stop,), name="day", daemon=True).start()
    stop.wait()
    host.stop()
    server.shutdown()
    log.info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
