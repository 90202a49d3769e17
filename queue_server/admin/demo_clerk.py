"""A simulated clerk at one window: calls, waits, serves, finishes; asks nobody for a rating."""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from uuid import UUID

from queue_server.admin import demo_profile as profile
from queue_server.admin.demo_agenda import Actor
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.sessions import LogIn
from queue_server.contract.window_view import CallResult, CurrentTicket

LOOK_AGAIN_S = 3.0  # real seconds between two looks at an empty queue
LOGGED_OUT = frozenset(
    {
        *("unauthenticated", "session_taken", "session_moved", "window_taken"),
        *("forbidden", "not_your_window", "window_closed"),
    }
)

_log = logging.getLogger(__name__)


class Clerk:
    """`connect(token)` makes a client; `grade(window, level)` presses the evaluator, if any."""

    def __init__(
        self,
        login: LogIn,
        services: list[str],
        *,
        connect: Callable[[str], QueueClient],
        grade: Callable[[str, int], None] | None,
        random: Random,
        new_id: Callable[[], UUID],
        speed: float,
    ) -> None:
        self.window = login.window or ""
        self._login = login
        self._services = services
        self._connect = connect
        self._grade = grade
        self._random = random
        self._new_id = new_id
        self._speed = speed
        self._client: QueueClient | None = None

    def work(self) -> Actor:
        """The whole shift."""
        while True:
            try:
                client = self._at_the_window()
                yield from self._one_visitor(client)
            except ServerAway:
                yield self._pause_s()
            except Refused as refused:
                _log.info("window %s: %s", self.window, refused.code)
                if refused.code in LOGGED_OUT:  # a person has taken the window over
                    self._client = None
                    return
                yield self._pause_s()

    def go_home(self) -> None:
        """Finish whoever is at the window and log out; best effort."""
        if self._client is None:
            return
        try:
            view = self._client.window(self.window)
            if view.ticket and view.ticket.state == m.TicketState.SERVING:
                self._client.finish(self.window, self._press())
            elif view.ticket:
                self._client.miss(self.window, self._press())
            self._client.log_out()
        except (ServerAway, Refused) as error:
            _log.info("window %s stays as it is: %s", self.window, error)

    def _at_the_window(self) -> QueueClient:
        if self._client is None:
            anonymous = self._connect("")
            self._client = self._connect(anonymous.log_in(self._login).token)
            anonymous.close()
        return self._client

    def _one_visitor(self, client: QueueClient) -> Actor:
        answer = client.call_next(self.window, self._press())
        if answer.result != CallResult.CALLED or answer.window.ticket is None:
            yield self._pause_s()
            return
        ticket = answer.window.ticket
        yield self._random.uniform(*profile.WALK_S)
        if self._random.random() < profile.NO_SHOW_SHARE:
            yield from self._wait_in_vain(client)
        else:
            yield from self._serve(client, ticket)

    def _wait_in_vain(self, client: QueueClient) -> Actor:
        client.recall(self.window, self._press())
        yield profile.NO_SHOW_PATIENCE_S
        client.miss(self.window, self._press())

    def _serve(self, client: QueueClient, ticket: CurrentTicket) -> Actor:
        client.start(self.window, self._press())
        rank = self._services.index(ticket.service) if ticket.service in self._services else 0
        fate = self._random.random()
        if fate < profile.TRANSFERRED_SHARE:
            yield profile.NO_SHOW_PATIENCE_S
            other = self._random.choice([s for s in self._services if s != ticket.service])
            command = m.TransferTicket(request_id=self._new_id(), service=other)
            client.transfer(self.window, command)
            return
        yield profile.service_time_s(self._random, rank)
        if fate < profile.TRANSFERRED_SHARE + profile.HELD_SHARE:
            yield from self._hold(client, ticket)
        client.finish(self.window, self._press())
        yield from self._rate()

    def _hold(self, client: QueueClient, ticket: CurrentTicket) -> Actor:
        """A paper is missing: the visitor fetches it and is served to the end."""
        client.hold(self.window, self._press())
        yield profile.NO_SHOW_PATIENCE_S
        command = m.NumberCommand(request_id=self._new_id(), number=ticket.number)
        client.resume(self.window, command)
        client.start(self.window, self._press())
        yield profile.NO_SHOW_PATIENCE_S

    def _rate(self) -> Actor:
        """The visitor, on the way out, presses a key of the evaluator, or does not."""
        yield LOOK_AGAIN_S / 2 * self._speed  # the ask reaches the evaluator over the wire
        if self._grade and self._random.random() < profile.RATED_SHARE:
            self._grade(self.window, profile.level(self._random))
            yield LOOK_AGAIN_S / 2 * self._speed

    def _press(self) -> m.WindowCommand:
        return m.WindowCommand(request_id=self._new_id())

    def _pause_s(self) -> float:
        return LOOK_AGAIN_S * self._speed * self._random.uniform(0.7, 1.3)
