"""How every device of the hall is, for supervisors and their tools."""

from __future__ import annotations

from queue_server.contract.devices import DevicesNow
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint

READERS = frozenset({"supervisor"})


def endpoints(parts: Parts) -> list[Endpoint]:
    def devices(_call: Call) -> DevicesNow:
        return parts.programs.now()

    return [
        Endpoint(
            method="GET",
            path="/api/v1/devices",
            name="devices",
            summary="Every program and device: state, last contact, counters, paper, what to do",
            handler=devices,
            gives=DevicesNow,
            roles=READERS,
        )
    ]
