"""Which windows there are and who sits at them: where a visitor can be sent."""

from __future__ import annotations

from queue_server.contract.messages import WindowStatus
from queue_server.contract.windows_now import SeatNow, WindowsNow
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.windows import READING


def endpoints(parts: Parts) -> list[Endpoint]:
    def windows(call: Call) -> WindowsNow:
        with parts.store.read() as reader:
            seats = {seat.window: seat for seat in reader.seats()}
        return WindowsNow(
            windows=[
                SeatNow(
                    window=place.window,
                    zone=place.zone,
                    status=WindowStatus(seats[place.window].status),
                    services=list(place.services),
                    clerk=seats[place.window].account,
                    clerk_name=seats[place.window].account_name,
                )
                for place in parts.layout.windows.values()
            ]
        )

    return [
        Endpoint(
            method="GET",
            path="/api/v1/windows",
            name="windows",
            summary="All windows, and who sits at them",
            handler=windows,
            gives=WindowsNow,
            roles=READING,
        )
    ]
