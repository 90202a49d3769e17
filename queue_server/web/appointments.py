"""Appointments: told by the city's booking platform, looked up and checked in by kiosks."""

from __future__ import annotations

from datetime import date
from functools import cache

from flask import request

from config.secrets import read_person_key
from queue_server import appointments
from queue_server.appointment_import import keep_appointments
from queue_server.arrival import arrived
from queue_server.contract import appointments as a
from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.storage.appointments import Appointments
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.gate import require_itself

PLATFORM = frozenset({"booking", "supervisor"})
KIOSK = frozenset({"kiosk"})
MOST_BYTES = 256 * 1024  # two hundred appointments with every field at its longest
_DATE = ("date", "the business date, YYYY-MM-DD; today when it is left out")


def endpoints(parts: Parts) -> list[Endpoint]:
    hall = parts.queue

    @cache
    def person_key() -> bytes:
        return read_person_key(parts.hall)  # when the first appointment comes: some halls have none

    def take_in(call: Call) -> bytes:
        nameless = arrived(call.command, person_key(), hall.settings.id)
        who = call.who.name
        return parts.commands.once(
            "appointments",
            nameless,
            lambda tx, now: keep_appointments(hall, tx, nameless, who, now),
        )

    def check_in(call: Call) -> bytes:
        require_itself(call.who, call.command.kiosk)
        command, who = call.command, call.who.name
        return parts.commands.once(
            "check-in",
            command,
            lambda tx, now: parts.views.for_slip(
                parts.views.issued(tx, appointments.check_in(hall, tx, command, who, now))
            ),
        )

    def look_up(call: Call) -> a.Held:
        with parts.store.read() as reader:
            return appointments.held(hall, reader, call.command, parts.clock())

    def slots(_call: Call) -> a.SlotsNow:
        day = _asked_date(parts)
        with parts.store.read() as reader:
            return appointments.slots_now(hall, reader, request.args.get("service", ""), day)

    def of_day(_call: Call) -> a.AppointmentsOfDay:
        day = _asked_date(parts)
        with parts.store.read() as reader:
            found = Appointments(reader).on_day(day)
        return a.AppointmentsOfDay(date=day, appointments=[appointments.told(one) for one in found])

    return [
        Endpoint(
            method="POST",
            path="/api/v1/appointments",
            name="import_appointments",
            summary="Tell of new, changed and cancelled appointments, up to 200 at once",
            handler=take_in,
            takes=a.ImportAppointments,
            gives=a.AppointmentsKept,
            roles=PLATFORM,
            most_bytes=MOST_BYTES,
            refuses=("request_id_reused", "storage_failed"),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/appointments",
            name="appointments",
            summary="A day's appointments; nothing in them says whose they are",
            handler=of_day,
            gives=a.AppointmentsOfDay,
            roles=PLATFORM,
            refuses=("malformed",),
            query=(_DATE,),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/appointments/slots",
            name="appointment_slots",
            summary="When a service takes appointments on a day, and how many are booked",
            handler=slots,
            gives=a.SlotsNow,
            roles=PLATFORM,
            refuses=("malformed", "unknown_service"),
            query=(("service", "a service's id"), _DATE),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/look-ups",
            name="look_up",
            summary="What one person holds today: tickets and appointments",
            handler=look_up,
            takes=a.LookUp,
            gives=a.Held,
            roles=KIOSK,
        ),
        Endpoint(
            method="POST",
            path="/api/v1/check-ins",
            name="check_in",
            summary="Make an appointment's ticket",
            handler=check_in,
            takes=a.CheckIn,
            gives=m.Ticket,
            status=201,
            roles=KIOSK,
            refuses=(
                "unknown_appointment",
                "unknown_service",
                "already_checked_in",
                "already_waiting",
                "appointment_cancelled",
                "appointment_early",
                "appointment_late",
                "wrong_hall",
                "service_closed",
                "hall_full",
                "request_id_reused",
                "storage_failed",
            ),
        ),
    ]


def _asked_date(parts: Parts) -> date:
    wish = request.args.get("date")
    try:
        return date.fromisoformat(wish) if wish else parts.views.day.date_of(parts.clock())
    except ValueError:
        raise RuleBroken("malformed", "a date is written YYYY-MM-DD", "date") from None
