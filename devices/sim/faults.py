"""What can be wrong with a wire, switched on command and the same for the same seed."""

from __future__ import annotations

import random

import msgspec

HISS_EVERY_S = 0.4
HISS_MAX_BYTES = 12
FLIP_PROBABILITY = 0.02  # of one byte, in either direction, while the line is noisy
BURST_PROBABILITY = 0.5  # of garbage before an answer, while the line is noisy


class WireFault(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Each switch is left as it is when absent.

    silent: the device is dead, it neither hears nor speaks. mute: it hears and obeys, but nothing
    of it arrives. noise: garbage between frames and flipped bits in both directions. trickle: one
    byte at a time, at the line's speed. drop: the probability (0 to 1) that a byte of the device
    is lost.
    """

    silent: bool | None = None
    mute: bool | None = None
    noise: bool | None = None
    trickle: bool | None = None
    drop: float | None = None


class Faults:
    """The switches of one wire and what they do to bytes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable noise, not a secret
        self._next_hiss = 0.0
        self.silent = self.mute = self.noise = self.trickle = False
        self.drop = 0.0

    def switch(self, wish: WireFault) -> None:
        for name, value in msgspec.structs.asdict(wish).items():
            if value is not None:
                setattr(self, name, value)
        self.drop = min(max(self.drop, 0.0), 1.0)

    def state(self) -> dict[str, object]:
        names = WireFault.__struct_fields__
        return {name: getattr(self, name) for name in names}

    def inbound(self, data: bytes) -> bytes:
        """What the device hears of `data`."""
        if self.silent:
            return b""
        return self._flipped(data) if self.noise else data

    def outbound(self, data: bytes) -> bytes:
        """What arrives of the device's `data`."""
        if not data or self.silent or self.mute:
            return b""
        if self.drop:
            data = bytes(b for b in data if self._random.random() >= self.drop)
        if not self.noise:
            return data
        burst = self._burst() if self._random.random() < BURST_PROBABILITY else b""
        return burst + self._flipped(data)

    def hiss(self, now: float) -> tuple[bytes, float | None]:
        """Garbage of the line itself at `now`, and when the next is due (None: a clean line)."""
        if not self.noise:
            return b"", None
        if now < self._next_hiss:
            return b"", self._next_hiss
        self._next_hiss = now + HISS_EVERY_S
        return self._burst(), self._next_hiss

    def _burst(self) -> bytes:
        return self._random.randbytes(self._random.randint(1, HISS_MAX_BYTES))

    def _flipped(self, data: bytes) -> bytes:
        noisy = bytearray(data)
        for index in range(len(noisy)):
            if self._random.random() < FLIP_PROBABILITY:
                noisy[index] ^= 1 << self._random.randrange(8)
        return bytes(noisy)
