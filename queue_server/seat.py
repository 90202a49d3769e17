"""One command at one window: who is there, and how what was done is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from queue_server.domain import windows as rules
from queue_server.domain.acts import Act, Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.numbering import label, parse
from queue_server.domain.tickets import AT_A_WINDOW, NO_WINDOW, State, Ticket
from queue_server.domain.windows import Status
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

Data = Mapping[str, str | int | None]


class Seat:
    """Methods raise `RuleBroken`; then the transaction keeps nothing."""

    def __init__(
        self, hall: HallQueue, tx: Transaction, window: str, by: str, now: datetime
    ) -> None:
        self._hall = hall
        self._tx = tx
        self._by = by
        self._now = now
        self._today = hall.day.date_of(now)
        self._place = hall.layout.place(window)
        found = tx.window(window)
        assert found is not None  # noqa: S101  # the server makes a row for each configured window
        self._window = found

    # --- who ---------------------------------------------------------------------------------

    def _current(self) -> tuple[Ticket, Act]:
        """The visitor at this window; raises `window_closed` or `no_current_ticket`."""
        rules.require_staffed(self._window)
        ticket = self._tx.ticket(rules.require_current(self._window))
        found = self._tx.act(self._window.act_id) if self._window.act_id else None
        assert ticket is not None  # noqa: S101  # nothing is ever deleted
        assert found is not None  # noqa: S101  # a window has a ticket and its act, or neither
        return ticket, found[0]

    def _find(self, typed: str, *wanted: State) -> Ticket:
        """Today's ticket with this number; digits alone name the one that this window may have.

        Raises `unknown_ticket`, `number_ambiguous` or `not_served_here`.
        """
        prefix, sequence = parse(typed)
        prefixes = (prefix,) if prefix else self._hall.layout.prefixes
        numbers = [label(p, sequence) for p in prefixes]
        found = self._tx.numbered(self._today, numbers)
        if len(found) > 1:
            found = [ticket for ticket in found if ticket.state in wanted and self._mine(ticket)]
        if not found:
            raise RuleBroken("unknown_ticket", f"there is no number {typed} today", "number")
        if len(found) > 1:
            several = ", ".join(sorted(ticket.number for ticket in found))
            raise RuleBroken("number_ambiguous", f"{typed} can be {several}", "number")
        if not self._mine(found[0]):
            raise RuleBroken(
                "not_served_here",
                f"{found[0].number} is not for window {self._place.window}",
                "number",
            )
        return found[0]

    def _mine(self, ticket: Ticket) -> bool:
        """Waiting or missed for this window, or at it, or held for it. One who waits for a clerk
        who sits nowhere can be called by number where the service is: nobody is stranded."""
        if ticket.state is State.HELD:
            return self._may_take_held(ticket)
        if ticket.state in AT_A_WINDOW:
            return ticket.window == self._place.window
        if ticket.target_window not in (None, NO_WINDOW):
            return ticket.target_window == self._place.window
        return ticket.service in self._place.services

    def _may_take_held(self, ticket: Ticket) -> bool:
        """Held here; or where nobody sits any more, and the service is this window's too: nobody is
        stranded who comes back with the copy after that clerk went home."""
        if ticket.window == self._place.window:
            return True
        held_at = self._tx.window(ticket.window) if ticket.window else None
        is_left = held_at is not None and held_at.status is Status.CLOSED
        return is_left and ticket.service in self._place.services

    # --- keeping -----------------------------------------------------------------------------

    def _change(self, before: Ticket, after: Ticket) -> None:
        if not self._tx.change_ticket(before, after):
            raise RuleBroken("illegal_verb", f"{before.number} was changed meanwhile", "number")

    def _ended(self, act: Act, outcome: Outcome) -> Act:
        return replace(
            act, outcome=outcome, ended_at=self._later(act.last_called_at, act.started_at)
        )

    def _later(self, *times: datetime | None) -> datetime:
        """Now, but never before what came before: a clock set back makes no negative duration."""
        return max(self._now, *(time for time in times if time is not None))

    def _append(
        self,
        kind: Kind,
        about: Ticket | Act | None,
        data: Data | None = None,
    ) -> int:
        """Append an event of this window; its sequence becomes the window's version. `about` is
        the ticket or the visit that it was done to."""
        version = self._tx.append(
            Event(
                kind=kind,
                at=self._now,
                business_date=self._today,
                by=self._by,
                window=self._place.window,
                service=about.service if about else None,
                ticket_id=about.ticket_id if about else None,
                act_id=about.act_id if about else None,
                data={"account": self._window.account, **(data or {})},
            )
        )
        self._set(version=version)
        return version

    def _set(self, **changes: object) -> None:
        self._window = replace(self._window, **changes)  # type: ignore[arg-type]

    def _save(self, **changes: object) -> None:
        self._set(**changes)
        self._tx.save_window(self._window)
