"""The web application on gunicorn's threads: one process with more threads than open streams.

One process, because the writer, the announcer and the streams exist once. gunicorn's worker runs
without its master: that would be a second process of 15 MB whose only work, starting us again,
systemd and `hallctl run` do already.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from flask import Flask

MORE_THREADS = 40  # than streams: kiosks, pads and clerks find one free
GRACEFUL_TIMEOUT_S = 2
KEEPALIVE_S = 60  # kiosks keep their connection: a new one costs as much as the answer
LINGER_S = 0.3  # for a request on its way while we stop
STAY_S = 2.0  # a thread waits for its connection's next request; later gunicorn's poller does
STAYING = 24  # threads at once, of `MORE_THREADS`: a new connection must find one free
BACKLOG = 2048


class PortBusy(Exception):
    """Another program listens there."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """The application; `ready` is called when it listens, `end_streams` first when it stops."""

    app: Flask
    end_streams: Callable[[], None]
    ready: Callable[[], None]


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; raises `PortBusy`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortBusy(f"cannot listen on {host} port {port}: {error.strerror}") from error
    listener.listen(BACKLOG)
    return listener


def serve_until_stopped(listener: socket.socket, max_streams: int, served: Served) -> None:
    """Returns when SIGTERM or SIGINT came and what was under way is answered."""
    settings = _Settings(max_streams + MORE_THREADS, served)
    worker = _Worker(1, 0, [listener], settings, None, settings.cfg, _JournalLog(settings.cfg))
    worker.served = served
    worker.init_process()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # a second one must not cut the closing short


class _Settings(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, threads: int, served: Served) -> None:
        self._threads = threads
        self._served = served
        super().__init__()

    def load_config(self) -> None:
        for key, value in {
            "worker_class": "gthread",
            "threads": self._threads,
            "worker_connections": 4 * self._threads,
            "keepalive": KEEPALIVE_S,
            "graceful_timeout": GRACEFUL_TIMEOUT_S,
            "post_worker_init": lambda worker: self._served.ready(),
        }.items():
            self.cfg.set(key, value)
        # gunicorn looks a setting up by a search, thirty times for each request.
        for name, setting in self.cfg.settings.items():
            self.cfg.__dict__[name] = setting.get()

    def load(self) -> Flask:
        return self._served.app


class _Worker(ThreadWorker):  # type: ignore[misc]
    """A thread that has answered stays with its connection for a moment.

    Through gunicorn's poller each request of a kept connection wakes two more threads and makes
    six more system calls: a third of an empty POST.
    """

    served: Served

    def init_process(self) -> None:
        self._places = threading.Semaphore(STAYING)
        self._stopping, self._stop = os.pipe()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """In a pool's thread: answer, and whether the connection is to be kept."""
        keep = super().handle(conn)
        while keep is True and not conn.is_http2 and self._comes_again(conn):
            keep = super().handle(conn)
        return keep

    def _comes_again(self, conn: Any) -> bool:
        """Whether the next request is here before the thread has to go."""
        if conn.parser.unreader.buf.getvalue():  # it was read together with the last one
            return True
        if not self._places.acquire(blocking=False):
            return False
        try:
            waiting = select.poll()
            waiting.register(conn.sock, select.POLLIN)
            waiting.register(self._stopping, select.POLLIN)
            ready = [number for number, _ in waiting.poll(STAY_S * 1000)]
        finally:
            self._places.release()
        return conn.sock.fileno() in ready

    def handle_exit(self, sig: int, frame: Any) -> None:
        """The open streams end first: each holds a thread."""
        self.served.end_streams()
        super().handle_exit(sig, frame)
        os.write(self._stop, b".")  # nobody reads it: every thread that stays sees it

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Ctrl-C stops as gently as SIGTERM."""
        self.handle_exit(sig, frame)

    def is_parent_alive(self) -> bool:
        return True  # there is no master

    def notify(self) -> None:
        """No master measures our pulse; systemd's watchdog does (`housekeeper`)."""

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(min(deadline, time.monotonic() + LINGER_S))

    def finish_request(self, conn: Any, fs: Any) -> None:
        """A connection that a thread gave back while we stop is capped as the others are."""
        super().finish_request(conn, fs)
        if not self.alive:
            self._cap_keepalive(time.monotonic() + LINGER_S)


class _JournalLog(Logger):  # type: ignore[misc]
    """gunicorn's lines go where ours go; requests are not logged one by one."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)
        self.access_log.disabled = True
