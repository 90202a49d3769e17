"""Simulated people who booked: the city's platform tells of them, and most of them come.

Appointments are at real times, so these people live by the real clock, whatever the speed of the
others. Their numbers begin with an area code that no place has.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from config.hall import Hall
from queue_server.admin.demo_agenda import Actor
from queue_server.admin.demo_visitors import ASK_AGAIN_S, SURNAMES
from queue_server.contract import appointments as a
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.messages import Person
from queue_server.contract.person_hash import check_character, masked_name, person_hash

NO_AREA = "999999"
AT_ONCE = 12  # appointments in one message of the platform
EVERY_S = 15 * 60.0  # real seconds between two messages
LENGTH = timedelta(minutes=15)
STAY_AWAY_SHARE = 0.25  # also so that some are left for whoever tries the kiosk
BY_CARD_SHARE = 0.5
COMES_S = (20.0, 600.0)  # real seconds from the message to the kiosk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Booked:
    reference: str
    id_number: str
    name: str


class BookedVisitors:
    """`send(actor, after_s)` lets one of them go; `clock` gives aware UTC; `speed` turns the real
    seconds of their life into the agenda's."""

    def __init__(
        self,
        hall: Hall,
        *,
        platform: QueueClient,
        kiosk: QueueClient,
        kiosk_id: str,
        person_key: bytes,
        send: Callable[[Actor, float], None],
        random: Random,
        new_id: Callable[[], UUID],
        clock: Callable[[], datetime],
        speed: float,
    ) -> None:
        self._hall = hall.hall.id
        # One with slots takes appointments at some times only: the platform of a real hall asks
        # which are free, this one takes a service without.
        self._services = [s.id for s in hall.services if not s.slots and not s.elsewhere]
        self._early = timedelta(minutes=hall.appointments.early_min)
        self._platform = platform
        self._kiosk = kiosk
        self._kiosk_id = kiosk_id
        self._person_key = person_key
        self._send = send
        self._random = random
        self._new_id = new_id
        self._clock = clock
        self._speed = speed
        self.checked_in = 0

    def book(self) -> Actor:
        """The platform: now and then it tells of some more."""
        while self._services:
            people = [self._somebody() for _ in range(AT_ONCE)]
            command = a.ImportAppointments(
                request_id=self._new_id(), appointments=[self._appointment(p) for p in people]
            )
            while not self._tell(command):
                yield self._real(ASK_AGAIN_S)
            for person in people:
                if self._random.random() >= STAY_AWAY_SHARE:
                    after_s = self._random.uniform(*COMES_S)
                    self._send(self.come(person), self._real(after_s))
            yield self._real(EVERY_S)

    def come(self, person: Booked) -> Actor:
        """To the kiosk, with the code on the telephone or the card in the hand."""
        by_card = self._random.random() < BY_CARD_SHARE
        command = a.CheckIn(
            request_id=self._new_id(),
            kiosk=self._kiosk_id,
            reference=None if by_card else person.reference,
            person=self._card_of(person) if by_card else None,
        )
        while not self._check_in(command):
            yield self._real(ASK_AGAIN_S)

    def _somebody(self) -> Booked:
        digits = f"{NO_AREA}{self._random.randint(1940, 2007)}0101{self._random.randint(0, 999):03}"
        return Booked(
            reference=f"YY-{self._new_id().hex[:8].upper()}",
            id_number=digits + check_character(digits),
            name=self._random.choice(SURNAMES) + "某",
        )

    def _appointment(self, person: Booked) -> a.GivenAppointment:
        """So that it can be checked in from now on."""
        latest = self._clock() + self._early
        starts_at = latest.replace(minute=latest.minute // 5 * 5, second=0, microsecond=0)
        return a.GivenAppointment(
            reference=person.reference,
            service=self._random.choice(self._services),
            starts_at=starts_at,
            ends_at=starts_at + LENGTH,
            id_number=person.id_number,
            name=person.name,
        )

    def _card_of(self, person: Booked) -> Person:
        hashed = person_hash(self._person_key, self._hall, person.id_number)
        return Person(hash=hashed, masked_name=masked_name(person.name))

    def _tell(self, command: a.ImportAppointments) -> bool:
        try:
            kept = self._platform.import_appointments(command)
        except ServerAway:
            return False
        except Refused as refused:
            _log.info("no appointments: %s", refused.code)
        else:
            _log.info("%d appointments, %d refused", kept.added, len(kept.refused))
        return True

    def _check_in(self, command: a.CheckIn) -> bool:
        try:
            self._kiosk.check_in(command)
        except ServerAway:
            return False
        except Refused as refused:
            _log.info("no check-in: %s", refused.code)
        else:
            self.checked_in += 1
        return True

    def _real(self, seconds: float) -> float:
        return seconds * self._speed
