"""Halls that give no numbers now, for pictures and for measuring layouts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from kiosk.examples import NOW
from queue_server.contract.messages import Taking

if TYPE_CHECKING:
    from kiosk.screens.frame import World

UNTIL = NOW + timedelta(hours=23)
HOLIDAY = {"zh": "春节放假", "en": "Spring Festival"}


def closed_worlds(world: World) -> dict[str, World]:
    """`{name of the first screen there: world}`, one for each profile of a kiosk."""
    hall = msgspec.structs.replace(world.hall, is_open=False, opens_at=UNTIL)
    off = Taking(code="outside_hours", reason=HOLIDAY)
    services = [msgspec.structs.replace(x, taking=off) for x in world.hall.services]
    day_off = msgspec.structs.replace(hall, services=services)
    return {
        "outside-hours": replace(world, hall=hall, kiosk=replace(world.kiosk, profile="hall")),
        "outside-hours-day-off": replace(
            world, hall=day_off, kiosk=replace(world.kiosk, profile="hall")
        ),
        "outside-hours-24h": replace(world, hall=hall, kiosk=replace(world.kiosk, profile="24h")),
    }
