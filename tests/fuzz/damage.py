"""What happens to frames on a bad line: the ways in which good bytes become others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

LARGE_BYTES = 600  # frames from here on are slow to judge, and taken rarely
LARGE_SHARE = 0.04
MOST_FRAMES = 6  # damaged ones before the good one
MOST_NOISE_BYTES = 24
HEAD_BYTES = 24  # where lengths stand
MOST_CUTS = 5

Damage = Callable[[random.Random, bytearray], None]


@dataclass(frozen=True)
class Trial:
    """`damaged` comes first, then `resync`, which ends whatever came before, then the `good` frame;
    the stream arrives cut at `cuts`. `frames`: how many frames were damaged for it."""

    damaged: bytes
    good: bytes
    cuts: tuple[int, ...]
    resync: bytes = b""
    frames: int = 1

    @property
    def good_at(self) -> int:
        return len(self.damaged) + len(self.resync)

    @property
    def stream(self) -> bytes:
        return self.damaged + self.resync + self.good

    def pieces(self) -> list[bytes]:
        edges = [0, *(cut for cut in self.cuts if cut <= len(self.stream)), len(self.stream)]
        return [self.stream[a:b] for a, b in pairwise(edges)]

    def without(self, begin: int, end: int) -> Trial:
        return replace(self, damaged=self.damaged[:begin] + self.damaged[end:])


def flip(dice: random.Random, data: bytearray) -> None:
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def replace_byte(dice: random.Random, data: bytearray) -> None:
    data[dice.randrange(len(data))] = dice.randrange(256)


def lose(dice: random.Random, data: bytearray) -> None:
    at = dice.randrange(len(data))
    del data[at : at + dice.randint(1, 4)]


def insert(dice: random.Random, data: bytearray) -> None:
    at = dice.randrange(len(data) + 1)
    data[at:at] = dice.randbytes(dice.randint(1, 4))


def repeat(dice: random.Random, data: bytearray) -> None:
    at = dice.randrange(len(data))
    piece = data[at : at + dice.randint(1, 12)]
    data[at:at] = piece


def swap(dice: random.Random, data: bytearray) -> None:
    a, b = dice.randrange(len(data)), dice.randrange(len(data))
    data[a], data[b] = data[b], data[a]


def cut_short(dice: random.Random, data: bytearray) -> None:
    del data[dice.randrange(len(data)) :]


def lose_the_start(dice: random.Random, data: bytearray) -> None:
    del data[: dice.randrange(len(data))]


def lie_about_length(dice: random.Random, data: bytearray) -> None:
    """A byte of the head becomes nothing, the most, or one off; perhaps its neighbour too."""
    at = dice.randrange(min(HEAD_BYTES, len(data)))
    wrong = dice.choice((0, 0xFF, data[at] + 1, data[at] - 1, dice.randrange(256)))
    for place in range(at, min(at + dice.randint(1, 2), len(data))):
        data[place] = wrong & 0xFF


def hold_down(dice: random.Random, data: bytearray) -> None:
    """One byte again and again, as of a line that is held down or a key that hangs."""
    at = dice.randrange(len(data))
    data[at:at] = data[at : at + 1] * dice.randint(2, 80)


DAMAGES: tuple[Damage, ...] = (
    flip,
    replace_byte,
    lose,
    insert,
    repeat,
    swap,
    cut_short,
    lose_the_start,
    lie_about_length,
    hold_down,
)


def trial(dice: random.Random, frames: Sequence[bytes], resync: bytes = b"") -> Trial:
    """Some damaged frames with noise between them, and a good one."""
    count = dice.randint(1, MOST_FRAMES)
    stream = bytearray()
    for _ in range(count):
        if dice.random() < 0.3:
            stream += dice.randbytes(dice.randint(1, MOST_NOISE_BYTES))
        stream += damaged(dice, _one_of(dice, frames))
    good = _one_of(dice, frames)
    size = len(stream) + len(resync) + len(good)
    count_of_cuts = dice.choice((0, dice.randint(1, MOST_CUTS)))  # half arrive at once
    cuts = sorted(dice.randrange(size + 1) for _ in range(count_of_cuts))
    return Trial(bytes(stream), good, tuple(cuts), resync, count)


def damaged(dice: random.Random, frame: bytes) -> bytes:
    data = bytearray(frame)
    for _ in range(dice.randint(1, 3)):
        if data:
            dice.choice(DAMAGES)(dice, data)
    return bytes(data)


def _one_of(dice: random.Random, frames: Sequence[bytes]) -> bytes:
    """Long frames seldom."""
    short = [frame for frame in frames if len(frame) < LARGE_BYTES]
    return dice.choice(frames if not short or dice.random() < LARGE_SHARE else short)
