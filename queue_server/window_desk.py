"""The verbs at one window, inside one command: who is called, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.at_window import Gone
from queue_server.contract.window_view import CallAnswer, CallResult, WindowView
from queue_server.domain import acts, missed
from queue_server.domain import windows as rules
from queue_server.domain.acts import Act, Origin, Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Kind
from queue_server.domain.tickets import State, Verb
from queue_server.issuing import Order, issue_ticket
from queue_server.matters import AsksWhatWasDone
from queue_server.seat_desk import SeatDesk
from queue_server.sends_on import SendsOn
from queue_server.sent_to import window_for

WALK_IN = "walk_in"  # in the log: called at once, without having waited


class WindowDesk(SendsOn, SeatDesk, AsksWhatWasDone):
    """Methods raise `RuleBroken`; then the transaction keeps nothing."""

    def view(self) -> WindowView:
        return self._hall.views.window(self._tx, self._place.window, self._now)

    # --- calling -----------------------------------------------------------------------------

    def call_next(self) -> CallAnswer:
        """End the present visit and call who is next."""
        rules.require_open(self._window)
        if rules.is_same_press(self._window, self._now, self._hall.settings.call_debounce_s):
            return self._answer(CallResult.ALREADY_CALLED, self._current()[0].number)
        if self._is_asking_since_this_press():
            return self._answer(CallResult.ASKING_FIRST, None)
        self._require_outcome()
        ended = self._finish_current()
        if ended and self._asks_first(ended):
            return self._answer(CallResult.ASKING_FIRST, None)
        claimed = self._claim_next()
        if claimed is None:
            if ended:
                self._ask_rating(ended, "finish")
            self._save(ready_at=self._ready_from(ended))
            return self._answer(CallResult.NOBODY_WAITING, None)
        ticket, why = claimed
        self._begin_act(ticket, Origin.CALL_NEXT, ticket.waiting_since, {"why": why})
        return self._answer(CallResult.CALLED, ticket.number)

    def call(self, number: str) -> CallAnswer:
        """End the present visit and call a chosen one, or a missed one where the policy says so."""
        rules.require_open(self._window)
        ticket = self._find(number, State.WAITING, State.MISSED)
        if ticket.ticket_id == self._window.ticket_id:
            return self._answer(CallResult.ALREADY_CALLED, ticket.number)
        if ticket.state is State.MISSED and not self._may_call_missed():
            raise RuleBroken("illegal_verb", f"{ticket.number} was missed and is void", "number")
        self._require_outcome()
        self._finish_current()
        called = self._take(ticket, Verb.CALL)
        self._begin_act(called, Origin.CALL, ticket.waiting_since, {"was": ticket.state.value})
        return self._answer(CallResult.CALLED, called.number)

    def resume(self, number: str) -> None:
        """End the present visit and call a held one back."""
        rules.require_open(self._window)
        ticket = self._find(number, State.HELD)
        ticket.after(Verb.RESUME, self._now)  # refuse before anything else is ended
        self._require_outcome()
        self._finish_current()
        self._begin_act(self._take(ticket, Verb.RESUME), Origin.RESUME, None, {})

    def walk_in(self, service: str | None = None) -> CallAnswer:
        """End the present visit and serve one who stands here without a number: it is given, for
        the window's first service unless another of its own is named, and called at once.

        What an issue checks (hours, quotas, one number each) is not asked: the clerk decided.
        """
        rules.require_open(self._window)
        if rules.is_same_press(self._window, self._now, self._hall.settings.call_debounce_s):
            return self._answer(CallResult.ALREADY_CALLED, self._current()[0].number)
        service = self._hall.layout.service(service or self._place.services[0]).id
        if service not in self._place.services:
            detail = f"window {self._place.window} does not serve {service}"
            raise RuleBroken("not_served_here", detail, "service")
        self._require_outcome()
        note = {WALK_IN: self._place.window, "checks": "none"}
        order = Order(service=service, source="desk", checks=(), note=note)
        issued = issue_ticket(self._hall, self._tx, order, self._by, self._now)
        self._finish_current()
        called = self._take(issued, Verb.CALL)
        self._begin_act(called, Origin.CALL, None, {"was": WALK_IN})
        return self._answer(CallResult.CALLED, called.number)

    def recall(self) -> None:
        """Call the same visitor once more, as often as the hall allows."""
        ticket, act = self._current()
        again = ticket.after(Verb.RECALL, self._now, calls=ticket.calls + 1)
        if acts.is_same_recall(act, self._now, self._hall.settings.call_debounce_s):
            return
        acts.require_recall_left(act, self._hall.calling.recalls_at_most)
        self._change(ticket, again)
        act = replace(act, calls=act.calls + 1, last_called_at=self._later(act.last_called_at))
        self._tx.change_act(act)
        version = self._append(Kind.TICKET_RECALLED, again, {"calls": act.calls})
        self._save(call_version=version, called_at=self._now)

    def _is_asking_since_this_press(self) -> bool:
        debounce_s = self._hall.settings.call_debounce_s
        return rules.is_same_asking(self._window, self._now, debounce_s, self._before_next_s)

    def _asks_first(self, ended: Act) -> bool:
        """Whether the hall gives this visitor time to rate before the next one is called, if
        somebody waits at all."""
        if not self._before_next_s or self._is_rated(ended) or not self._is_awaited():
            return False
        self._ask_rating(ended, "finish")
        self._save(ready_at=self._now + timedelta(seconds=self._before_next_s))
        return True

    def _ready_from(self, ended: Act | None) -> datetime | None:
        """From when on a window where nobody waits gets who comes, without another press."""
        if not self._hall.calling.auto_call:
            return None
        is_asking = ended is not None and self._window.rating_act_id == ended.act_id
        return self._now + timedelta(seconds=self._before_next_s if is_asking else 0)

    def _is_awaited(self) -> bool:
        place = self._place
        return bool(self._tx.queue(self._today, place.window, place.services, 1))

    @property
    def _before_next_s(self) -> float:
        return self._hall.layout.hall.rating.before_next_s

    def _answer(self, result: CallResult, number: str | None) -> CallAnswer:
        return CallAnswer(result=result, number=number, window=self.view())

    def _may_call_missed(self) -> bool:
        return missed.may_be_called_again(missed.MissedPolicy(self._hall.settings.missed_policy))

    # --- the visitor at the window -----------------------------------------------------------

    def start(self) -> None:
        ticket, act = self._current()
        serving = ticket.after(Verb.START, self._now)
        self._change(ticket, serving)
        self._tx.change_act(replace(act, started_at=self._later(act.last_called_at)))
        self._append(Kind.SERVICE_STARTED, serving)
        self._save()

    def finish(self) -> None:
        """The visitor is served, and asked to rate."""
        rules.require_staffed(self._window)
        rules.require_current(self._window)
        ended = self._finish_current()
        if ended:
            self._ask_rating(ended, "finish")
        self._save()

    def miss(self) -> None:
        """The visitor did not come; the hall's policy says what becomes of the number."""
        account = self._current()[0].target_account
        sent_to = {"target_window": window_for(self._tx, account)} if account else {}
        gone = self._leave(Verb.MISS, Outcome.MISSED, Kind.TICKET_MISSED, None, **sent_to)
        waits = self._requeue(gone.after)
        self._can_take_back(Verb.MISS, replace(gone, after=waits))
        self._save()

    def hold(self) -> None:
        """The visitor steps aside (to copy a paper, say) and keeps the number."""
        self._leave(Verb.HOLD, Outcome.HELD, Kind.TICKET_HELD)
        self._save()

    def abandon(self, number: str) -> None:
        """The visitor gave up: one who waits, is held, or stands here."""
        rules.require_staffed(self._window)
        ticket = self._find(number, State.WAITING, State.HELD, State.CALLED)
        if ticket.ticket_id == self._window.ticket_id:
            self._leave(Verb.ABANDON, Outcome.ABANDONED, Kind.TICKET_ABANDONED)
        else:
            gone = ticket.after(Verb.ABANDON, self._now)
            self._change(ticket, gone)
            self._append(Kind.TICKET_ABANDONED, gone)
            self._can_take_back(Verb.ABANDON, Gone(before=ticket, after=gone, act=None))
        self._save(ready_at=None)
