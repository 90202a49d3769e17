"""A receipt printer on any transport. Silence and nonsense are `NoAnswer`, never "ok".

Not thread-safe: one thread talks to one printer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from devices.errors import DeviceRefused, NoAnswer
from devices.exchange import Clock, drain
from devices.framing import Garbage
from devices.ticket_printer import codec, status
from devices.ticket_printer.slip import Slip
from devices.transport import Transport

REPLY_TIMEOUT_S = 0.5  # a printer answers real-time questions within some 10 ms
ATTEMPTS = 2
POLL_S = 0.25  # how often a printing printer is asked whether it stopped
PRINT_TIMEOUT_S = 10.0  # 300 mm of paper at 50 mm/s, and a cut, with room
SLOWEST_BYTES_PER_S = 960  # a line at 9600 baud
UNCONFIRMED_S = 3.0  # how long a printer that cannot say "done" must stay well after a slip
PROBES = 3  # how often to try whether it can

Fault = Literal["", "paper_out", "cover_open", "cutter", "offline"]
Wanted = TypeVar("Wanted")


@dataclass(frozen=True)
class PrinterStatus:
    """What the printer said about itself in one round of `DLE EOT 1` to `4`."""

    online: bool
    paper: Literal["ok", "near_end", "out"]
    cover_open: bool
    cutter_error: bool
    other_error: bool  # mechanical, overheated, or beyond recovery

    @property
    def fault(self) -> Fault:
        """Why it cannot print, the cause that a person can mend first; "" when it can."""
        causes: tuple[tuple[Fault, bool], ...] = (
            ("cover_open", self.cover_open),
            ("paper_out", self.paper == "out"),
            ("cutter", self.cutter_error),
            ("offline", self.other_error or not self.online),
        )
        return next((cause for cause, present in causes if present), "")

    @property
    def near_end(self) -> bool:
        return self.paper == "near_end"


class TicketPrinter:
    def __init__(self, transport: Transport, paper_mm: int, clock: Clock = time.monotonic) -> None:
        self._transport = transport
        self._paper_mm = paper_mm
        self._clock = clock
        self._says_done: bool | None = None  # whether it answers GS r; None: not tried
        self._probes = 0

    def status(self) -> PrinterStatus:
        """Ask; raises `NoAnswer` on silence or invalid bytes, `LinkLost`."""
        told = _Talk(self._transport, self._clock).status()
        if not told.fault:
            self._learn()
        return told

    def print(self, slip: Slip) -> None:
        """Print and cut; returns when the printer said that it did all of it.

        Raises `DeviceRefused` (cause as `PrinterStatus.fault`) when the printer said that it
        stopped, `NoAnswer` when nobody knows what is on the paper, `LinkLost` likewise, and
        ValueError, before anything is sent, for what no slip can hold.
        """
        data = codec.encode(slip, self._paper_mm)
        talk = _Talk(self._transport, self._clock)
        talk.refuse_if_stopped()
        self._learn()
        self._transport.write(data)
        limit = PRINT_TIMEOUT_S + len(data) / SLOWEST_BYTES_PER_S
        talk.wait_until_done(limit if self._says_done else UNCONFIRMED_S)
        if self._says_done and not talk.done:
            raise NoAnswer(f"no word within {limit:.0f} s that the slip was printed")
        talk.refuse_if_stopped()

    def _learn(self) -> None:
        """Some printers do not answer `GS r`: find out while this one has nothing else to do."""
        if not self._says_done and self._probes < PROBES:
            self._probes += 1
            talk = _Talk(self._transport, self._clock)
            self._transport.write(status.encode(status.InOrderQuestion(1)))
            talk.hear(status.InOrderAnswer, REPLY_TIMEOUT_S)
            self._says_done = talk.done


class _Talk:
    """Questions and answers with one printer, from a silent line on."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self.done = False  # an answer in order came: all before its question was carried out
        self._transport = transport
        self._clock = clock
        drain(transport)

    def status(self) -> PrinterStatus:
        state = cast("status.PrinterState", self._ask(1))
        cause = cast("status.OfflineCause", self._ask(2))
        error = cast("status.ErrorCause", self._ask(3))
        paper = cast("status.PaperSensor", self._ask(4))
        out = paper.out or cause.paper_end
        return PrinterStatus(
            online=not state.offline,
            paper="out" if out else "near_end" if paper.near_end else "ok",
            cover_open=cause.cover_open,
            cutter_error=error.cutter,
            other_error=error.unrecoverable or error.auto_recoverable,
        )

    def refuse_if_stopped(self) -> None:
        """One question when all is well; the causes when it is not."""
        state = cast("status.PrinterState", self._ask(1))
        if state.offline:
            cause = self.status().fault
            raise DeviceRefused(cause or "offline", "the printer stopped")

    def wait_until_done(self, limit_s: float) -> None:
        """Until the printer says so or `limit_s` is over; raises as `refuse_if_stopped` does."""
        deadline = self._clock() + limit_s
        while not self.done and (left := deadline - self._clock()) > 0:
            if self.hear(status.InOrderAnswer, min(POLL_S, left)) is None and not self.done:
                self.refuse_if_stopped()

    def _ask(self, query: int) -> object:
        for _ in range(ATTEMPTS):
            self._transport.write(status.encode(status.RealTimeQuestion(query)))
            answer = self.hear(status.REAL_TIME[query], REPLY_TIMEOUT_S, query)
            if answer is not None:
                return answer
        raise NoAnswer(f"no valid answer to DLE EOT {query}")

    def hear(self, wanted: type[Wanted], timeout_s: float, query: int = 0) -> Wanted | None:
        """The next `wanted`; None after `timeout_s` or when anything came that is no status."""
        decoder = status.Decoder()
        if query:
            decoder.asked(query)
        deadline = self._clock() + timeout_s
        found: Wanted | None = None
        while found is None and (left := deadline - self._clock()) > 0:
            events = decoder.feed(self._transport.read(left))
            if any(isinstance(event, Garbage) for event in events):
                drain(self._transport)
                return None
            self.done |= any(isinstance(event, status.InOrderAnswer) for event in events)
            found = next((event for event in events if isinstance(event, wanted)), None)
        return found
