"""Questions and answers with one printer. A byte that is no status is never taken for one."""

from __future__ import annotations

from collections import deque
from typing import TypeVar, cast

from devices.errors import NoAnswer
from devices.exchange import STALE_READS, Clock, drain
from devices.framing import Garbage
from devices.ticket_printer import status
from devices.ticket_printer.condition import PrinterStatus, from_in_order, from_real_time
from devices.transport import Transport

# A printer answers real-time questions within some 10 ms; a serial server, or a machine with a lot
# to do, hands the answer on later. Who waits too little tells a printed slip as unknown.
REPLY_TIMEOUT_S = 1.0
IN_ORDER_TIMEOUT_S = 1.0  # with nothing to do but answer
ATTEMPTS = 2
SETTLE_S = 0.1  # after a repeated question, for the answer to the first one to come and go
CHUNK_BYTES = 128  # what a printer still takes after it said XOFF
BUSY_S = 5.0  # how long a printer may hold up a slip
EARLY_KEPT = 16
IN_ORDER = (status.InOrderAnswer, status.MarkReached)

Wanted = TypeVar("Wanted")


class Nonsense(NoAnswer):
    """Bytes came that are no status."""


class Talk:
    """One exchange, from a silent line on. Raises `NoAnswer` and `LinkLost`."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._held = False  # the printer said XOFF and not yet XON
        self._decoder = status.AnswerDecoder()
        # Answers in order come when they come, also while another answer is waited for.
        self._early: deque[status.Event] = deque(maxlen=EARLY_KEPT)
        drain(transport)

    def send(self, data: bytes) -> None:
        """In pieces, heeding XOFF; raises `NoAnswer` when the printer stays busy."""
        for start in range(0, len(data), CHUNK_BYTES):
            self._wait_while_busy()
            self._transport.write(data[start : start + CHUNK_BYTES])

    def drain(self) -> None:
        """Forget what was said up to now, but for marks: each belongs to one slip."""
        drain(self._transport)
        self._decoder = status.AnswerDecoder()
        marks = [event for event in self._early if isinstance(event, status.MarkReached)]
        self._early.clear()
        self._early.extend(marks)

    def real_time_status(self) -> PrinterStatus:
        """By `DLE EOT` 1 to 4."""
        state = cast("status.PrinterState", self.ask(1))
        cause = cast("status.OfflineCause", self.ask(2))
        error = cast("status.ErrorCause", self.ask(3))
        paper = cast("status.PaperSensor", self.ask(4))
        return from_real_time(state, cause, error, paper)

    def in_order_status(self) -> PrinterStatus:
        """By `GS r 1`."""
        self.drain()
        self._transport.write(status.encode(status.InOrderQuestion(1)))
        answer = self.hear(status.InOrderAnswer, IN_ORDER_TIMEOUT_S)
        if answer is None:
            raise NoAnswer("no valid answer to GS r 1")
        return from_in_order(answer)

    def answers_in_order(self, timeout_s: float) -> bool:
        """Whether `GS r 1` is answered, twice: once may have been noise."""
        for _ in range(2):
            self.drain()
            self._transport.write(status.encode(status.InOrderQuestion(1)))
            if self.hear(status.InOrderAnswer, timeout_s) is None:
                return False
        return True

    def ask(self, query: int, *, patient: bool = True) -> status.RealTimeAnswer:
        """The answer to `DLE EOT query`. A nonsensical answer is asked for again, silence only by
        the patient; the impatient wait as long for the one answer."""
        timeout_s = REPLY_TIMEOUT_S if patient else ATTEMPTS * REPLY_TIMEOUT_S
        noise = 0
        for attempt in range(ATTEMPTS):
            self._transport.write(status.encode(status.RealTimeQuestion(query)))
            try:
                answer = self.hear(status.REAL_TIME[query], timeout_s, query)
            except Nonsense:
                noise += 1
                continue
            if answer is not None:
                self._settle(attempt)
                return answer
            if not patient:
                break
        raise NoAnswer(f"no valid answer to DLE EOT {query}", heard_bytes=noise)

    def hear(self, wanted: type[Wanted], timeout_s: float, query: int = 0) -> Wanted | None:
        """The next `wanted`; None after `timeout_s`. Raises `Nonsense` when no status came."""
        self._decoder.expect(query)
        deadline = self._clock() + timeout_s
        while (early := self._early_one(wanted)) is None:
            left = deadline - self._clock()
            if left <= 0:
                return None
            events = self._listen(left)
            self._early += [event for event in events if isinstance(event, IN_ORDER)]
            if any(isinstance(event, Garbage) for event in events):
                self.drain()
                raise Nonsense("bytes came that are no status", heard_bytes=1)
            at_once = (event for event in events if not isinstance(event, IN_ORDER))
            found = next((event for event in at_once if isinstance(event, wanted)), None)
            if found is not None:
                return found
        return early

    def _early_one(self, wanted: type[Wanted]) -> Wanted | None:
        early = next((event for event in self._early if isinstance(event, wanted)), None)
        if early is not None:
            self._early.remove(cast("status.Event", early))
        return early

    def _listen(self, timeout_s: float) -> list[status.Event | Garbage]:
        events = self._decoder.feed(self._transport.read(timeout_s))
        for event in events:
            if isinstance(event, status.FlowControl):
                self._held = not event.go
        return events

    def _wait_while_busy(self) -> None:
        deadline = self._clock() + BUSY_S
        self._listen(0)
        while self._held:
            left = deadline - self._clock()
            if left <= 0:
                raise NoAnswer(f"the printer took nothing for {BUSY_S:.0f} s")
            self._listen(left)

    def _settle(self, repeated: int) -> None:
        """The late answer to a question that was repeated must not answer the next one."""
        for _ in range(STALE_READS if repeated else 0):
            if not self._transport.read(SETTLE_S):
                return
