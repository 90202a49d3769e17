"""What the devices say of themselves, in words that a person can act on; the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact

WORST_FIRST = (DeviceState.FAULT, DeviceState.OFFLINE, DeviceState.DEGRADED, DeviceState.OK)
PROGRAM_AWAY = "program_away"


@dataclass(frozen=True, kw_only=True)
class DeviceNow:
    """`device` is its name in words, empty for the program itself; `since` is local or empty."""

    program: str
    device: str
    state: DeviceState
    since: str
    todo: str


def devices(
    facts: Iterable[HealthFact],
    said: Mapping[str, Any],
    local: Callable[[datetime], datetime],
) -> list[DeviceNow]:
    """A program that is away says nothing true about its devices: then only it is listed."""
    found = [device for fact in facts for device in _of_program(fact, said, local)]
    return sorted(found, key=lambda d: (WORST_FIRST.index(d.state), d.program, d.device))


def _of_program(
    fact: HealthFact, said: Mapping[str, Any], local: Callable[[datetime], datetime]
) -> list[DeviceNow]:
    if not fact.online:
        return [
            DeviceNow(
                program=fact.program,
                device="",
                state=DeviceState.OFFLINE,
                since="",
                todo=said["cause"][PROGRAM_AWAY],
            )
        ]
    return [
        DeviceNow(
            program=fact.program,
            device=_name(name, said["machine"]),
            state=health.state,
            since=f"{local(health.since):%H:%M}",
            todo=_todo(health, said["cause"]),
        )
        for name, health in fact.devices.items()
    ]


def _name(device: str, machines: Mapping[str, str]) -> str:
    """A strip says "bus/window"; a board has the name that its hall gave it."""
    _, of_a_bus, window = device.partition("/")
    if of_a_bus:
        return machines["strip"].format(window=window)
    return machines.get(device) or machines["board"].format(name=device)


def _todo(health: DeviceHealth, causes: Mapping[str, str]) -> str:
    if health.state is DeviceState.OK and not health.cause:
        return ""
    return causes.get(health.cause) or causes["other"].format(cause=health.cause or "?")
