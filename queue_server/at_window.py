"""The moves that the verbs of a window are made of; `WindowDesk` is the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from queue_server.domain import missed, policy, ratings
from queue_server.domain import windows as rules
from queue_server.domain.acts import Act, Origin, Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.numbering import label, parse
from queue_server.domain.tickets import State, Ticket, Verb
from queue_server.storage.reader import as_waiting
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

CANDIDATES = 4  # more are read when all of them were taken meanwhile
CLAIM_ROUNDS = 5

Data = Mapping[str, str | int | None]


class AtWindow:
    """One command at one window. Methods raise `RuleBroken`; then the transaction keeps nothing."""

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
        """Waiting or missed for this window, or at it, or held by it."""
        if ticket.state in (State.CALLED, State.SERVING, State.HELD):
            return ticket.window == self._place.window
        if ticket.target_window is not None:
            return ticket.target_window == self._place.window
        return ticket.service in self._place.services

    # --- coming ------------------------------------------------------------------------------

    def _claim_next(self) -> tuple[Ticket, str] | None:
        """Take who is next and say why; a ticket that another took meanwhile is passed over."""
        for _ in range(CLAIM_ROUNDS):
            rows = self._tx.queue(self._today, self._place.window, self._place.services, CANDIDATES)
            candidates = [as_waiting(row) for row in rows]
            if not candidates:
                return None
            while choice := policy.choose(self._place.asking, candidates):
                ticket = self._tx.ticket(choice.ticket.ticket_id)
                if ticket and ticket.state is State.WAITING:
                    taken = self._try_take(ticket, Verb.CALL)
                    if taken:
                        return taken, choice.why
                candidates.remove(choice.ticket)
        return None

    def _take(self, ticket: Ticket, verb: Verb) -> Ticket:
        taken = self._try_take(ticket, verb)
        if taken is None:
            raise RuleBroken("illegal_verb", f"{ticket.number} was taken meanwhile", "number")
        return taken

    def _try_take(self, ticket: Ticket, verb: Verb) -> Ticket | None:
        taken = ticket.after(
            verb,
            self._now,
            window=self._place.window,
            act_id=self._hall.new_id(),
            calls=ticket.calls + 1,
        )
        return taken if self._tx.change_ticket(ticket, taken) else None

    def _begin_act(
        self, ticket: Ticket, origin: Origin, waiting_since: datetime | None, data: Data
    ) -> None:
        """The ticket is at this window now; nobody can rate the visit before it any more."""
        assert ticket.act_id is not None  # noqa: S101  # `_try_take` has set it
        if self._window.rating_act_id:
            self._tx.withdraw_rating(self._window.rating_act_id, self._now)
        act = Act(
            act_id=ticket.act_id,
            ticket_id=ticket.ticket_id,
            number=ticket.number,
            window=self._place.window,
            service=ticket.service,
            account=self._window.account,
            origin=origin,
            waiting_since=waiting_since,
            called_at=self._now,
            last_called_at=self._now,
        )
        self._tx.open_act(act, self._today)
        kind = Kind.TICKET_RESUMED if origin is Origin.RESUME else Kind.TICKET_CALLED
        version = self._append(kind, ticket, {"origin": origin.value, **data})
        self._save(
            ticket_id=ticket.ticket_id,
            act_id=act.act_id,
            rating_act_id=None,
            called_at=self._now,
            call_version=version,
        )

    # --- going -------------------------------------------------------------------------------

    def _finish_current(self) -> Act | None:
        """End the visit, if there is one, as served. Nobody is asked to rate it yet."""
        if self._window.ticket_id is None:
            return None
        ticket, act = self._current()
        served = ticket.after(Verb.FINISH, self._now)
        self._change(ticket, served)
        ended = self._ended(act, Outcome.SERVED)
        self._tx.change_act(ended)
        self._append(Kind.SERVICE_FINISHED, served)
        self._set(ticket_id=None, act_id=None)
        return ended

    def _ask_rating(self, ended: Act) -> None:
        """From now on the visit can be rated, for some time or until the next call."""
        until = ratings.asked_until(ended.ended_at or self._now, self._hall.rating_window_s)
        self._tx.change_act(replace(ended, rating_until=until))
        self._set(rating_act_id=ended.act_id)

    def _leave(
        self,
        verb: Verb,
        outcome: Outcome,
        kind: Kind,
        data: Data | None = None,
        **changes: object,
    ) -> Ticket:
        """The visitor at this window goes without being served."""
        ticket, act = self._current()
        gone = ticket.after(verb, self._now, **changes)
        self._change(ticket, gone)
        self._tx.change_act(self._ended(act, outcome))
        self._append(kind, gone, data)
        self._set(ticket_id=None, act_id=None)
        return gone

    def _requeue(self, gone: Ticket) -> None:
        """What the hall's policy gives to a missed number: a new place, or none."""
        settings = self._hall.settings
        queue = self._tx.service_queue(self._today, gone.service, settings.missed_requeue_after)
        place = missed.place_after_miss(
            missed.MissedPolicy(settings.missed_policy),
            settings.missed_requeue_after,
            queue,
            self._now,
        )
        if place is None:
            return
        waiting = gone.after(
            Verb.REQUEUE,
            self._now,
            window=None,
            lane=place.lane,
            queued_at=place.queued_at,
            waiting_since=self._now,
        )
        self._change(gone, waiting)
        self._append(Kind.TICKET_REQUEUED, waiting, {"policy": settings.missed_policy})

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
        ticket: Ticket | None,
        data: Data | None = None,
    ) -> int:
        """Append an event of this window; its sequence becomes the window's version."""
        version = self._tx.append(
            Event(
                kind=kind,
                at=self._now,
                business_date=self._today,
                by=self._by,
                window=self._place.window,
                service=ticket.service if ticket else None,
                ticket_id=ticket.ticket_id if ticket else None,
                act_id=ticket.act_id if ticket else None,
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
