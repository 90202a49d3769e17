"""The demonstration's people with appointments go through the same doors as real ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest

from config.loader import load
from config.secrets import read_person_key
from queue_server import appointments
from queue_server.admin.demo_agenda import Actor
from queue_server.admin.demo_booked import AT_ONCE, BookedVisitors
from queue_server.admin.make_secrets import make_secrets
from queue_server.appointment_import import keep_appointments
from queue_server.arrival import arrived
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.person_hash import is_id_number
from queue_server.domain.errors import RuleBroken
from tests.queue_server.small_hall import SmallHall


class Doors:
    """The server's two doors without a network; `away` is how often nobody answers."""

    def __init__(self, hall: SmallHall, key: bytes) -> None:
        self.hall = hall
        self.key = key
        self.away = 0
        self.given: list[a.GivenAppointment] = []

    def import_appointments(self, command: a.ImportAppointments) -> a.AppointmentsKept:
        self._answer()
        self.given += command.appointments
        nameless = arrived(command, self.key, self.hall.hall.hall.id)
        return self._once(
            "appointments",
            nameless,
            lambda tx, now: keep_appointments(self.queue, tx, nameless, "booking", now),
            a.AppointmentsKept,
        )

    def check_in(self, command: a.CheckIn) -> m.Ticket:
        self._answer()
        views = self.hall.parts.views
        return self._once(
            "check-in",
            command,
            lambda tx, now: views.issued(
                tx, appointments.check_in(self.queue, tx, command, "kiosk-k1", now)
            ),
            m.Ticket,
        )

    @property
    def queue(self) -> Any:
        return self.hall.parts.queue

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise ServerAway("nobody answers")

    def _once(self, verb: str, command: m.Command, work: Any, answer: Any) -> Any:
        try:
            return msgspec.json.decode(
                self.hall.parts.commands.once(verb, command, work), type=answer
            )
        except RuleBroken as no:
            raise Refused(409, no.code, no.detail) from None


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    config = load(env={"HALL_DATA": str(tmp_path)})
    make_secrets(config)
    made = SmallHall(config)
    yield made
    made.close()


@pytest.mark.parametrize("away", [0, 3])
def test_most_who_booked_check_in_and_some_stay_away(hall: SmallHall, away: int) -> None:
    random = Random(7)
    doors = Doors(hall, read_person_key(hall.hall))
    doors.away = away
    sent: list[Actor] = []
    booked = BookedVisitors(
        hall.hall,
        platform=cast(QueueClient, doors),
        kiosk=cast(QueueClient, doors),
        kiosk_id="k1",
        person_key=doors.key,
        send=lambda actor, _after_s: sent.append(actor),
        random=random,
        new_id=lambda: UUID(int=random.getrandbits(128)),
        clock=lambda: hall.now,
        speed=1.0,
    )
    platform = booked.book()
    for _ in range(away + 1):
        next(platform)
    assert len(doors.given) == AT_ONCE
    assert all(is_id_number(one.id_number) for one in doors.given)
    doors.away = away
    hall.now += timedelta(minutes=10)
    for actor in sent:
        list(actor)
    assert 0 < booked.checked_in == len(sent) < AT_ONCE
    sources = hall.rows("SELECT source, masked_name FROM ticket")
    assert {row.source for row in sources} == {"appointment"}
    assert all(row.masked_name.endswith("*") for row in sources)
