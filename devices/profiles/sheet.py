"""A profile on one page, with its bytes: what a field engineer holds against the maker's page."""

from __future__ import annotations

import json
from collections.abc import Iterator

from devices.clear import hex_of
from devices.profiles.clear import shapes
from devices.profiles.codec import acknowledge, encode
from devices.profiles.message import Message
from devices.profiles.profile import Profile
from devices.profiles.samples import samples

ARROWS = {"host": "→", "device": "←"}  # as `hallctl wire watch` shows them
ACKNOWLEDGED = "  ✓"


def sheet(profile: Profile) -> str:
    wire = profile.wire
    line = f"{wire.baud} {wire.data_bits}{wire.parity[0].upper()}{wire.stop_bits}"
    return "\n".join(
        [
            f"{profile.name}: {profile.about}",
            f"{line}; {profile.mark}: {profile.source}",
            "",
            *_messages(profile),
            *_combos(profile),
        ]
    )


def _messages(profile: Profile) -> Iterator[str]:
    width = max(len(rule.name) for rule in profile.rules)
    for rule, message in samples(profile):
        arrow = ARROWS[rule.sender]
        try:
            frame = encode(profile, message)
        except ValueError as error:
            yield f"{arrow} {rule.name:{width}}  {error}"
            continue
        yield f"{arrow} {rule.name:{width}}  {hex_of(frame)}  {_fields(profile, message)}".rstrip()
        answer = acknowledge(profile, message, frame) if rule.sender == "device" else None
        if answer is not None:
            yield f"{ARROWS['host']} {ACKNOWLEDGED:{width}}  {hex_of(answer)}"
        if rule.answer:
            yield f"{ARROWS['device']} {ACKNOWLEDGED:{width}}  {rule.answer}"


def _combos(profile: Profile) -> Iterator[str]:
    """What the clerk's keys ask for."""
    if profile.combos:
        yield ""
        width = max(len(f"{digits} {key}") for digits, key in profile.combos)
        for (digits, key), action in profile.combos.items():
            yield f"{f'{digits} {key}'.strip():{width}}  {action}"


def _fields(profile: Profile, message: Message) -> str:
    shape = next(shape for shape in shapes(profile) if shape.fits(message))
    clear = shape.to_clear(message)
    return " ".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}"
        for name, value in clear.items()
        if name != "event"
    )
