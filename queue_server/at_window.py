"""The moves that the verbs of a window are made of; `WindowDesk` is the verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.asks_to_rate import AsksToRate
from queue_server.domain import missed, policy
from queue_server.domain.acts import Act, Origin, Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Kind
from queue_server.domain.policy import Waiting
from queue_server.domain.tickets import State, Ticket, Verb
from queue_server.domain.undo import packed, undo_of
from queue_server.seat import Data
from queue_server.storage.reader import as_waiting

CANDIDATES = 4  # more are read when all of them were taken meanwhile
CLAIM_ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A ticket before and after a verb, and its visit as it was; None for one not at a window."""

    before: Ticket
    after: Ticket
    act: Act | None


class AtWindow(AsksToRate):
    by_itself = False  # whether the hall does it, and nobody presses

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
        """The ticket is at this window now; nobody can rate the visit before it any more, and
        nothing that was done before can be taken back."""
        assert ticket.act_id is not None  # noqa: S101  # `_try_take` has set it
        self._ask_no_more("next_call")
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
            called_at=self._now,
            call_version=version,
            ready_at=None,
            undo=None,
        )

    # --- going -------------------------------------------------------------------------------

    def _finish_current(self) -> Act | None:
        """End the visit, if there is one, as served. Nobody is asked to rate it yet."""
        if self._window.ticket_id is None:
            return None
        return self._end_served(Verb.FINISH)

    def _end_served(self, verb: Verb, **changes: object) -> Act:
        """The visit at this window ends as served; `verb` is what becomes of its ticket."""
        ticket, act = self._current()
        after = ticket.after(verb, self._now, **changes)
        self._change(ticket, after)
        ended = self._ended(act, Outcome.SERVED)
        self._tx.change_act(ended)
        self._append(Kind.SERVICE_FINISHED, act)
        self._can_take_back(Verb.FINISH, Gone(before=ticket, after=after, act=act))
        self._set(ticket_id=None, act_id=None, ended_act_id=act.act_id)
        return ended

    def _leave(
        self,
        verb: Verb,
        outcome: Outcome,
        kind: Kind,
        data: Data | None = None,
        **changes: object,
    ) -> Gone:
        """The visitor at this window goes without being served. Whoever was being asked to rate
        is asked no more: another one may stand at the evaluator in a moment."""
        ticket, act = self._current()
        gone = ticket.after(verb, self._now, **changes)
        self._change(ticket, gone)
        self._tx.change_act(self._ended(act, outcome))
        self._append(kind, gone, data)
        self._ask_no_more(verb.value)
        self._can_take_back(verb, Gone(before=ticket, after=gone, act=act))
        self._set(ticket_id=None, act_id=None)
        return Gone(before=ticket, after=gone, act=act)

    def _can_take_back(self, verb: Verb, gone: Gone) -> None:
        """Keep what undoes `verb`, in the place of what could be undone before."""
        span = self._now, self._now + timedelta(seconds=self._undo_s)
        by_itself = self.by_itself
        kept = undo_of(
            verb, gone.before, gone.after, gone.act, self._window, span, by_itself=by_itself
        )
        self._set(undo=packed(kept) if self._undo_s else None)

    @property
    def _undo_s(self) -> float:
        return self._hall.calling.undo_s

    def _requeue(self, gone: Ticket) -> Ticket:
        """What the hall's policy gives to a missed number: a new place, or none, also when it came
        again often enough. One who was sent to a window or a clerk waits for the same again."""
        settings = self._hall.settings
        at_most = settings.missed_requeues_at_most
        if at_most and self._tx.misses(self._today, gone.ticket_id) > at_most:
            return gone
        place = missed.place_after_miss(
            missed.MissedPolicy(settings.missed_policy),
            settings.missed_requeue_after,
            self._line_of(gone, settings.missed_requeue_after),
            self._now,
        )
        if place is None:
            return gone
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
        return waiting

    def _line_of(self, ticket: Ticket, first: int) -> list[Waiting]:
        """The first of those among whom it waits: of its service, or of the only window that may
        call it."""
        place = self._hall.layout.windows.get(ticket.target_window or "")
        if place is None:
            return self._tx.service_queue(self._today, ticket.service, first)
        rows = self._tx.queue(self._today, place.window, place.services, first)
        return [as_waiting(row) for row in rows]
