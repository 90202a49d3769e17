"""A profile's messages in clear, for the wire tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from devices.clear import Clear, NotClear, bytes_of, hex_of
from devices.profiles.codec import FOREIGN, OTHER
from devices.profiles.message import Message
from devices.profiles.profile import Profile
from devices.shape import Extra, Shape, runs_from_clear, runs_to_clear

_WHOLE_NUMBER, _TEXT, _TRUTH = (int,), (str,), (bool,)
FIELD_TYPES: Mapping[str, tuple[type, ...]] = {
    "digits": _TEXT,
    "key": _TEXT,
    "grade": _WHOLE_NUMBER,
    "ok": _TRUTH,
    "stars": _WHOLE_NUMBER,
    "line": _WHOLE_NUMBER,
    "effect": (str, int),  # the code, in a frame that is not understood
    "speed": _WHOLE_NUMBER,
    "function": (int, type(None)),
}


def shapes(profile: Profile) -> tuple[Shape, ...]:
    """One for each message, and for frames that no message explains."""
    extras: Mapping[str, dict[str, Extra]] = {
        "key": {"code": lambda event: f"{profile.keys[event.fields['key']]:02X}"},
        "grade": {"level": lambda event: profile.grades.get(event.fields["grade"])},
    }
    first = profile.script.first_colour
    names = [*(rule.name for rule in profile.rules), OTHER, FOREIGN]
    return tuple(
        Shape(
            name,
            Message,
            _known_only(extras.get(name, {})),
            write=_write,
            read=partial(_read, name, first),
            says=partial(_says, name),
        )
        for name in names
    )


def _says(name: str, event: Message) -> bool:
    return event.name == name


def _known_only(extras: dict[str, Extra]) -> dict[str, Extra]:
    """A key that the profile lacks has no code; the encoder will say so."""

    def safe(extra: Callable[[Any], object], event: Any) -> object:
        try:
            return extra(event)
        except KeyError:
            return None

    return {name: partial(safe, extra) for name, extra in extras.items()}


def _write(event: Message) -> Clear:
    fields = dict(event.fields)
    runs = fields.pop("runs", None)
    text = {} if runs is None else runs_to_clear((text, colour or None) for text, colour in runs)
    if "data" in fields:
        fields["data"] = hex_of(fields["data"])
    return {"address": event.address, **text, **fields}


def _read(name: str, first_colour: str, clear: Clear) -> Message:
    rest = dict(clear)
    address = rest.pop("address", None)
    if type(address) is not int:
        raise NotClear("event.address: a number expected")
    fields: dict[str, Any] = {}
    if "text" in rest:
        runs = runs_from_clear(rest, "event")
        fields["runs"] = tuple((text, colour or first_colour) for text, colour in runs)
    if "data" in rest:
        data = bytes_of(rest.pop("data"), "event.data")
        if data or name in (OTHER, FOREIGN):
            fields["data"] = data
    for field, value in rest.items():
        fields[field] = _checked(field, value)
    return Message(name, address, fields)


def _checked(field: str, value: object) -> object:
    if field not in FIELD_TYPES:
        raise NotClear(f"event: unknown field {field!r}")
    if type(value) not in FIELD_TYPES[field]:
        expected = FIELD_TYPES[field][0].__name__
        raise NotClear(f"event.{field}: {expected} expected, not {value!r}")
    return value
