"""What becomes of each slip, kept across a crash, and how much of the roll is left.

A disk that refuses must not refuse the visitor: then only the log knows.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import UUID

from devices.ticket_printer.condition import Outcome
from devices.ticket_printer.height import slip_mm
from devices.ticket_printer.slip import Slip
from kiosk.effects import PrintTicket
from kiosk.ledger import Ledger, LedgerRefused
from queue_server.contract.messages import PrintState

LOW_PERCENT = 10.0  # of a roll: time to have a new one at hand

_STATES = {"printed": PrintState.PRINTED, "unknown": PrintState.UNKNOWN}

_log = logging.getLogger(__name__)


class SlipStates:
    """`ledger` is None where nothing is kept; `roll_m` 0: nobody counts the paper."""

    def __init__(self, ledger: Ledger | None, *, paper_mm: int = 80, roll_m: float = 0.0) -> None:
        self._ledger = ledger
        self._paper_mm = paper_mm
        self._roll_mm = roll_m * 1000
        self._begun_mm = 0.0

    def marked(self, effect: PrintTicket) -> PrintTicket:
        """A ticket is printed unmarked once: what may be a second slip says so."""
        if self._ledger is None or not self._ledger.was_sent(effect.ticket.ticket_id):
            return effect
        return replace(effect, reprint=True)

    def begin(self, effect: PrintTicket, slip: Slip) -> None:
        """Before the first byte."""
        if self._ledger is None:
            return
        self._begun_mm = slip_mm(slip, self._paper_mm)
        try:
            self._ledger.begin_slip(
                effect.ticket, effect.language, reprint=effect.reprint, mm=self._begun_mm
            )
        except LedgerRefused as error:
            _log.error("nobody will know whether %s was printed: %s", effect.ticket.number, error)

    def end(self, ticket_id: UUID, outcome: Outcome) -> None:
        if self._ledger is None:
            return
        state = _STATES.get(outcome.fate, PrintState.FAILED)
        cause = outcome.cause if state is PrintState.FAILED else ""
        try:
            self._ledger.end_slip(ticket_id, state, cause)
            if state is PrintState.FAILED:
                self._ledger.use_paper(-self._begun_mm)  # no byte of it was sent
        except LedgerRefused as error:
            _log.error("what became of a slip (%s) is not kept: %s", state, error)

    def measure(self, slip: Slip) -> None:
        """Paper that is no ticket's."""
        if self._ledger is None:
            return
        try:
            self._ledger.use_paper(slip_mm(slip, self._paper_mm))
        except LedgerRefused as error:
            _log.warning("a length of paper was not counted: %s", error)

    def roll_ended(self) -> None:
        """It was empty and has paper again: a new roll, whoever forgot to say so in the menu."""
        if self._ledger is None or not self.runs_low():
            return
        try:
            self._ledger.paper_changed()
        except LedgerRefused as error:
            _log.warning("a new roll was not noted: %s", error)

    def paper_left(self) -> float | None:
        """Percent of the roll, or None where nobody counts."""
        if self._ledger is None or not self._roll_mm:
            return None
        return max(0.0, 100.0 * (1 - self._ledger.printed_mm() / self._roll_mm))

    def runs_low(self) -> bool:
        left = self.paper_left()
        return left is not None and left < LOW_PERCENT
