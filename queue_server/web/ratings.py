"""What a visitor says about a service, by the evaluator at its window."""

from __future__ import annotations

from queue_server.contract import messages as m
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint


def endpoints(parts: Parts) -> list[Endpoint]:
    def rate(call: Call) -> bytes:
        who = call.who
        return parts.commands.once(
            "rate",
            call.command,
            lambda tx, now: parts.queue.rate(tx, call.command, who.windows, who.name, now),
        )

    return [
        Endpoint(
            method="POST",
            path="/api/v1/ratings",
            name="rate",
            summary="Rate one service, in its time, once",
            handler=rate,
            takes=m.RateService,
            gives=m.Rating,
            status=201,
            roles=frozenset({"desk"}),
            refuses=(
                "unknown_act",
                "not_your_window",
                "already_rated",
                "rating_closed",
                "request_id_reused",
                "storage_failed",
            ),
        )
    ]
