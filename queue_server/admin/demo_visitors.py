"""Simulated visitors: they come, take a ticket and sit down."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from random import Random
from uuid import UUID

from queue_server.admin import demo_profile as profile
from queue_server.admin.demo_agenda import Actor
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, Refused, ServerAway

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
ASK_AGAIN_S = 5.0  # real seconds

_log = logging.getLogger(__name__)


class Visitors:
    """The stream of people at the doors; each takes one ticket at kiosk `kiosk`, and `given` is
    told of it."""

    def __init__(
        self,
        client: QueueClient,
        kiosk: str,
        services: list[str],
        *,
        random: Random,
        new_id: Callable[[], UUID],
        speed: float,
        given: Callable[[m.Ticket], None] = lambda ticket: None,
    ) -> None:
        self._client = client
        self._kiosk = kiosk
        self._services = services
        self._random = random
        self._new_id = new_id
        self._speed = speed
        self._day_s = float(profile.OPENS_AT_S)
        self._given = given
        self.issued = 0

    def arrive(self) -> Actor:
        while True:
            wait_s, self._day_s = profile.next_arrival(self._random, self._day_s)
            yield wait_s
            command = self.wish()
            while not self._take(command):
                yield ASK_AGAIN_S * self._speed

    def wish(self) -> m.IssueTicket:
        """One visitor's service; some lay a card, and who is old enough is called first."""
        random = self._random
        with_card = random.random() < profile.WITH_CARD_SHARE
        is_elder = with_card and random.random() < profile.ELDER_SHARE / profile.WITH_CARD_SHARE
        return m.IssueTicket(
            request_id=self._new_id(),
            service=random.choice(self._services),
            kiosk=self._kiosk,
            person=self._person() if with_card else None,
            priority_reason=m.PriorityReason.ELDER if is_elder else None,
        )

    def _person(self) -> m.Person:
        nobody = hashlib.sha256(self._new_id().bytes).hexdigest()  # a new person at every start
        return m.Person(hash=nobody, masked_name=f"{self._random.choice(SURNAMES)}*")

    def _take(self, command: m.IssueTicket) -> bool:
        """Whether the matter is settled: a retry after silence is the same command again."""
        try:
            ticket = self._client.issue(command)
        except ServerAway:
            return False
        except Refused as refused:
            _log.info("no ticket: %s", refused.code)
        else:
            self.issued += 1
            self._given(ticket)
        return True
