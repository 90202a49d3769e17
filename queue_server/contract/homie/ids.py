"""PURE: the Homie ids and topics of a hall's programs and devices.

Homie convention 5 [V1], "Topic IDs": only a to z, 0 to 9 and the hyphen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

DOMAIN = "homie/5"
PREFIX = "hallqueue"
ROOT = ""  # the program itself among its devices
EVERY_VALUE = f"{DOMAIN}/+/+/+"  # values and alerts of all devices
_OTHER = re.compile(r"[^a-z0-9]+")


def topic_id(word: str) -> str:
    """A word of ours as a Homie id, `id_reader` as `id-reader`; never empty."""
    return _OTHER.sub("-", word.lower()).strip("-") or _tail(word)


def homie_ids(hall: str, fitted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Program → {device → Homie id}, with the program's own under `ROOT`.

    `fitted` is the whole hall's, since two names may become one id: the later then gets a tail.
    """
    found: dict[str, dict[str, str]] = {}
    taken: set[str] = set()
    for program in fitted:
        found[program] = {ROOT: _free(f"{hall}-{program}", taken)}
    for program, devices in fitted.items():
        for device in devices:
            found[program][device] = _free(f"{hall}-{program}-{device}", taken)
    return found


def of_device(device_id: str, *levels: str) -> str:
    """The topic of a device's attribute (`$state`) or value (node, property)."""
    return "/".join((DOMAIN, device_id, *levels))


def state(device_id: str) -> str:
    return of_device(device_id, "$state")


def description(device_id: str) -> str:
    return of_device(device_id, "$description")


def _free(name: str, taken: set[str]) -> str:
    plain = topic_id(f"{PREFIX}-{name}")
    free = plain if plain not in taken else f"{plain}-{_tail(name)}"
    taken.add(free)
    return free


def _tail(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:6]
