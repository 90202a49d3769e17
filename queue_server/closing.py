"""A supervisor closes a service for today and opens it again: who waits is still called."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from queue_server.contract.closures import CloseService, ServiceClosure
from queue_server.domain.events import Event, Kind
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue


def close_service(
    hall: HallQueue,
    tx: Transaction,
    service_id: str,
    command: CloseService,
    by: str,
    now: datetime,
) -> ServiceClosure:
    """Until the business day ends; closed already, it gets the new reason.

    Raises `unknown_service`.
    """
    service = hall.layout.service(service_id)
    today = hall.day.date_of(now)
    reason = {"zh": command.reason_zh.strip(), "en": command.reason_en.strip()}
    reason = {language: words for language, words in reason.items() if words}
    tx.close_service(today, service.id, reason, by, now)
    tx.append(
        Event(
            kind=Kind.SERVICE_CLOSED,
            at=now,
            business_date=today,
            by=by,
            service=service.id,
            data={"reason": reason["zh"]},
        )
    )
    return ServiceClosure(service=service.id, business_date=today, closed=True, reason=reason)


def reopen_service(
    hall: HallQueue, tx: Transaction, service_id: str, by: str, now: datetime
) -> ServiceClosure:
    """Does nothing to one that nobody closed; says what is still closed by plan.

    Raises `unknown_service`.
    """
    service = hall.layout.service(service_id)
    today = hall.day.date_of(now)
    if tx.reopen_service(today, service.id):
        tx.append(
            Event(
                kind=Kind.SERVICE_REOPENED,
                at=now,
                business_date=today,
                by=by,
                service=service.id,
            )
        )
    planned = hall.layout.offers[service.id].closed_on(today)
    return ServiceClosure(
        service=service.id,
        business_date=today,
        closed=planned is not None,
        reason=dict(planned or {}),
    )
