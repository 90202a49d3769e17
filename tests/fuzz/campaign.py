"""Many trials for one protocol, always the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.fuzz.claims import complaint, shrunk
from tests.fuzz.damage import Trial, trial
from tests.fuzz.protocols import Protocol

USUAL_SEED = 20_231_201
Progress = Callable[[int], None]


class Broken(Exception):
    """A promise that a decoder did not keep, with all that is needed to see it again."""


def trials(protocol: Protocol, frames: int, seed: int) -> Iterator[tuple[int, Trial]]:
    """Numbered, until `frames` frames were damaged."""
    done = number = 0
    while done < frames:
        one = trial(
            random.Random(f"{seed} {protocol.name} {number}"), protocol.frames, protocol.resync
        )
        yield number, one
        done += one.frames
        number += 1


def fuzz(
    protocol: Protocol, frames: int, seed: int = USUAL_SEED, tell: Progress = lambda done: None
) -> int:
    """Gives how many frames were damaged; raises `Broken` at the first promise that was not kept.
    `tell` is called now and then with the frames done."""
    done = 0
    for number, one in trials(protocol, frames, seed):
        if complaint(protocol, one):
            raise Broken(report(protocol, seed, number, one))
        done += one.frames
        if number % 1000 == 0:
            tell(done)
    return done


def report(protocol: Protocol, seed: int, number: int, one: Trial) -> str:
    least = shrunk(protocol, one)
    return "\n".join(
        (
            f"{protocol.name}: {complaint(protocol, least)}",
            f"  seed {seed}, trial {number}",
            f"  damaged  {least.damaged.hex(' ').upper()}",
            f"  good     {least.good.hex(' ').upper()}",
            f"  cuts     {', '.join(map(str, least.cuts)) or 'none'}",
        )
    )
