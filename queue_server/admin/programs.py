"""The programs of a hall, and what it takes to start each of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from config.hall import Hall
from queue_server.admin.broker import Broker
from queue_server.admin.child import Program
from queue_server.admin.places import Places

FIRST, SECOND, LAST = range(3)  # broker, devices and server; who uses them; visitors


def programs(
    hall: Hall,
    places: Places,
    broker: Broker,
    *,
    kiosks: bool,
    demo_speed: float | None,
    day: str = "",
) -> Iterator[Program]:
    """In the order of their start. `kiosks`: whether this machine can draw their windows. `day`:
    the scripted day of the virtual devices, if any."""
    python = (sys.executable, "-m")
    yield Program("broker", broker.command, FIRST)
    yield Program(
        "devices",
        (
            *python,
            "devices.sim",
            "--bench",
            str(places.bench),
            "--port",
            str(places.bench_port),
            *(("--day", day) if day else ()),
        ),
        FIRST,
    )
    yield Program("server", (*python, "queue_server"), FIRST)
    yield Program("display", (*python, "display"), SECOND)
    for desk in hall.desks:
        yield Program(f"desk-{desk.id}", (*python, "devices", "--desk", desk.id), SECOND)
    for kiosk in hall.kiosks if kiosks else ():
        yield Program(f"kiosk-{kiosk.id}", (*python, "kiosk", "--kiosk", kiosk.id, "--eye"), SECOND)
    if demo_speed is not None:
        command = (*python, "queue_server.admin.demo_traffic", "--speed", f"{demo_speed:g}")
        yield Program("demo-traffic", command, LAST)
