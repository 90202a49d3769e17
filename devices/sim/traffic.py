"""The last bytes on a wire, for the one who looks over its shoulder. Kept in memory only."""

from __future__ import annotations

from collections import deque
from typing import Literal

CHUNKS_KEPT = 60
CHUNK_SHOWN_BYTES = 96

Direction = Literal["in", "out"]  # as the device sees it: "in" is what the program sent


class Traffic:
    def __init__(self) -> None:
        self._chunks: deque[dict[str, object]] = deque(maxlen=CHUNKS_KEPT)
        self.bytes_in = 0
        self.bytes_out = 0

    def add(self, direction: Direction, data: bytes) -> None:
        if direction == "in":
            self.bytes_in += len(data)
        else:
            self.bytes_out += len(data)
        self._chunks.append(
            {
                "direction": direction,
                "bytes": len(data),
                "hex": data[:CHUNK_SHOWN_BYTES].hex(" ").upper(),
            }
        )

    def chunks(self) -> list[dict[str, object]]:
        return list(self._chunks)
