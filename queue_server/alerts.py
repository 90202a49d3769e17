"""Raising an alert, ending it, and saying what was done about it; each inside one command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.storage.alerts import Alerts
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

Facts = Mapping[str, str | int | None]


class AlertKind(StrEnum):
    UNATTENDED_WINDOW = "unattended_window"
    TIDAL_WINDOW = "tidal_window"
    RECTIFICATION_OVERDUE = "rectification_overdue"


def raise_alert(
    hall: HallQueue, tx: Transaction, kind: AlertKind, subject: str, facts: Facts, now: datetime
) -> bool:
    """False when one is open for this already: it is raised once."""
    alerts = Alerts(tx.connection, tx.hall)
    if subject in alerts.subjects(kind):
        return False
    alert_id = hall.new_id()
    alerts.add(alert_id, kind, subject, facts, now)
    _tell(hall, tx, Kind.ALERT_RAISED, alert_id, kind, subject, "server", now, facts)
    return True


def end_alert(
    hall: HallQueue, tx: Transaction, kind: AlertKind, subject: str, by: str, now: datetime
) -> bool:
    """The reason is gone; False when none was open."""
    alert_id = Alerts(tx.connection, tx.hall).end(kind, subject, now)
    if alert_id is None:
        return False
    _tell(hall, tx, Kind.ALERT_ENDED, alert_id, kind, subject, by, now)
    return True


def handle_alert(
    hall: HallQueue, tx: Transaction, alert_id: UUID, note: str, by: str, now: datetime
) -> None:
    """Somebody has seen to it; it stays until its reason is gone. Raises `unknown_alert`."""
    handled = Alerts(tx.connection, tx.hall).handle(alert_id, by, note, now)
    if handled is None:
        raise RuleBroken("unknown_alert", "there is no such alert", "alert_id")
    _tell(hall, tx, Kind.ALERT_HANDLED, alert_id, handled.kind, handled.subject, by, now)


def _tell(
    hall: HallQueue,
    tx: Transaction,
    event: Kind,
    alert_id: UUID,
    kind: str,
    subject: str,
    by: str,
    now: datetime,
    facts: Facts | None = None,
) -> None:
    """The log is kept for ever: it holds no word that a person wrote."""
    told = dict(facts or {})
    window, service = told.pop("window", None), told.pop("service", None)
    tx.append(
        Event(
            kind=event,
            at=now,
            business_date=hall.day.date_of(now),
            by=by,
            window=str(window) if window else None,
            service=str(service) if service else None,
            data={"alert_id": str(alert_id), "kind": str(kind), "subject": subject, **told},
        )
    )
