"""Appointments: as the city's booking platform tells them, and as kiosks ask for them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from queue_server.contract.messages import (
    Command,
    Hash,
    Id,
    Person,
    PriorityReason,
    Reference,
    Ticket,
)


class LookUp(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question, no command: what one person holds today. Exactly one of the two."""

    person_hash: Hash | None = None
    phone_hash: Hash | None = None


class CheckIn(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An appointment becomes a ticket in one step. Exactly one of `reference` (what its code
    says), `person` and `phone_hash`. `priority_reason`: the visitor's own, which counts where the
    hall's appointments give none."""

    kiosk: Id | None = None
    reference: Reference | None = None
    person: Person | None = None
    phone_hash: Hash | None = None
    priority_reason: PriorityReason | None = None


class GivenAppointment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One appointment as the city's booking platform tells it. `hall` is left out for this one.

    Number, telephone and name are hashed or masked on arrival and never kept.
    """

    reference: Reference
    service: Id
    starts_at: datetime
    ends_at: datetime
    hall: Id | None = None
    id_number: Annotated[str, Meta(max_length=18)] = ""
    phone: Annotated[str, Meta(max_length=20)] = ""
    name: Annotated[str, Meta(max_length=60)] = ""
    cancelled: bool = False


class ImportAppointments(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sent again, an appointment is changed, not doubled: its `reference` is its identity."""

    appointments: Annotated[list[GivenAppointment], Meta(min_length=1, max_length=200)]


class AppointmentState(StrEnum):
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Appointment(Struct, frozen=True, kw_only=True):
    """One appointment as kept: nothing in it says whose it is. `ticket_id`: once checked in."""

    reference: str
    hall: str
    service: str
    business_date: date
    starts_at: datetime
    ends_at: datetime
    state: AppointmentState
    ticket_id: UUID | None = None


class RefusedAppointment(Struct, frozen=True, kw_only=True):
    reference: str
    code: str
    detail: str


class AppointmentsKept(Struct, frozen=True, kw_only=True):
    """The others of an import are kept when some are refused."""

    added: int
    changed: int
    unchanged: int
    refused: list[RefusedAppointment]


class SlotNow(Struct, frozen=True, kw_only=True):
    """`booked`: appointments that begin in it and were not cancelled."""

    starts_at: datetime
    ends_at: datetime
    places: int
    booked: int


class SlotsNow(Struct, frozen=True, kw_only=True):
    """What a service offers on one day; no slots: it takes no appointments then, or, with
    `limited` false, it takes any number at any time."""

    service: str
    date: date
    limited: bool
    slots: list[SlotNow]


class AppointmentsOfDay(Struct, frozen=True, kw_only=True):
    date: date
    appointments: list[Appointment]


class Held(Struct, frozen=True, kw_only=True):
    """What one person holds today: tickets that are not at their end, appointments of today."""

    tickets: list[Ticket]
    appointments: list[Appointment]
