"""The city's booking platform and the kiosks at which its people check in, around a small hall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from small_hall import NINE, SmallHall

from config.hall import (
    AppointmentSettings,
    Hall,
    OtherHall,
    PlannedClosure,
    Quota,
    Service,
    Slot,
)
from config.kinds import Name
from config.times import OpenTime
from queue_server import appointments
from queue_server.appointment_import import keep_appointments
from queue_server.arrival import arrived
from queue_server.closing import close_service
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.contract.closures import CloseService
from queue_server.contract.person_hash import person_hash, phone_hash
from queue_server.domain.errors import RuleBroken

KEY = bytes(range(32))
WANG_NUMBER = "110101199003070134"  # made up; its check character is right
WANG_PHONE = "13800138000"
WANG_NAME = "王小明"
WANG = m.Person(hash=person_hash(KEY, "h", WANG_NUMBER), masked_name="王**")
WANG_BY_PHONE = phone_hash(KEY, "h", WANG_PHONE)
MINUTE = timedelta(minutes=1)
OF_WANG = {"id_number": WANG_NUMBER, "phone": WANG_PHONE, "name": WANG_NAME}
DAY = NINE.date()
EAST = OtherHall(id="east", name=Name(zh="东厅", en="East hall"), where=Name(zh="东", en="East"))


def with_slots(hall: Hall, **settings: Any) -> Hall:
    """`company` has two places each half hour of the morning; `fund` is done in the east hall from
    here on if `fund_is_elsewhere`; `permit` is closed tomorrow. With `no_walk_ins_for_fund` its
    hours begin in the afternoon and its quota is used up."""
    closed = PlannedClosure(
        from_date="2026-11-24", to_date="2026-11-24", why=Name(zh="系统升级", en="upgrade")
    )
    services = {service.id: service for service in hall.services}

    def changed(service: str, **changes: Any) -> None:
        services[service] = replace(services[service], **changes)

    changed("company", slots=[Slot(starts="09:00", ends="12:00", places=2)])
    changed(
        "permit",
        closed=[closed],
        slots=[Slot(starts="08:00", ends="18:00", places=9, minutes=60, days=["every"])],
    )
    if settings.pop("fund_is_elsewhere", False):
        changed("fund", elsewhere="east")
    if settings.pop("fund_is_closed_tomorrow", False):
        changed("fund", closed=[closed])
    if settings.pop("no_walk_ins_for_fund", False):
        afternoon = OpenTime(opens="13:00", closes="17:00", days=["every"])
        changed("fund", quotas=[Quota(numbers=0)], hours=[afternoon])
    return replace(
        hall,
        services=list[Service](services.values()),
        other_halls=[EAST],
        appointments=AppointmentSettings(**settings),
    )


def appointment(
    reference: str = "YY-1", at: datetime | None = None, service: str = "fund", **told: Any
) -> a.GivenAppointment:
    """One for half an hour from `at` on, from 9:00 on when it is left out."""
    starts_at = at or NINE
    told = {"ends_at": starts_at + timedelta(minutes=30), **told}
    return a.GivenAppointment(reference=reference, service=service, starts_at=starts_at, **told)


class BookingPlatform:
    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall

    def tell(
        self, *given: a.GivenAppointment, request_id: UUID | None = None
    ) -> a.AppointmentsKept:
        command = a.ImportAppointments(request_id=request_id or uuid4(), appointments=list(given))
        queue = self.hall.parts.queue
        nameless = arrived(command, KEY, "h")
        answer = self.hall.parts.commands.once(
            "appointments",
            nameless,
            lambda tx, now: keep_appointments(queue, tx, nameless, "booking", now),
        )
        return msgspec.json.decode(answer, type=a.AppointmentsKept)

    def check_in(
        self, reference: str | None = None, request_id: UUID | None = None, **told: Any
    ) -> m.Ticket:
        """At kiosk k1."""
        command = a.CheckIn(
            request_id=request_id or uuid4(), kiosk="k1", reference=reference, **told
        )
        queue, views = self.hall.parts.queue, self.hall.parts.views
        answer = self.hall.parts.commands.once(
            "check-in",
            command,
            lambda tx, now: views.issued(
                tx, appointments.check_in(queue, tx, command, "kiosk-k1", now)
            ),
        )
        return msgspec.json.decode(answer, type=m.Ticket)

    def held(self, **whose: str) -> a.Held:
        with self.hall.parts.store.read() as reader:
            return appointments.held(
                self.hall.parts.queue, reader, a.LookUp(**whose), self.hall.now
            )

    def states(self) -> dict[str, str]:
        """{reference: state} as kept."""
        rows = self.hall.rows("SELECT reference, state FROM appointment")
        return {row.reference: row.state for row in rows}


def refusal(work: Callable[[], object]) -> RuleBroken | None:
    """What the rules say against it."""
    try:
        work()
    except RuleBroken as no:
        return no
    return None


MakePlatform = Callable[..., BookingPlatform]


def codes(kept: a.AppointmentsKept) -> dict[str, str]:
    return {each.reference: each.code for each in kept.refused}


def close_fund(platform: BookingPlatform) -> None:
    parts, why = platform.hall.parts, CloseService(request_id=uuid4(), reason_zh="系统故障")
    parts.store.write(
        lambda tx: close_service(parts.queue, tx, "fund", why, "lead", platform.hall.now)
    )
