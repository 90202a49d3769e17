"""What was done in a visit, over HTTP: written by the window's clerk, read by supervisors too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import request

from queue_server.contract import matters as c
from queue_server.domain.errors import RuleBroken
from queue_server.matters import MatterDesk, matters_of
from queue_server.parts import Parts
from queue_server.storage.transaction import Transaction
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.windows import ACTING, READING

PATH = "/api/v1/windows/{window}/matters"


def endpoints(parts: Parts) -> list[Endpoint]:
    def record(call: Call) -> bytes:
        window, command = call.path["window"], call.command

        def work(tx: Transaction, now: datetime) -> c.MattersRecorded:
            return MatterDesk(parts.queue, tx, window, call.who.name, now).record(command)

        return parts.commands.once(f"{window}/matters", command, work)

    def written(call: Call) -> c.MattersOfVisit:
        with parts.store.read() as reader:
            return matters_of(reader, call.path["window"], _asked_act())

    return [
        Endpoint(
            method="POST",
            path=PATH,
            name="record_matters",
            summary="Say what was done in the present visit, or in one of today's that is over",
            handler=record,
            takes=c.RecordMatters,
            gives=c.MattersRecorded,
            roles=ACTING,
            at_window=True,
            refuses=(
                "not_your_window",
                "unknown_window",
                "window_closed",
                "unknown_act",
                "not_your_visit",
                "nobody_served",
                "unknown_service",
                "request_id_reused",
                "storage_failed",
            ),
        ),
        Endpoint(
            method="GET",
            path=PATH,
            name="matters",
            summary="What is written down about a visit of this window",
            handler=written,
            gives=c.MattersOfVisit,
            roles=READING,
            at_window=True,
            refuses=("not_your_window", "unknown_act", "malformed"),
            query=(("act_id", "the visit"),),
        ),
    ]


def _asked_act() -> UUID:
    try:
        return UUID(request.args.get("act_id", ""))
    except ValueError:
        raise RuleBroken("malformed", "act_id is a visit's id", "act_id") from None
