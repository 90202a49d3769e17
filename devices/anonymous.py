"""What is watched and recorded must name nobody: frames with a person in them are told anew. Pure.

A card that a reader gives becomes an invented person's card of the same kind; what a scanner reads
keeps its length and its shape. Broken frames, which may hold half a card, become zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.clear import Clear, bytes_of, hex_of
from devices.id_card.card import day_of
from devices.id_card.clear import CODED
from devices.sim.persons import persons
from devices.wire import GARBAGE

Told = Callable[[Clear], Clear]

MADE_ON = slice(4, 8)  # of a module's number: the day as YYYYMMDD
_KEPT = ("event", "status", "code", "card_status", "card")  # of a card


def anonymous(kind: str, clear: Clear) -> Clear:
    """The same event without a person in it; other kinds and events as they are."""
    tell = _TELLERS.get(kind, {}).get(clear["event"])
    return tell(clear) if tell else clear


def _card(clear: Clear) -> Clear:
    told = {name: clear[name] for name in _KEPT if name in clear}
    someone = next((p for p in persons().values() if p.kind == clear["card"]), None)
    for name, text in (someone.fields if someone else {}).items():
        told[f"{name}_code" if name in CODED else name] = text
    fingerprint = clear.get("fingerprint")
    return told | {
        "photo": _zeros(clear["photo"]),
        "fingerprint": None if fingerprint is None else _zeros(fingerprint),
    }


def _new_address(clear: Clear) -> Clear:
    told = {name: value for name, value in clear.items() if name not in ("data", "bytes")}
    return told | {"address": "示例市示例区新址路2号"}


def _reply(clear: Clear) -> Clear:
    """Data of no known meaning may be a card's, however short: eight bytes are a name."""
    if not any(bytes_of(clear.get("data", ""), "event.data")):
        return clear
    told = {name: value for name, value in clear.items() if name not in ("bytes", "warning")}
    return told | {"data": _zeros(clear["data"])}


def _module(clear: Clear) -> Clear:
    """Any 16 bytes may be told as a module's number; in a true one stands the day it was made."""
    made = int.from_bytes(bytes_of(clear["data"], "event.data")[MADE_ON], "little")
    if day_of(f"{made:08d}"):
        return clear
    return _reply({name: value for name, value in clear.items() if name != "id"})


def _broken(clear: Clear) -> Clear:
    return {**clear, "bytes": _zeros(clear["bytes"])}


def _scan(clear: Clear) -> Clear:
    told = {name: value for name, value in clear.items() if name != "bytes"}
    return told | {"text": "".join(map(_same_sort, str(clear.get("text", ""))))}


def _same_sort(character: str) -> str:
    if character.isdigit():
        return "0"
    if character.isascii():
        return "x" if character.isalpha() else character
    return "某"


def _zeros(spaced: str) -> str:
    return hex_of(bytes(len(bytes_of(spaced, "event"))))


_TELLERS: Mapping[str, Mapping[str, Told]] = {
    "id-card": {
        "card": _card,
        "new-address": _new_address,
        "reply": _reply,
        "card-found": _reply,
        "card-selected": _reply,
        "sam-id": _module,
        GARBAGE: _broken,
    },
    "scanner": {"scan": _scan, GARBAGE: _broken},
}
