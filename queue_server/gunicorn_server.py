"""The web application under gunicorn: one process with more threads than it has open streams.

One process, because the writer, the announcer and the streams exist once. The master only starts
it again if it dies; everything is made in the worker, for threads do not survive a fork.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from flask import Flask

MORE_THREADS = 40  # than streams: kiosks, pads and clerks find one free
GRACEFUL_TIMEOUT_S = 3
KEEPALIVE_S = 60  # kiosks keep their connection: a new one costs as much as the answer
LINGER_S = 0.3  # for a request on its way while we stop
PR_SET_PDEATHSIG = 1  # linux/prctl.h

log = logging.getLogger(__name__)


class CannotServe(Exception):
    """A sentence for the person who starts it: port busy, data in use …"""


@dataclass(frozen=True, kw_only=True)
class Served:
    """What runs in the worker: the application, and how it ends."""

    app: Flask
    end_streams: Callable[[], None]
    ready: Callable[[], None]
    close: Callable[[], None]


class GunicornServer(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """`make` is called in the worker; what it raises ends the server with an exit code."""

    def __init__(
        self, listener: socket.socket, max_streams: int, make: Callable[[], Served]
    ) -> None:
        self._listener = listener
        self._max_streams = max_streams
        self._make = make
        self._served: Served | None = None
        # gunicorn would tell systemd "ready" before the worker is.
        self._notify_socket = os.environ.pop("NOTIFY_SOCKET", None)
        super().__init__()

    def load_config(self) -> None:
        threads = self._max_streams + MORE_THREADS
        for key, value in {
            "bind": f"fd://{self._listener.fileno()}",
            "worker_class": StreamEndingWorker,
            "workers": 1,
            "threads": threads,
            "worker_connections": 4 * threads,
            "keepalive": KEEPALIVE_S,
            "graceful_timeout": GRACEFUL_TIMEOUT_S,
            "logger_class": JournalLog,
            "control_socket_disable": True,
            "proc_name": "hallqueue server",
            "post_fork": self._die_with_master,
            "post_worker_init": self._ready,
            "worker_exit": self._close,
        }.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        if self._notify_socket:
            os.environ["NOTIFY_SOCKET"] = self._notify_socket
        try:
            self._served = self._make()
        except CannotServe as reason:
            print(reason, file=sys.stderr)  # noqa: T201
            sys.exit(Arbiter.APP_LOAD_ERROR)  # else the master would try for ever
        except Exception:
            log.exception("the server cannot start")
            sys.exit(Arbiter.APP_LOAD_ERROR)
        return self._served.app

    def end_streams(self) -> None:
        if self._served:
            self._served.end_streams()

    def _ready(self, _worker: Any) -> None:
        if self._served:
            self._served.ready()

    @staticmethod
    def _die_with_master(_server: Any, worker: Any) -> None:
        """A killed master must leave no worker behind that holds port and data."""
        libc = ctypes.CDLL(None)
        if hasattr(libc, "prctl"):
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != worker.ppid:
            os._exit(0)

    def _close(self, _server: Any, _worker: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)  # a second one must not cut the closing short
        if self._served:
            self._served.close()


class StreamEndingWorker(ThreadWorker):  # type: ignore[misc]
    """Ends the open streams first when it is told to stop: each holds a thread."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        self.app.end_streams()
        super().handle_exit(sig, frame)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(min(deadline, time.monotonic() + LINGER_S))


class JournalLog(Logger):  # type: ignore[misc]
    """gunicorn's lines go where ours go; requests are not logged one by one."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)
        self.access_log.disabled = True


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; raises `CannotServe`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotServe(f"cannot listen on {host} port {port}: {error.strerror}") from error
    listener.listen(2048)
    listener.set_inheritable(True)
    return listener
