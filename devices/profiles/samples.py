"""One example of every message of a profile: to be held against the maker's page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from devices.profiles.codec import ONLY_ADDRESS
from devices.profiles.frame import Address
from devices.profiles.message import Message
from devices.profiles.pattern import ANY_BYTE, Item
from devices.profiles.profile import Profile, Rule

USUAL_ADDRESS = 3
SAMPLE_DIGITS = "12"
SAMPLE_TEXT = "A001"

_SAMPLES: Mapping[str, Callable[[Profile, Item], Any]] = {
    "digits": lambda profile, item: _sized(SAMPLE_DIGITS, item),
    "key": lambda profile, item: next(iter(profile.keys)),
    "ok": lambda profile, item: True,
    "effect": lambda profile, item: next(iter(profile.effects)),
    "data": lambda profile, item: bytes(item.least),
    "colour": lambda profile, item: profile.script.first_colour,
}


def samples(profile: Profile) -> Iterator[tuple[Rule, Message]]:
    """In the order of the file."""
    for rule in profile.rules:
        frame = profile.frames[rule.frame]
        items = [*frame.fields.values(), *rule.payload]
        fields = {item.name: _sample(profile, item) for item in items if item.name}
        if "text" in fields:  # drivers speak of runs
            colour = fields.pop("colour", profile.script.first_colour)
            fields["runs"] = ((fields.pop("text"), colour),)
        fields |= rule.defaults or {}
        yield rule, Message(rule.name, _address(frame.address), fields)


def _sample(profile: Profile, item: Item) -> Any:
    if item.name in ("text", "runs"):
        text = SAMPLE_TEXT[: item.most]
        return text if item.name == "text" else ((text, profile.script.first_colour),)
    make = _SAMPLES.get(item.name)
    if make is not None:
        return make(profile, item)
    return 1 if item.may == ANY_BYTE else max(item.may)


def _sized(text: str, item: Item) -> str:
    """Cut or filled to what the pattern takes."""
    return text[: item.most].rjust(item.least, "0")


def _address(address: Address | None) -> int:
    if address is None:
        return ONLY_ADDRESS
    return min(max(USUAL_ADDRESS, address.least), address.most)
