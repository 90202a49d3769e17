"""A receipt printer on any transport. Silence and nonsense are never "ok".

Not thread-safe: one thread talks to one printer.
"""

from __future__ import annotations

import time

from devices.errors import LinkLost, NoAnswer, cause_of
from devices.exchange import Clock
from devices.ticket_printer import codec, status
from devices.ticket_printer.condition import TELLS_NOTHING, Outcome, PrinterStatus
from devices.ticket_printer.end_of_slip import ByMark, ByPaperAnswer, End
from devices.ticket_printer.model import Answers, Cutter, Font, Model
from devices.ticket_printer.slip import Slip
from devices.ticket_printer.talk import REPLY_TIMEOUT_S, Nonsense, Talk
from devices.transport import Transport

POLL_S = 0.25  # how often a printing printer is asked whether it stopped
PRINT_TIMEOUT_S = 10.0  # 300 mm of paper at 50 mm/s, and a cut, with room
SLOWEST_BYTES_PER_S = 960  # a line at 9600 baud
UNCONFIRMED_S = 3.0  # how long a printer that cannot say "done" must stay well after a slip
PROBES = 3  # how often to try whether it can
CUT_SHORT_BYTES = 4096  # a picture's row at triple size; of a slip cut short before we started
MARKS_PER_S = 1000  # of where to start counting them
REAL_TIME = ("real-time", "process-id")


class TicketPrinter:
    """The keyword arguments are those of `Model`; ValueError for a paper that it does not know.

    `cut_short`: this program may have been killed while it sent a slip.
    """

    def __init__(
        self,
        transport: Transport,
        paper_mm: int = 80,
        *,
        font: Font = "gbk",
        cutter: Cutter = "partial",
        buzzer: bool = False,
        answers: Answers = "real-time",
        cut_short: bool = False,
        clock: Clock = time.monotonic,
    ) -> None:
        self._transport = transport
        self._model = Model(
            paper_mm=paper_mm, font=font, cutter=cutter, buzzer=buzzer, answers=answers
        )
        self._clock = clock
        self._answers_in_order = False  # as far as was found out
        self._probes = 0
        # A printer may still hold the mark of a slip that was sent before this program started.
        self._marks = round(clock() * MARKS_PER_S)
        self._broken_off = (
            CUT_SHORT_BYTES * cut_short
        )  # bytes of a slip of which nobody knows how far it came
        self._head_cut = cut_short  # its last command may take our questions for its own bytes
        self._stopped_in_slip = False  # it goes on when it is mended, or was switched off for that

    def status(self) -> PrinterStatus:
        """Ask; raises `NoAnswer` on silence or invalid bytes, `LinkLost`.

        A printer that never says anything is not asked: its status has `tells` false.
        """
        talk = self._talk()
        if self._model.answers == "none":
            return TELLS_NOTHING
        if self._model.answers == "in-order":
            told = talk.in_order_status()
        else:
            told = talk.real_time_status()
        self._head_cut = False  # it took them for questions; more NULs would only fill its buffer
        if not told.fault:
            self._learn(talk)
        return told

    def print(self, slip: Slip) -> Outcome:
        """Print and cut; returns when it is known, or can no longer be known, what became of it.

        Raises ValueError, before anything is sent, for what no slip can hold, and nothing else.
        """
        data = codec.encode(slip, self._model)
        try:
            fault = self.status().fault
            talk = self._talk()
        except (LinkLost, NoAnswer) as error:
            return Outcome("not_printed", cause_of(error))
        if fault:
            return Outcome("not_printed", fault)
        cause = self._try(talk, data)
        return Outcome("unknown", cause) if cause else Outcome("printed")

    def _talk(self) -> Talk:
        talk = Talk(self._transport, self._clock)
        if self._head_cut:
            talk.send(codec.END_OF_A_HEAD)
        return talk

    def _try(self, talk: Talk, data: bytes) -> str:
        """Why nobody knows whether the slip came out; "" when the printer said that it did."""
        head = b""
        if self._broken_off or self._stopped_in_slip:
            head = codec.fresh_start(self._broken_off, self._model)
        self._broken_off, self._head_cut = max(self._broken_off, len(data)), True
        try:
            cause = self._carry_out(talk, head + data)
        except LinkLost as error:
            return cause_of(error)
        except NoAnswer as error:
            return self._why(error)
        self._broken_off, self._head_cut = (
            0,
            False,
        )  # all of it was sent: no command waits for its rest
        self._stopped_in_slip = cause not in ("", "tells_nothing")
        return cause

    def _carry_out(self, talk: Talk, data: bytes) -> str:
        if self._model.answers == "none":
            talk.send(data)
            return "tells_nothing"
        end = self._end(talk)
        talk.send(data + (end.question if end else b""))
        if end is None:
            return self._watch_it_stay_well(talk, UNCONFIRMED_S + len(data) / SLOWEST_BYTES_PER_S)
        return self._wait_for(end, talk, PRINT_TIMEOUT_S + len(data) / SLOWEST_BYTES_PER_S)

    def _end(self, talk: Talk) -> End | None:
        """What says that all was carried out; None for a printer that cannot say it."""
        if self._model.answers == "process-id":
            self._marks += 1
            return ByMark(talk, self._marks)
        if self._model.answers == "in-order" or self._answers_in_order:
            return ByPaperAnswer(talk, asks_real_time=self._model.answers == "real-time")
        return None

    def _wait_for(self, end: End, talk: Talk, limit_s: float) -> str:
        deadline = self._clock() + limit_s
        while (left := deadline - self._clock()) > 0:
            reached = end.reached(min(POLL_S, left))
            cause = self._stopped(talk)
            if cause or reached:
                return cause or end.cause
        raise NoAnswer(f"no word within {limit_s:.0f} s that the slip was printed")

    def _watch_it_stay_well(self, talk: Talk, time_s: float) -> str:
        """Some makers answer GS r on serial lines only: theirs is believed when it says, all the
        time that printing takes, that it is online."""
        deadline = self._clock() + time_s
        while self._clock() < deadline:
            cause = self._stopped(talk)
            if cause:
                return cause
            self._pause(talk)
        return self._stopped(talk)

    def _stopped(self, talk: Talk) -> str:
        """Why it stopped. Raises `NoAnswer` at once when it is silent: it may have started anew."""
        if self._model.answers not in REAL_TIME:
            return ""
        state = talk.ask(1, patient=False)
        if isinstance(state, status.PrinterState) and state.offline:
            return talk.real_time_status().fault or "offline"
        return ""

    def _pause(self, talk: Talk) -> None:
        try:
            talk.hear(status.MarkReached, POLL_S)
        except Nonsense:
            return

    def _why(self, error: NoAnswer) -> str:
        """What a printer that took no more bytes, or gave no sign, says of itself by now."""
        if self._model.answers not in REAL_TIME:
            return cause_of(error)
        try:
            return self._talk().real_time_status().fault or cause_of(error)
        except (LinkLost, NoAnswer) as later:
            return cause_of(later)

    def _learn(self, talk: Talk) -> None:
        """Whether it answers in order is found out while it has nothing else to do."""
        if self._model.answers != "real-time" or self._answers_in_order or self._probes >= PROBES:
            return
        self._probes += 1
        try:
            self._answers_in_order = talk.answers_in_order(REPLY_TIMEOUT_S)
        except Nonsense:
            return
