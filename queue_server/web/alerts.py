"""Alerts over HTTP, for supervisors: those that are open, and that one was seen to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from queue_server.alerts import handle_alert
from queue_server.alerts_now import alerts_now
from queue_server.contract import alerts as c
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.storage.transaction import Transaction
from queue_server.web.endpoint import Call, Endpoint

SUPERVISORS = frozenset({"supervisor"})


def endpoints(parts: Parts) -> list[Endpoint]:
    def listed(_call: Call) -> c.Alerts:
        with parts.store.read() as reader:
            return c.Alerts(alerts=alerts_now(parts.layout, reader, parts.clock()))

    def handle(call: Call) -> bytes:
        alert_id, note, who = _id_in(call), call.command.note.strip(), call.who.name

        def work(tx: Transaction, now: datetime) -> c.Alerts:
            handle_alert(parts.queue, tx, alert_id, note, who, now)
            return c.Alerts(alerts=alerts_now(parts.layout, tx, now))

        return parts.commands.once(f"alert/{alert_id}/handle", call.command, work)

    return [
        Endpoint(
            method="GET",
            path="/api/v1/alerts",
            name="alerts",
            summary="What somebody has to see to, the oldest first",
            handler=listed,
            gives=c.Alerts,
            roles=SUPERVISORS,
        ),
        Endpoint(
            method="POST",
            path="/api/v1/alerts/{alert_id}/handle",
            name="handle_alert",
            summary="Say that somebody has seen to an alert, and how; it ends with its reason",
            handler=handle,
            takes=c.HandleAlert,
            gives=c.Alerts,
            roles=SUPERVISORS,
            refuses=("unknown_alert", "request_id_reused", "storage_failed"),
        ),
    ]


def _id_in(call: Call) -> UUID:
    try:
        return UUID(call.path["alert_id"])
    except ValueError:
        raise RuleBroken("unknown_alert", "there is no such alert", "alert_id") from None
