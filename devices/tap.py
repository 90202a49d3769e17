"""A wire overheard: bytes of each side to frames in clear, which name nobody. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from devices.anonymous import anonymous
from devices.clear import Clear, NotClear, bytes_of
from devices.wire import GARBAGE, LiveDecoder, decode, encode

HOST, DEVICE, LINE = "host", "device", "line"
SOURCES = (HOST, DEVICE, LINE)


@dataclass(frozen=True)
class Frame:
    """One frame, or neighbouring bytes that are none, as it was whole.

    `source`: who said it; `line` where both share one pair of wires and nobody can tell. `says`:
    its events in clear; seconds count from the first moment of listening.
    """

    at_s: float
    source: str
    data: bytes
    says: tuple[Clear, ...]


class Tap:
    """One decoder for each side: half a frame of one must not glue to the other's."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._decoders: dict[str, LiveDecoder] = {}

    def hear(self, source: str, data: bytes, at_s: float) -> list[Frame]:
        decoder = self._decoders.setdefault(source, LiveDecoder(self._kind))
        return [self._frame(source, at_s, *item) for item in decoder.feed(data)]

    def silence(self, at_s: float) -> list[Frame]:
        """Nobody spoke for longer than anybody pauses within a frame."""
        return [
            self._frame(source, at_s, *item)
            for source, decoder in self._decoders.items()
            for item in decoder.finish()
        ]

    def _frame(self, source: str, at_s: float, says: list[Clear], data: bytes) -> Frame:
        told = [anonymous(self._kind, clear) for clear in says]
        if told == says:
            return Frame(at_s, source, data, tuple(says))
        return Frame(at_s, source, *_anew(self._kind, told))


def _anew(kind: str, told: list[Clear]) -> tuple[bytes, tuple[Clear, ...]]:
    """The bytes of what is told, and what they say; only these are ever shown or kept."""
    try:
        data = encode(kind, told)
    except NotClear:  # a card of a kind nobody knows: its length is all that may be kept
        photos = (bytes_of(clear.get("photo", ""), "event.photo") for clear in told)
        return bytes(sum(map(len, photos))), ({"event": GARBAGE, "reason": "not kept"},)
    return data, tuple(decode(kind, data))
