"""The hall's facts, in order and told apart: state to show, and news to announce."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from display.freshness import Freshness, is_news
from display.painter import Painter
from queue_server.contract import topics
from queue_server.contract.facts import FactLink
from queue_server.contract.messages import HealthFact, WindowFact

SERVER = "server"  # the program name in the server's own health


class Subscriber:
    """Hands every newer fact to every painter, and tells them when facts stop coming.

    Calls come on the link's thread, one at a time.
    """

    def __init__(
        self,
        link: FactLink,
        hall: str,
        painters: Sequence[Painter],
        clock: Callable[[], datetime],
    ) -> None:
        self._painters = painters
        self._clock = clock
        self._freshness = Freshness()
        self._connected = False
        self._server_is_up = True  # until it says otherwise: it may be of a release that does not
        self._lock = threading.Lock()
        link.follow(topics.window(hall, "+"), WindowFact, self.window)
        link.follow(topics.health(hall, SERVER), HealthFact, self.server)
        link.on_link(self.link)

    def window(self, fact: WindowFact, retained: bool) -> None:
        before = self._freshness.visitors.get(fact.window)
        if not self._freshness.take(fact):
            return
        news = is_news(fact, before, retained, self._clock())
        for painter in self._painters:
            painter.take(fact, news)

    def server(self, fact: HealthFact, retained: bool) -> None:
        self._source(server_is_up=fact.online)

    def link(self, connected: bool) -> None:
        self._source(connected=connected)

    def _source(self, connected: bool | None = None, server_is_up: bool | None = None) -> None:
        with self._lock:
            self._connected = self._connected if connected is None else connected
            self._server_is_up = self._server_is_up if server_is_up is None else server_is_up
            is_there = self._connected and self._server_is_up
            for painter in self._painters:
                painter.source(is_there)
