"""One request, one reply: write, then listen until the right answer or the time is up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from devices.errors import NoAnswer
from devices.transport import Transport

Answer = TypeVar("Answer")
Clock = Callable[[], float]

STALE_READS = 64  # how many reads of old bytes are thrown away before a request: a line may babble
OVERTIME_S = 5.0  # while bytes keep coming, an answer may take this much longer than its time-out


class Listener(Protocol):
    """What a decoder offers; `feed` gives events and garbage."""

    def feed(self, data: bytes) -> list[object]: ...


def drain(transport: Transport) -> None:
    """Throw away what came unasked: the late answer to an earlier request must not answer this."""
    for _ in range(STALE_READS):
        if not transport.read(0):
            return


def ask(
    transport: Transport,
    request: bytes,
    hear: Callable[[bytes], Answer | None],
    *,
    timeout_s: float,
    clock: Clock,
) -> Answer:
    """Send `request`; give what `hear` makes of the bytes that come back.

    `hear` is fed every chunk and gives None while there is no answer in it. The time-out runs from
    the last byte heard, so that a long reply on a slow line is not cut off; but a line that talks
    nonsense for ever ends after `timeout_s + OVERTIME_S`. Raises `NoAnswer` and `LinkLost`.
    """
    drain(transport)
    transport.write(request)
    start = clock()
    limit = start + timeout_s + OVERTIME_S
    deadline = start + timeout_s
    heard = 0
    while (left := min(deadline, limit) - clock()) > 0:
        data = transport.read(left)
        if not data:
            continue
        heard += len(data)
        deadline = clock() + timeout_s
        answer = hear(data)
        if answer is not None:
            return answer
    said = f"{heard} bytes came and no answer in them" if heard else "silence"
    raise NoAnswer(said, heard_bytes=heard)
