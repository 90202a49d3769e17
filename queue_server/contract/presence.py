"""How a program and its devices are, on MQTT in both forms: the `HealthFact` and the Homie tree."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from queue_server.contract import topics
from queue_server.contract.facts import FactLink
from queue_server.contract.health import HealthBook
from queue_server.contract.homie.ids import homie_ids
from queue_server.contract.homie.link import HomieLink
from queue_server.contract.homie.tree import Program, tree
from queue_server.contract.messages import HealthFact

REFRESH_S = 60.0  # counters and last contacts are no news: once a minute is enough
STOP_WITHIN_S = 1.0

_log = logging.getLogger(__name__)


class Presence:
    """`broker`: host and port. `fitted`: every program of the hall → what tells how it is there.

    `clock` gives aware UTC. Say what happens to `book`; `start` and `stop` it with `facts`. The
    fact is said at once; the tree follows on a thread of its own, so that no device waits for it
    and a bus that takes many devices with it is one change.
    """

    def __init__(
        self,
        hall: str,
        program: str,
        password: str,
        broker: tuple[str, int],
        *,
        facts: FactLink,
        fitted: Mapping[str, Sequence[str]],
        clock: Callable[[], datetime],
    ) -> None:
        own = homie_ids(hall, fitted)[program]
        self._facts = facts
        self._topic = topics.health(hall, program)
        self._program = Program(name=program, ids=own, release=_release(), started=clock())
        self._broker = broker
        self._homie = HomieLink(
            list(own.values()),
            client_id=f"{hall}-{program}-homie",
            user=program,
            password=password,
            clock=clock,
        )
        self.book = HealthBook(program, self._publish, clock)
        self._fact = HealthFact(program=program, online=True)
        self._news = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)

    def start(self) -> None:
        """Say that the program is there, and go on saying how it is."""
        self.book.present()
        self._homie.show(tree(self._program, self._fact))  # known before what is left over comes
        self._homie.start(*self._broker)
        self._thread.start()

    def stop(self) -> None:
        """The devices go in good order; the facts' link says so of the program itself."""
        self._stopping = True
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN_S)
        self._homie.stop()

    def _publish(self, fact: HealthFact) -> None:
        self._facts.publish(self._topic, fact)
        self._fact = fact
        self._news.set()

    def _run(self) -> None:
        refresh_at_s = time.monotonic() + REFRESH_S
        while not self._stopping:
            self._news.wait(max(0.0, refresh_at_s - time.monotonic()))
            is_minute = time.monotonic() >= refresh_at_s
            if is_minute:
                refresh_at_s = time.monotonic() + REFRESH_S
            try:
                self._turn(is_minute)
            except Exception:  # a fault in one value must not silence the program for good
                _log.exception("the program's health could not be told")

    def _turn(self, is_minute: bool) -> None:
        if is_minute:
            self.book.refresh()
        if self._news.is_set():
            self._news.clear()  # before the fact is read: a newer one sets it again
            self._homie.show(tree(self._program, self._fact))


def _release() -> str:
    try:
        return version("hallqueue")
    except PackageNotFoundError:
        return "unreleased"
