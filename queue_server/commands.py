"""Each command once: a retry with the same request id gets the same bytes, and does nothing."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import date, datetime

import msgspec

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken
from queue_server.hall import HallQueue
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

PACKED_FROM_BYTES = 1_000  # a window with a long queue has some 7,000

Clock = Callable[[], datetime]
Work = Callable[[Transaction, datetime], msgspec.Struct]

_encode = msgspec.json.Encoder().encode


class Commands:
    """`clock` gives aware UTC; it is read when the command's turn has come, so that the order of
    times is the order of numbers."""

    def __init__(self, hall: HallQueue, store: Store, clock: Clock) -> None:
        self._hall = hall
        self._store = store
        self._clock = clock
        self._settled: date | None = None  # the business day before which all tickets are at an end

    def once(self, verb: str, command: m.Command, work: Work) -> bytes:
        """The answer to `command` as JSON, once it is on disk.

        `verb` says what was asked where ("issue", "12/call-next"): the same id for something else
        is refused (`request_id_reused`). A refusal is not kept: nothing happened.
        """
        fingerprint = _fingerprint(verb, command)
        self.close_earlier_days()

        def run(tx: Transaction) -> bytes:
            done = tx.answered(command.request_id)
            if done is not None:
                return _same(done, fingerprint)
            now = self._clock()
            answer = _encode(work(tx, now))
            tx.remember(command.request_id, fingerprint, _packed(answer), now)
            return answer

        return self._store.write(run)

    def close_earlier_days(self) -> None:
        """Let the tickets of earlier business days expire; does nothing the second time."""
        now = self._clock()
        today = self._hall.day.date_of(now)
        if today != self._settled:
            self._store.write(lambda tx: self._hall.close_earlier_days(tx, now))
            self._settled = today


def _fingerprint(verb: str, command: m.Command) -> bytes:
    return hashlib.sha256(verb.encode() + b"\0" + _encode(command)).digest()


def _same(done: tuple[bytes, bytes], fingerprint: bytes) -> bytes:
    if done[0] != fingerprint:
        raise RuleBroken(
            "request_id_reused", "this request id was used for another command", "request_id"
        )
    return unpacked(done[1])


def _packed(answer: bytes) -> bytes:
    """JSON begins with a brace and zlib's stream with an x: the first byte tells them apart."""
    return zlib.compress(answer, 1) if len(answer) > PACKED_FROM_BYTES else answer


def unpacked(kept: bytes) -> bytes:
    """The answer as it was sent, from what was kept of it."""
    return kept if kept.startswith(b"{") else zlib.decompress(kept)
