"""Virtual hardware: every device of a bench file at its port, and the bench page to poke them.

python -m devices.sim --bench FILE --port 8090 [--host 127.0.0.1]
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from devices.sim.bench.app import create_bench
from devices.sim.bench_file import BenchMistake, read_bench
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
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        bench = read_bench(options.bench)
    except BenchMistake as error:
        log.error("%s", error)
        return EXIT_CONFIGURATION
    return _serve(Host(bench), options.host, options.port, stop)


def _serve(host: Host, address: str, port: int, stop: threading.Event) -> int:
    try:
        host.start()
    except OSError as error:
        log.error("a device's port cannot be opened: %s", error)
        return EXIT_PORT_TAKEN
    try:
        server = make_server(
            address, port, create_bench(host), threaded=True, request_handler=_QuietHandler
        )
    except (OSError, SystemExit) as error:  # werkzeug exits when the port is taken
        log.error("the bench page's port %d cannot be opened: %s", port, error)
        host.stop()
        return EXIT_PORT_TAKEN
    serving = threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True)
    serving.start()
    log.info("bench page on http://%s:%d/", address, server.server_port)
    stop.wait()
    host.stop()
    server.shutdown()
    log.info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
