"""A simulated clerk at one window: calls, waits, serves, finishes, and says what was done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from uuid import UUID

from queue_server.admin import demo_profile as profile
from queue_server.admin.demo_agenda import Actor
from queue_server.contract import matters as w
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.sessions import LogIn
from queue_server.contract.window_view import CallResult, CurrentTicket, EndedAct

LOOK_AGAIN_S = 3.0  # real seconds between two looks at an empty queue
OWN_WORDS = "申请人身份证明"  # what a clerk types where no guide names the materials
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
        self._forgotten: UUID | None = None  # a visit for which the hall asks what was done

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
                if refused.code == "outcome_missing":
                    self._forgotten = UUID(refused.facts["act_id"])
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
        self._say_at_last(client)
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
        view = client.finish(self.window, self._press())
        if view.ended:
            self._write_down(client, view.ended)
        yield from self._rate()

    def _write_down(self, client: QueueClient, visit: EndedAct) -> None:
        """What was done. What is missing the visitor gets in writing, all of it at once."""
        outcomes = profile.outcomes(self._random)
        if not outcomes:
            return
        others = [service for service in self._services if service != visit.service]
        services = [visit.service, *others, visit.service]
        matters = [
            w.Matter(service=service, outcome=outcome)
            for service, outcome in zip(services, outcomes, strict=False)
        ]
        command = w.RecordMatters(request_id=self._new_id(), act_id=visit.act_id, matters=matters)
        told = client.record_matters(self.window, command)
        hands_it_over = self._random.random() < profile.NOTICE_SHARE
        if w.Suggestion.NOTICE in told.suggests and hands_it_over:
            client.make_notice(self.window, self._notice(client, visit))

    def _say_at_last(self, client: QueueClient) -> None:
        """A hall that requires it reminds who forgot."""
        visit, self._forgotten = self._forgotten, None
        if visit is None:
            return
        matter = w.Matter(service=self._services[0], outcome=w.MatterOutcome.ENQUIRY)
        command = w.RecordMatters(request_id=self._new_id(), act_id=visit, matters=[matter])
        client.record_matters(self.window, command)

    def _notice(self, client: QueueClient, visit: EndedAct) -> w.MakeNotice:
        guides = client.guides(self.window, visit.service).guides
        guide = self._random.choice(guides) if guides else None
        materials = [material.name["zh"] for material in guide.materials] if guide else [OWN_WORDS]
        some = self._random.sample(materials, self._random.randint(1, min(3, len(materials))))
        return w.MakeNotice(
            request_id=self._new_id(),
            act_id=visit.act_id,
            guide=guide.guide if guide else None,
            missing=[w.MissingMaterial(name=name) for name in some],
        )

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
