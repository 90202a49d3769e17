"""How a printer is, put together from its answers; and what became of a slip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices.ticket_printer.status import (
    ErrorCause,
    InOrderAnswer,
    OfflineCause,
    PaperSensor,
    PrinterState,
)

Paper = Literal["ok", "near_end", "out", "unknown"]
Fault = Literal["", "paper_out", "cover_open", "cutter", "overheated", "broken", "offline"]
Fate = Literal["printed", "not_printed", "unknown"]


@dataclass(frozen=True, kw_only=True)
class PrinterStatus:
    """What the printer said about itself in one round of questions.

    `tells` is false for a printer that never says anything: nothing here is known then, and
    nothing may be shown as well.
    """

    online: bool = True
    paper: Paper = "ok"
    cover_open: bool = False
    cutter_error: bool = False
    mechanical_error: bool = False  # somebody has to clear it
    unrecoverable: bool = False
    recovers_itself: bool = False  # the head is hot, say
    drawer_high: bool = False  # pin 3 of the drawer connector
    tells: bool = True

    @property
    def fault(self) -> Fault:
        """Why it cannot print, the cause that a person can mend first; "" when it can."""
        causes: tuple[tuple[Fault, bool], ...] = (
            ("cover_open", self.cover_open),
            ("paper_out", self.paper == "out"),
            ("cutter", self.cutter_error),
            ("broken", self.unrecoverable),
            ("overheated", self.recovers_itself),
            ("offline", self.mechanical_error or not self.online),
        )
        return next((cause for cause, present in causes if present), "")

    @property
    def near_end(self) -> bool:
        return self.paper == "near_end"


TELLS_NOTHING = PrinterStatus(paper="unknown", tells=False)


@dataclass(frozen=True)
class Outcome:
    """What became of a slip.

    `printed`: the printer said that it carried out the last byte. `not_printed`: no byte of it was
    sent. `unknown`: some was sent, and it may be on the paper in whole, in part or not at all; the
    rest may still come out when `cause` is mended. `cause` is a `Fault`, a word of `cause_of`, or
    `tells_nothing` for a printer that never says anything; "" when printed.
    """

    fate: Fate
    cause: str = ""


def from_real_time(
    state: PrinterState, cause: OfflineCause, error: ErrorCause, paper: PaperSensor
) -> PrinterStatus:
    out = paper.out or cause.paper_end
    return PrinterStatus(
        online=not state.offline,
        paper="out" if out else "near_end" if paper.near_end else "ok",
        cover_open=cause.cover_open,
        cutter_error=error.cutter,
        mechanical_error=error.recoverable,
        unrecoverable=error.unrecoverable,
        recovers_itself=error.auto_recoverable,
        drawer_high=state.drawer_high,
    )


def from_in_order(paper: InOrderAnswer) -> PrinterStatus:
    """An answer in order comes only from a printer that works: it is online."""
    return PrinterStatus(paper="out" if paper.out else "near_end" if paper.near_end else "ok")
