"""The screens of card, appointment and telephone, and every "no", with made-up content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from kiosk import states as s
from queue_server.contract.appointments import Appointment, AppointmentState
from queue_server.contract.messages import (
    HallInfo,
    OtherHall,
    PriorityReason,
    Taking,
    Ticket,
)

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SOME_ID = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae8")
LATER = {"opens_at": "2026-11-23T06:00:00Z"}
TOMORROW = {"opens_at": "2026-11-24T01:00:00Z"}
FAR = {"opens_at": "2026-12-07T01:00:00Z"}
BUILDING = {"zh": "设备检修，恢复后另行通知", "en": "The equipment is being repaired"}


def busy_hall(hall: HallInfo) -> HallInfo:
    """Of the first two groups one service is idle; others are shut, used up, or elsewhere."""
    second = OtherHall(
        hall="second",
        name={"zh": "市民中心二号厅", "en": "Hall 2 of the citizens' centre"},
        where={
            "zh": "出门左转 200 米，3 号楼一楼",
            "en": "200 m to the left, building 3, ground floor",
        },
    )
    shown: list[dict[str, Any]] = [
        {"idle_windows": hall.services[0].windows[-1:]},
        {"taking": Taking(code="service_closed", reason=BUILDING)},
        {"taking": Taking(code="outside_hours", opens_at=datetime(2026, 11, 23, 6, tzinfo=UTC))},
        {"taking": Taking(code="quota_used", opens_at=datetime(2026, 11, 24, 1, tzinfo=UTC))},
        {"elsewhere": second.hall},
        {"taking": Taking(code="hall_full")},
    ]
    groups = {x.group for x in hall.groups[:2]}
    mine = [x for x in hall.services if x.group in groups]
    changes = dict(zip((x.service for x in mine), shown, strict=False))
    services = [replace(x, **changes.get(x.service, {})) for x in hall.services]
    return replace(hall, services=services, other_halls=[second])


def appointment(hall: HallInfo) -> Appointment:
    return Appointment(
        reference="YY20261123-0042",
        hall=hall.hall,
        service=hall.services[1].service,
        business_date=date(2026, 11, 23),
        starts_at=AT,
        ends_at=AT + timedelta(minutes=30),
        state=AppointmentState.BOOKED,
    )


def screens_of_ways(
    hall: HallInfo, visit: s.Visit, known: s.Visit, ticket: Ticket
) -> Mapping[str, s.Screen]:
    group, service = hall.groups[0].group, hall.services[0].service
    booked = appointment(hall)
    checked_in = replace(ticket, priority_reason=PriorityReason.APPOINTMENT)
    straight = replace(ticket, ahead=0, go_straight="7")
    return {
        "services-shut": s.Services(visit=visit, group=hall.groups[1].group),
        "appointment-prompt": s.AppointmentPrompt(visit=visit),
        "appointment-prompt-unreadable": s.AppointmentPrompt(visit=visit, trouble="unreadable"),
        "phone-pad": s.PhonePad(visit=visit, group=group),
        "phone-pad-typing": s.PhonePad(visit=visit, digits="1380013"),
        "phone-pad-wrong": s.PhonePad(visit=visit, digits="12345678901"),
        "phone-pad-ready": s.PhonePad(visit=visit, digits="13800138000", appointment=True),
        "server-away-check-in": s.ServerAway(
            visit=visit, order=s.Order(request_id=SOME_ID, check_in=True, reference="YY-1")
        ),
        "asking-held": s.AskingHeld(visit=known),
        "already-holds": s.AlreadyHolds(visit=known, tickets=(ticket,)),
        "already-holds-waiting": s.AlreadyHolds(
            visit=known, tickets=(ticket,), why="already_waiting"
        ),
        "already-holds-checked-in": s.AlreadyHolds(
            visit=visit, tickets=(checked_in,), why="already_checked_in"
        ),
        "already-holds-appointment": s.AlreadyHolds(visit=known, appointments=(booked,)),
        "already-holds-both": s.AlreadyHolds(
            visit=known, tickets=(ticket, straight), appointments=(booked,)
        ),
        "already-holds-many": s.AlreadyHolds(
            visit=known, tickets=(ticket, straight, ticket), appointments=(booked,)
        ),
        "take-ticket-straight": s.TakeTicket(visit=visit, ticket=straight),
        "take-ticket-appointment": s.TakeTicket(visit=visit, ticket=checked_in),
        "no-paper-straight": s.NoPaper(visit=visit, ticket=straight, cause="paper_out"),
        **{
            f"refused-{code.replace('_', '-')}": s.Refused(
                visit=visit, code=code, facts=facts, group=group
            )
            for code, facts in REFUSALS.items()
        },
        "refused-closed-why": s.Refused(
            visit=visit, code="service_closed", reason=BUILDING, service=service, group=group
        ),
        "refused-quota-idle": s.Refused(
            visit=visit, code="quota_used", facts={"window": "7", **LATER}, service=service
        ),
        "refused-hours-far": s.Refused(
            visit=visit, code="outside_hours", facts=FAR, service=service, group=group
        ),
        "refused-wrong-zone": s.Refused(
            visit=visit, code="wrong_hall", facts={"zone": hall.zones[0].zone}, service=service
        ),
    }


REFUSALS: dict[str, dict[str, str]] = {
    "already_waiting": {"number": "A021", "ticket_id": str(SOME_ID)},
    "already_checked_in": {"number": "A021"},
    "too_many_tickets": {"limit": "5"},
    "outside_hours": TOMORROW,
    "quota_used": {},
    "service_closed": {},
    "hall_full": {},
    "wrong_hall": {"hall": "second"},
    "appointment_early": {"from": "2026-11-23T06:45:00Z"},
    "appointment_late": {"until": "2026-11-23T01:30:00Z", "service": "real-estate"},
    "appointment_cancelled": {},
    "unknown_appointment": {},
    "forbidden": {},
}
