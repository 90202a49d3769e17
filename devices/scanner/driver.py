"""A scanner: on a serial line, or on USB as a serial device or a keyboard. See PROTOCOL.md."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from devices.errors import LinkLost
from devices.exchange import OVERTIME_S, Clock, ask
from devices.scanner.codec import Decoder, Scanned
from devices.scanner.scan import Scan, scan_of
from devices.scanner.trigger import TRIGGERS, Family, Say
from devices.transport import Transport

IDLE_S = 0.05  # silence that ends a code
ACK_TIMEOUT_S = 0.5
CODES_KEPT = 16  # read by the scanner and not yet asked for; older ones are forgotten


class Listener(Protocol):
    """What hears codes in bytes: `codec.Decoder`, or `keys.KeyDecoder` for keyboards."""

    @property
    def pending(self) -> int: ...

    def feed(self, data: bytes) -> Sequence[object]: ...

    def finish(self) -> Sequence[object]: ...


class Scanner:
    """Raises `KeyError` for an unknown family. Not for more than one thread.

    `prefix` is text that the scanner is set to send before each code; it is taken off.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        family: Family = "auto",
        prefix: str = "",
        listener: Listener | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._transport = transport
        self._trigger = TRIGGERS[family]
        self._prefix = prefix
        self._listener: Listener = listener or Decoder()
        self._clock = clock
        self._codes: deque[Scan] = deque(maxlen=CODES_KEPT)
        self._heard = 0.0  # when the last byte came

    def read(self, timeout_s: float) -> Scan | None:
        """The next code, waiting up to `timeout_s` for its start; None when there is none.

        Raises `LinkLost`. A code under way is waited for (512 bytes take half a second at 9600
        baud), but a line that talks nonsense for ever is left after 5 s more.
        """
        deadline = self._clock() + timeout_s
        while not self._codes and self._clock() < deadline + OVERTIME_S:
            left = deadline - self._clock()
            with self._whole():
                data = self._transport.read(IDLE_S if self._listener.pending else max(left, 0.0))
            self._hear(data)
            if not data and left <= 0 and not self._listener.pending:
                break
        return self._codes.popleft() if self._codes else None

    def trigger(self) -> None:
        """Start a reading; does nothing for a scanner that reads by itself.

        Raises `NoAnswer` when a scanner that acknowledges does not, and `LinkLost`.
        """
        with self._whole():
            self._say(self._trigger.on)

    def release(self) -> None:
        """End a reading. Raises as `trigger`."""
        with self._whole():
            self._say(self._trigger.off)

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """What a cut cable left half said does not become a code with the next one's bytes."""
        try:
            yield
        except LinkLost:
            self._listener.finish()
            raise

    def _hear(self, data: bytes) -> None:
        if data:
            self._heard = self._clock()
            self._take(self._listener.feed(data))
        elif self._listener.pending and self._clock() - self._heard >= IDLE_S:
            self._take(self._listener.finish())

    def _take(self, events: Sequence[object]) -> None:
        for event in events:
            if isinstance(event, Scanned):
                scan = scan_of(event.text, self._prefix)
                if scan.text:
                    self._codes.append(scan)

    def _say(self, steps: tuple[Say, ...]) -> None:
        for step in steps:
            self._hear(self._transport.read(0))  # a code that has just come is no stale answer
            if not step.answer:
                self._transport.write(step.command)
                continue
            ask(
                self._transport,
                step.command,
                self._answer(step.answer),
                timeout_s=ACK_TIMEOUT_S,
                clock=self._clock,
            )

    def _answer(self, answer: bytes) -> Callable[[bytes], bool | None]:
        """Finds `answer` in what comes; all around it goes the way of codes."""
        heard = bytearray()

        def hear(data: bytes) -> bool | None:
            heard.extend(data)
            at = heard.find(answer)
            if at < 0:
                return None
            self._hear(bytes(heard[:at]))
            self._hear(bytes(heard[at + len(answer) :]))
            return True

        return hear
