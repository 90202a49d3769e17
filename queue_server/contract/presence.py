"""How a program and its devices are, on MQTT in both forms: the `HealthFact` and the Homie tree."""

from __future__ import annotations

import threading
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


class Presence:
    """`broker`: host and port. `fitted`: the devices of every program of the hall.

    `clock` gives aware UTC. Say what happens to `book`; `start` and `stop` it with `facts`.
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
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._refresh, name="health", daemon=True)

    def start(self) -> None:
        """Say that the program is there, and go on saying how it is."""
        self.book.present()
        self._homie.start(*self._broker)
        self._thread.start()

    def stop(self) -> None:
        """The devices go in good order; the facts' link says so of the program itself."""
        self._stopping.set()
        self._homie.stop()

    def _publish(self, fact: HealthFact) -> None:
        self._facts.publish(self._topic, fact)
        self._homie.show(tree(self._program, fact))

    def _refresh(self) -> None:
        while not self._stopping.wait(REFRESH_S):
            self.book.refresh()


def _release() -> str:
    try:
        return version("hallqueue")
    except PackageNotFoundError:
        return "unreleased"
