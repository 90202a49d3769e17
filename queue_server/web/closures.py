"""Closing a service for today, and opening it again."""

from __future__ import annotations

from queue_server.closing import close_service, reopen_service
from queue_server.contract.closures import CloseService, ReopenService, ServiceClosure
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint

REFUSES = ("unknown_service", "request_id_reused", "storage_failed")


def endpoints(parts: Parts) -> list[Endpoint]:
    def close(call: Call) -> bytes:
        service, command, who = call.path["service"], call.command, call.who.name
        return parts.commands.once(
            f"service/{service}/close",
            command,
            lambda tx, now: close_service(parts.queue, tx, service, command, who, now),
        )

    def reopen(call: Call) -> bytes:
        service, who = call.path["service"], call.who.name
        return parts.commands.once(
            f"service/{service}/reopen",
            call.command,
            lambda tx, now: reopen_service(parts.queue, tx, service, who, now),
        )

    return [
        Endpoint(
            method="POST",
            path="/api/v1/services/{service}/close",
            name="close_service",
            summary="Give no more numbers of a service today, and say why",
            handler=close,
            takes=CloseService,
            gives=ServiceClosure,
            roles=frozenset({"supervisor"}),
            refuses=REFUSES,
        ),
        Endpoint(
            method="POST",
            path="/api/v1/services/{service}/reopen",
            name="reopen_service",
            summary="Give numbers of a service again that was closed for today",
            handler=reopen,
            takes=ReopenService,
            gives=ServiceClosure,
            roles=frozenset({"supervisor"}),
            refuses=REFUSES,
        ),
    ]
