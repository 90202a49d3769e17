"""Who sits where, leave, and the day's stand-ins and breaks, for supervisors."""

from __future__ import annotations

from datetime import date

from flask import request

from queue_server.contract import staff as s
from queue_server.domain.errors import RuleBroken
from queue_server.leave import enter_absence, remove_absence
from queue_server.parts import Parts
from queue_server.staff import attendance_report, staff_now
from queue_server.web.endpoint import Call, Endpoint

SUPERVISORS = frozenset({"supervisor"})


def endpoints(parts: Parts) -> list[Endpoint]:
    def now(_call: Call) -> s.StaffNow:
        with parts.store.read() as reader:
            return staff_now(parts.layout, reader, parts.clock())

    def report(_call: Call) -> s.AttendanceReport:
        asked = day_asked(parts.layout.day.date_of(parts.clock()))
        with parts.store.read() as reader:
            return attendance_report(parts.layout, reader, asked, parts.clock())

    def enter(call: Call) -> bytes:
        command, who = call.command, call.who.name
        return parts.commands.once(
            "absences",
            command,
            lambda tx, at: enter_absence(parts.queue, tx, command, who, at),
        )

    def remove(call: Call) -> bytes:
        absence_id, who = call.path["absence_id"], call.who.name
        return parts.commands.once(
            f"absences/{absence_id}/remove",
            call.command,
            lambda tx, at: remove_absence(parts.queue, tx, absence_id, who, at),
        )

    return [
        Endpoint(
            method="GET",
            path="/api/v1/staff",
            name="staff",
            summary="Who sits where, today's rotas and leave, the tidal windows that are wanted",
            handler=now,
            gives=s.StaffNow,
            roles=SUPERVISORS,
        ),
        Endpoint(
            method="GET",
            path="/api/v1/reports/attendance",
            name="attendance",
            summary="A day's stand-ins, and how long windows paused for what",
            handler=report,
            gives=s.AttendanceReport,
            roles=SUPERVISORS,
            refuses=("malformed",),
            query=(("date", "the business date, YYYY-MM-DD; today when it is left out"),),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/absences",
            name="enter_absence",
            summary="A clerk is on leave on these days",
            handler=enter,
            takes=s.EnterAbsence,
            gives=s.Absence,
            roles=SUPERVISORS,
            refuses=("unknown_account", "malformed", "request_id_reused", "storage_failed"),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/absences/{absence_id}/remove",
            name="remove_absence",
            summary="A clerk is not on leave after all",
            handler=remove,
            takes=s.RemoveAbsence,
            gives=s.Absence,
            roles=SUPERVISORS,
            refuses=("unknown_absence", "request_id_reused", "storage_failed"),
        ),
    ]


def day_asked(today: date) -> date:
    """The request's `date`; raises `malformed`."""
    wish = request.args.get("date")
    try:
        return date.fromisoformat(wish) if wish else today
    except ValueError:
        raise RuleBroken("malformed", "a date is written YYYY-MM-DD", "date") from None
