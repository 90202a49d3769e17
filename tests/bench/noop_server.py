"""The floor: the same web server and framework, answering a POST that does nothing.

Run as `python -m tests.bench.noop_server PORT`; stops on SIGTERM.
"""

from __future__ import annotations

import sys

from flask import Flask, request
from gunicorn.app.base import BaseApplication


def create_app() -> Flask:
    app = Flask(__name__)

    @app.post("/noop")
    def noop() -> tuple[bytes, int, dict[str, str]]:
        request.get_data()
        return b'{"ok":true}', 201, {"Content-Type": "application/json"}

    return app


class NoopServer(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for key, value in {
            "bind": f"127.0.0.1:{self.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": 240,
            "keepalive": 60,
            "loglevel": "error",
        }.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return create_app()


if __name__ == "__main__":
    NoopServer(int(sys.argv[1])).run()
