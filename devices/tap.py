"""A wire overheard: bytes of each side to frames in clear, which name nobody. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from devices.anonymous import anonymous
from devices.clear import Clear, NotClear, bytes_of, hex_of
from devices.id_card.codec import PREAMBLE
from devices.wire import GARBAGE, LiveDecoder, decode, encode

CARD_READER = "id-card"
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
    """One decoder for each side: half a frame of one must not glue to the other's.

    Where a card reader speaks and another kind was asked for, nothing can be told anew: from its
    first frame on only lengths are told.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._decoders = {source: LiveDecoder(kind) for source in SOURCES}
        self._ends: dict[str, bytes] = {}
        self._hides_all = False

    def hear(self, source: str, data: bytes, at_s: float) -> list[Frame]:
        self._look_for_cards(source, data)
        heard = self._decoders[source].feed(data)
        return [self._frame(source, at_s, *item) for item in heard]

    def silence(self, at_s: float) -> list[Frame]:
        """Nobody spoke for longer than anybody pauses within a frame."""
        return [
            self._frame(source, at_s, *item)
            for source, decoder in self._decoders.items()
            for item in decoder.finish()
        ]

    def _look_for_cards(self, source: str, data: bytes) -> None:
        seen = self._ends.get(source, b"") + data
        self._ends[source] = seen[1 - len(PREAMBLE) :]
        self._hides_all |= self._kind != CARD_READER and PREAMBLE in seen

    def _frame(self, source: str, at_s: float, says: list[Clear], data: bytes) -> Frame:
        if self._hides_all:
            hidden: Clear = {"event": GARBAGE, "reason": f"a card reader speaks: {CARD_READER}"}
            return Frame(
                at_s, source, bytes(len(data)), ({**hidden, "bytes": hex_of(bytes(len(data)))},)
            )
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
