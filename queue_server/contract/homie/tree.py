"""PURE: a program's health as a Homie 5 device tree; the program is its root, each device a child.

Homie convention 5 [V1]. Every property that a description names has a value, so descriptions grow
with what is known (a printer's paper, a first contact). Nothing of a person is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from queue_server.contract.causes import sentence
from queue_server.contract.homie.ids import ROOT, topic_id
from queue_server.contract.homie.payload import Value, payload
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, PaperLevel

CONVENTION = "5.0"
INIT, READY, DISCONNECTED, LOST = "init", "ready", "disconnected", "lost"
COUNT = "#"  # the unit of a count, "Units"


@dataclass(frozen=True)
class Property:
    """One value of a node, and what its description says of it."""

    node: str
    id: str
    name: str
    datatype: str
    value: Value
    format: str = ""
    unit: str = ""

    def described(self) -> dict[str, str]:
        optional = {"format": self.format, "unit": self.unit}
        told = {key: text for key, text in optional.items() if text}
        return {"name": self.name, "datatype": self.datatype, **told}


@dataclass(frozen=True, kw_only=True)
class HomieDevice:
    """What the broker shall hold: `values` by (node, property), `alerts` by alert id.

    The description has no `version` yet: whoever publishes it counts the changes.
    """

    id: str
    state: str
    description: dict[str, Any]
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    alerts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Program:
    """`ids`: of `homie_ids` for this program; `started`: aware; `release`: the product's."""

    name: str
    ids: Mapping[str, str]
    release: str
    started: datetime


def tree(program: Program, fact: HealthFact) -> list[HomieDevice]:
    """The root first, then every fitted device; one that has not spoken yet is in `init`."""
    children = [
        _child(name, program, fact.devices.get(name)) for name in program.ids if name != ROOT
    ]
    return [_root(program, fact, [child.id for child in children]), *children]


def _root(program: Program, fact: HealthFact, children: list[str]) -> HomieDevice:
    ailing = sum(health.state is not DeviceState.OK for health in fact.devices.values())
    node = "program"
    properties = [
        Property(node, "release", "Release", "string", program.release),
        Property(node, "started", "Started", "datetime", program.started),
        Property(node, "devices", "Devices", "integer", len(children), "0:", COUNT),
        Property(node, "ailing", "Devices in need", "integer", ailing, "0:", COUNT),
    ]
    about = {
        "name": f"Hallqueue {program.name}",
        "type": "hallqueue-program",
        "children": children,
    }
    return _device(program.ids[ROOT], READY, about, properties)


def _child(name: str, program: Program, health: DeviceHealth | None) -> HomieDevice:
    about = {
        "name": f"{program.name} {name}",
        "type": "hallqueue-device",
        "root": program.ids[ROOT],
        "parent": program.ids[ROOT],  # the default; some controllers want to be told
    }
    if health is None:
        return _device(program.ids[name], INIT, about, [])
    state = LOST if health.state is DeviceState.OFFLINE else READY
    return _device(program.ids[name], state, about, _properties(health), _alerts(health))


def _device(
    id: str,
    state: str,
    about: Mapping[str, Any],
    properties: Iterable[Property],
    alerts: Mapping[str, str] | None = None,
) -> HomieDevice:
    nodes: dict[str, dict[str, Any]] = {}
    values = {}
    for each in properties:
        node = nodes.setdefault(each.node, {"name": each.node.capitalize(), "properties": {}})
        node["properties"][each.id] = each.described()
        values[each.node, each.id] = payload(each.value)
    return HomieDevice(
        id=id,
        state=state,
        description={"homie": CONVENTION, **about, "nodes": nodes},
        values=values,
        alerts=dict(alerts or {}),
    )


def _properties(health: DeviceHealth) -> Iterator[Property]:
    node = "health"
    states = ",".join(DeviceState)
    yield Property(node, "state", "State", "enum", health.state, states)
    yield Property(node, "since", "Since", "datetime", health.since)
    yield Property(node, "cause", "Cause", "string", health.cause)
    if health.last_contact:
        yield Property(node, "last-contact", "Last contact", "datetime", health.last_contact)
    for name, times in health.counters.items():
        yield Property("errors", topic_id(name), _words(name), "integer", times, "0:", COUNT)
    if health.paper:
        levels = ",".join(PaperLevel)
        yield Property("paper", "level", "Paper level", "enum", health.paper, levels)
    for name, measure in health.measures.items():
        value, unit = float(measure.value), measure.unit
        yield Property("measures", topic_id(name), _words(name), "float", value, unit=unit)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _alerts(health: DeviceHealth) -> dict[str, str]:
    """What a person should do now, in both of the hall's languages."""
    if health.state is DeviceState.OK:
        return {}
    cause = health.cause or health.state.value
    return {topic_id(cause): " · ".join(sentence(cause).values())}
