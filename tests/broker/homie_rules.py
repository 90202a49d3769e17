"""What the Homie convention 5 asks of retained topics, written from its text alone.

https://github.com/homieiot/convention, convention.md. Nothing here knows our publisher: it judges
any set of topics, and names the section that is broken.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

BASE = "homie/5/"
ID = re.compile(r"[a-z0-9-]+\Z")
STATES = {"init", "ready", "disconnected", "sleeping", "lost"}
MAY_CHANGE = {"init", "disconnected", "lost"}  # the description, "Device Attributes"
INTEGER = re.compile(r"-?[0-9]+\Z")
FLOAT = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE]-?[0-9]+)?\Z")
DURATION = re.compile(r"PT(?=\d)(\d+H)?(\d+M)?(\d+S)?\Z")
DATATYPES = {
    "integer", "float", "boolean", "string", "enum", "color", "datetime", "duration", "json",
}  # fmt: skip
DEVICE_FIELDS = {
    "homie": str, "version": int, "nodes": dict, "name": str, "type": str,
    "children": list, "root": str, "parent": str, "extensions": list,
}  # fmt: skip
NODE_FIELDS = {"name": str, "type": str, "properties": dict}
PROPERTY_FIELDS = {
    "name": str, "datatype": str, "format": str, "settable": bool, "retained": bool, "unit": str,
}  # fmt: skip

Topics = Mapping[str, bytes]


def breaches(retained: Topics) -> list[str]:
    """Every rule that these retained topics break; none for a hall that keeps the convention."""
    return list(_breaches(retained))


def _breaches(retained: Topics) -> Iterator[str]:
    devices: dict[str, dict[str, str]] = defaultdict(dict)
    for topic, raw in retained.items():
        if not topic.startswith(BASE):
            yield f"Domain and Root Topic: {topic}"
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            yield f"Payloads: {topic} is no UTF-8"
            continue
        if text.startswith("\ufeff"):
            yield f"Payloads: {topic} begins with a BOM"
        device, _, rest = topic.removeprefix(BASE).partition("/")
        devices[device][rest] = text
    described = {}
    for device, topics in devices.items():
        yield from _device(device, topics)
        described[device] = _parsed(topics.get("$description", ""))
    yield from _family(described)


def _device(device: str, topics: Mapping[str, str]) -> Iterator[str]:
    if not ID.match(device):
        yield f"Topic IDs: {device}"
    state = topics.get("$state", "")
    if state not in STATES:
        yield f"Device Lifecycle: {device} is {state!r}"
    description = _parsed(topics.get("$description", ""))
    if description is None:
        yield f"Device Attributes: {device} has no description"
        return
    yield from _fields(device, description, DEVICE_FIELDS, {"homie", "version"})
    if not re.match(r"5\.\d+\Z", str(description.get("homie"))):
        yield f"Device Attributes: {device} is of version {description.get('homie')}"
    known = set()
    for path, about in _properties(device, description):
        if isinstance(about, str):
            yield about
            continue
        known.add(path)
        yield from _described(f"{device}/{path}", about)
        yield from _told(f"{device}/{path}", topics.get(path), about, is_ready=state == "ready")
    yield from _others(device, set(topics) - known)


def _told(where: str, text: str | None, about: Any, *, is_ready: bool) -> Iterator[str]:
    if text is not None:
        yield from _value(where, text, about)
    elif is_ready and about.get("retained", True):
        yield f"Device Lifecycle: {where} has no value though its device is ready"


def _others(device: str, topics: Iterable[str]) -> Iterator[str]:
    for topic in topics:
        kind, _, rest = topic.partition("/")
        if topic in ("$state", "$description"):
            continue
        if kind == "$alert" and ID.match(rest):
            continue
        yield f"Devices: {device}/{topic} is in no description"


def _properties(device: str, description: Any) -> Iterator[tuple[str, Any]]:
    for node, told in description.get("nodes", {}).items():
        where = f"{device}/{node}"
        if not ID.match(node):
            yield node, f"Topic IDs: {where}"
        for breach in _fields(where, told, NODE_FIELDS, set()):
            yield node, breach
        for name, about in told.get("properties", {}).items():
            if not ID.match(name):
                yield name, f"Topic IDs: {where}/{name}"
            yield f"{node}/{name}", about


def _fields(where: str, told: Any, fields: Mapping[str, type], needed: set[str]) -> Iterator[str]:
    if not isinstance(told, dict):
        yield f"Devices: {where} is no object"
        return
    for missing in needed - set(told):
        yield f"Devices: {where} lacks {missing}"
    for key, value in told.items():
        if key not in fields:
            yield f"Devices: {where} has an unknown {key}"
        elif not isinstance(value, fields[key]) or isinstance(value, bool) > (fields[key] is bool):
            yield f"Devices: {where}: {key} is {value!r}"


def _described(where: str, about: Any) -> Iterator[str]:
    yield from _fields(where, about, PROPERTY_FIELDS, {"datatype"})
    kind, form = about.get("datatype"), about.get("format")
    if kind not in DATATYPES:
        yield f"Property Attributes: {where} is a {kind}"
    if kind == "enum":
        words = (form or "").split(",")
        if not all(words) or len(words) != len(set(words)):
            yield f"Formats: {where} may be {form!r}"
    if kind == "color" and not set((form or "none").split(",")) <= {"rgb", "hsv", "xyz"}:
        yield f"Formats: {where} may be {form!r}"
    if kind in ("integer", "float") and form is not None and _limits(kind, form) is None:
        yield f"Formats: {where} is between {form!r}"


def _limits(kind: str, form: str) -> list[float | None] | None:
    number = INTEGER if kind == "integer" else FLOAT
    parts = form.split(":")
    if not 2 <= len(parts) <= 3 or any(part and not number.match(part) for part in parts):
        return None
    return [float(part) if part else None for part in parts]


def _value(where: str, text: str, about: Mapping[str, Any]) -> Iterator[str]:
    """`text` against its datatype, section "Payloads"."""
    kind, form = about.get("datatype"), about.get("format", "")
    if text == "":
        yield f"Empty string values: {where}"
    good = {
        "string": lambda: True,
        "integer": lambda: INTEGER.match(text) and -(2**63) <= int(text) < 2**63,
        "float": lambda: FLOAT.match(text),
        "boolean": lambda: text in ("true", "false"),
        "enum": lambda: text in form.split(","),
        "datetime": lambda: _is_time(text),
        "duration": lambda: DURATION.match(text),
        "json": lambda: isinstance(_parsed(text), dict | list),
        "color": lambda: text.split(",")[0] in form.split(","),
    }.get(str(kind))
    if good is not None and not good():
        yield f"Payloads: {where} says {text!r}, no {kind} {form}"
    elif kind in ("integer", "float") and form and (limits := _limits(str(kind), form)):
        low, high = limits[0], limits[1]
        if (low is not None and float(text) < low) or (high is not None and float(text) > high):
            yield f"Formats: {where} says {text}, outside {form}"


def _family(described: Mapping[str, Any]) -> Iterator[str]:
    """Section "Device hierarchy"."""
    for device, about in described.items():
        if about is not None:
            yield from _below(device, about, described)
            yield from _above(device, about, described)


def _below(device: str, about: Any, described: Mapping[str, Any]) -> Iterator[str]:
    for child in about.get("children", []):
        told = described.get(child)
        if told is None:
            yield f"Device hierarchy: {device} names {child}, which is not there"
        elif told.get("parent", told.get("root")) != device:
            yield f"Device hierarchy: {child} does not name its parent {device}"


def _above(device: str, about: Any, described: Mapping[str, Any]) -> Iterator[str]:
    root = about.get("root")
    if root is None:
        if "parent" in about:
            yield f"Device hierarchy: {device} has a parent and no root"
        return
    parent = described.get(about.get("parent", root))
    if parent is None or device not in parent.get("children", []):
        yield f"Device hierarchy: nobody has {device} as a child"
    if described.get(root) is None or "root" in described[root]:
        yield f"Device hierarchy: {root}, the root of {device}, is none"


class Lifecycle:
    """Listens to live messages in their order: what may change when."""

    def __init__(self) -> None:
        self.breaches: list[str] = []
        self._state: dict[str, str] = {}
        self._described: dict[str, Any] = {}

    def hear(self, topic: str, payload: bytes) -> None:
        device, _, rest = topic.removeprefix(BASE).partition("/")
        if rest == "$state":
            self._state[device] = payload.decode()
        elif rest == "$description" and payload:
            self._describe(device, json.loads(payload))

    def _describe(self, device: str, told: Any) -> None:
        before = self._described.get(device)
        self._described[device] = told
        if before is None or told == before:
            return
        if self._state.get(device) not in MAY_CHANGE:
            self.breaches.append(f"{device} changes while {self._state.get(device)}")
        if told["version"] <= before["version"]:
            self.breaches.append(f"{device} changes and stays version {told['version']}")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_time(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text)) and "T" in text
    except ValueError:
        return False
