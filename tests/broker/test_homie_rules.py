"""The judge itself: it lets a good tree pass and names each fault of a bad one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from homie_rules import Lifecycle, breaches


def car(**changed: Any) -> dict[str, bytes]:
    """The convention's own example, somewhat extended."""
    speed = {"datatype": "integer", "format": "0:250", "unit": "km/h"}
    gear = {"datatype": "enum", "format": "park,drive"}
    description: dict[str, Any] = {
        "homie": "5.0",
        "name": "Supercar",
        "version": 7,
        "nodes": {"engine": {"name": "Car engine", "properties": {"speed": speed, "gear": gear}}},
    }
    topics: dict[str, Any] = {
        "$state": b"ready",
        "$description": json.dumps(description).encode(),
        "engine/speed": b"80",
        "engine/gear": b"drive",
        "$alert/battery": b"Battery is low, at 8%",
    }
    topics |= changed
    return {f"homie/5/super-car/{topic}": told for topic, told in topics.items() if told}


def test_the_conventions_own_example_is_good() -> None:
    assert breaches(car()) == []


@pytest.mark.parametrize(
    ("changed", "section"),
    [
        ({"$state": b"broken"}, "Device Lifecycle"),
        ({"$state": b""}, "Device Lifecycle"),
        ({"$description": b"{"}, "Device Attributes"),
        ({"$description": b"{}"}, "Devices"),
        ({"$description": b'{"homie":"5.0","version":true}'}, "Devices"),
        ({"$description": b'{"homie":"4.0","version":1}'}, "Device Attributes"),
        ({"$description": b'{"homie":"5.0","version":1,"root":"bus"}'}, "Device hierarchy"),
        ({"$description": b'{"homie":"5.0","version":1,"children":["x"]}'}, "Device hierarchy"),
        ({"engine/speed": b"fast"}, "Payloads"),
        ({"engine/speed": b"300"}, "Formats"),
        ({"engine/speed": b""}, "Device Lifecycle"),
        ({"engine/gear": b"Drive"}, "Payloads"),
        ({"engine/gear": b"\xff"}, "Payloads"),
        ({"engine/colour": b"red"}, "Devices"),
        ({"$alert/Big_One": b"!"}, "Devices"),
    ],
)
def test_each_fault_is_found(changed: dict[str, Any], section: str) -> None:
    assert any(breach.startswith(section) for breach in breaches(car(**changed)))


def test_a_description_that_changes_while_ready_is_found() -> None:
    listener = Lifecycle()
    listener.hear("homie/5/a/$state", b"ready")
    listener.hear("homie/5/a/$description", b'{"version":1}')
    listener.hear("homie/5/a/$description", b'{"version":1,"name":"b"}')
    assert len(listener.breaches) == 2
