"""Good and bad wires in memory: the same driver test runs over all of them.

A peer is a function: what the host wrote -> what the device says to it. Time is a fake clock that
only waiting moves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.errors import LinkLost
from devices.framing import FrameDecoder

Peer = Callable[[bytes], bytes]

NOISE = bytes.fromhex("00 FF 13 7E AA A5 68 A0 10 5A 16")  # among it the first byte of every head


class FakeClock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Wire:
    """A good one: an answer is there at once and whole."""

    def __init__(self, peer: Peer, clock: FakeClock) -> None:
        self.peer = peer
        self.clock = clock
        self.coming = bytearray()
        self.written: list[bytes] = []

    def read(self, timeout_s: float) -> bytes:
        if not self.coming:
            self.clock.advance(timeout_s)
        return self.take(len(self.coming))

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self.coming += self.damage(self.peer(data))

    def close(self) -> None:
        self.coming.clear()

    def take(self, count: int) -> bytes:
        data = bytes(self.coming[:count])
        del self.coming[:count]
        return data

    def damage(self, answer: bytes) -> bytes:
        return answer


class OneByteWire(Wire):
    """Every read gives one byte."""

    def read(self, timeout_s: float) -> bytes:
        if not self.coming:
            self.clock.advance(timeout_s)
        return self.take(1)


class SlowWire(Wire):
    """One byte each 2 ms, as at 4800 baud: slower than any of these devices speaks."""

    BYTE_S = 0.002

    def read(self, timeout_s: float) -> bytes:
        if not self.coming or timeout_s < self.BYTE_S:
            self.clock.advance(timeout_s)
            return b""
        self.clock.advance(self.BYTE_S)
        return self.take(1)


class NoisyWire(Wire):
    """Noise before and after every answer, and some already there when the driver begins."""

    def __init__(self, peer: Peer, clock: FakeClock) -> None:
        super().__init__(peer, clock)
        self.coming += NOISE

    def damage(self, answer: bytes) -> bytes:
        return NOISE + answer + NOISE if answer else answer


class LossyWire(Wire):
    """The middle byte of the first answer is lost, then all is well."""

    def __init__(self, peer: Peer, clock: FakeClock) -> None:
        super().__init__(peer, clock)
        self.lost = False

    def damage(self, answer: bytes) -> bytes:
        if self.lost or not answer:
            return answer
        self.lost = True
        middle = len(answer) // 2
        return answer[:middle] + answer[middle + 1 :]


class SilentWire(Wire):
    """The device is off."""

    def damage(self, answer: bytes) -> bytes:
        return b""


class BabblingWire(Wire):
    """Nonsense without end, faster than anyone reads."""

    def read(self, timeout_s: float) -> bytes:
        self.clock.advance(min(timeout_s, 0.01))
        return NOISE


class UnpluggedWire(Wire):
    def read(self, timeout_s: float) -> bytes:
        raise LinkLost("unplugged")

    def write(self, data: bytes) -> None:
        raise LinkLost("unplugged")


HEALTHY = (Wire, OneByteWire, SlowWire, NoisyWire)


def talking(
    decoder: FrameDecoder[Any], answer: Callable[[Any], list[Any]], encode: Callable[[Any], bytes]
) -> Peer:
    """A peer that decodes what it hears and answers in messages."""

    def peer(data: bytes) -> bytes:
        messages = [message for heard in decoder.feed(data) for message in answer(heard)]
        return b"".join(encode(message) for message in messages)

    return peer
