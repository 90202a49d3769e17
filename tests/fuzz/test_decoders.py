"""Whatever comes over a wire, no decoder fails, hoards, or goes deaf. See claims.py."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest

from devices.framing import Bad, Found, FrameDecoder, Garbage, Good
from devices.id_card import codec as id_card
from devices.wire import KINDS
from tests.fuzz.campaign import USUAL_SEED, Broken, fuzz, trials
from tests.fuzz.protocols import protocol_of

FRAMES = int(os.environ.get("FUZZ_FRAMES") or 10_000)
SEED = int(os.environ.get("FUZZ_SEED") or USUAL_SEED)
READER = protocol_of("id-card")


@pytest.mark.parametrize("kind", KINDS)
def test_a_decoder_keeps_its_promises_on_a_bad_line(kind: str) -> None:
    assert fuzz(protocol_of(kind), FRAMES, SEED) >= FRAMES


class Raising(id_card.Decoder):
    """Stumbles over one byte."""

    def feed_traced(self, data: bytes) -> list[tuple[Any, bytes]]:
        if b"\x97" in data:
            raise IndexError("list index out of range")
        return super().feed_traced(data)


class Hoarding(id_card.Decoder):
    """Waits for a frame of any length."""

    @property
    def pending(self) -> int:
        return super().pending * 1000


class Deaf(id_card.Decoder):
    """Gives up all of a bad frame, and with it what stands behind a lying length."""

    def __init__(self) -> None:
        super().__init__()
        look = self._look

        def gives_up(buffer: bytearray) -> Found[Any]:
            found = look(buffer)
            if isinstance(found, Bad):
                return Good(found.count, Garbage(found.reason, bytes(buffer[: found.count])))
            return found

        self._look = gives_up


class Forgetful(id_card.Decoder):
    """Begins anew with every read."""

    def feed_traced(self, data: bytes) -> list[tuple[Any, bytes]]:
        self._buffer.clear()
        return super().feed_traced(data)


@pytest.mark.parametrize(
    ("decoder", "says"),
    [
        (Raising, "raises IndexError"),
        (Hoarding, "hoards"),
        (Deaf, "deaf"),
        (Forgetful, "differs"),
    ],
)
def test_a_broken_promise_is_found_and_told_by_its_least_bytes(
    decoder: type[FrameDecoder[Any]], says: str
) -> None:
    with pytest.raises(Broken, match=f"^id-card: {says}") as broken:
        fuzz(replace(READER, decoder=decoder), 2000)
    lines = dict(line.split(maxsplit=1) for line in str(broken.value).splitlines()[1:] if line)
    assert lines["seed"].startswith(str(USUAL_SEED))
    assert len(bytes.fromhex(lines.get("damaged", ""))) < 20


def test_the_same_seed_is_the_same_bad_line_and_another_is_another() -> None:
    first, again, other = (list(trials(READER, 200, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_protocol_without_frames_cannot_be_fuzzed() -> None:
    with pytest.raises(LookupError):
        protocol_of("semaphore")
