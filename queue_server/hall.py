"""The use cases of the hall that belong to no single window: issue, rate, close the day.

Each is one command inside one transaction; `now` comes in. `WindowDesk` has those of a window.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from queue_server.appointments import close_appointments
from queue_server.contract import messages as m
from queue_server.domain.acts import Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.offline import OLDEST
from queue_server.domain.tickets import AT_A_WINDOW, TERMINAL, Ticket, Verb
from queue_server.issuing import issue_ticket, order_of
from queue_server.layout import Layout
from queue_server.rating_desk import BY_CODE, RatingDesk
from queue_server.rating_hooks import RatingHooks
from queue_server.storage.outboxes import Outboxes
from queue_server.storage.transaction import Transaction
from queue_server.views import Views
from queue_server.window_desk import WindowDesk

ANSWERS_KEPT = timedelta(days=8)  # a kiosk may have been cut off for a week


class HallQueue:
    """Has no state of its own: everything is in the transaction."""

    def __init__(self, layout: Layout, views: Views, new_id: Callable[[], UUID]) -> None:
        self.layout = layout
        self.views = views
        self.day = views.day
        self.settings = layout.hall.hall
        self.calling = layout.hall.calling
        self.rating_window_s = layout.hall.rating.window_s
        self.new_id = new_id
        self.rating_hooks = RatingHooks()

    def issue(self, tx: Transaction, command: m.IssueTicket, by: str, now: datetime) -> m.Ticket:
        """Give a number; raises `unknown_service` or what `checks.WALK_IN` refuses."""
        ticket = issue_ticket(self, tx, order_of(command), by, now)
        return self.views.for_slip(self.views.issued(tx, ticket))

    def reprint(
        self, tx: Transaction, ticket_id: UUID, kiosk: str, by: str, now: datetime
    ) -> m.Ticket:
        """Write down that a kiosk prints this ticket once more; nothing of it changes.

        Raises `unknown_ticket`, or `illegal_verb` when it is not of today or at its end.
        """
        ticket = tx.ticket(ticket_id)
        if ticket is None:
            raise RuleBroken("unknown_ticket", "there is no such ticket", "ticket_id")
        today = self.day.date_of(now)
        if ticket.business_date != today or ticket.state in TERMINAL:
            detail = f"{ticket.number} of {ticket.business_date} is {ticket.state}"
            raise RuleBroken("illegal_verb", detail, "ticket_id")
        tx.append(
            Event(
                kind=Kind.TICKET_REPRINTED,
                at=now,
                business_date=today,
                by=by,
                service=ticket.service,
                ticket_id=ticket_id,
                data={"number": ticket.number, "kiosk": kiosk},
            )
        )
        return self.views.for_slip(self.views.ticket(tx, ticket))

    def at(self, tx: Transaction, window: str, by: str, now: datetime) -> WindowDesk:
        """The verbs at a window; raises `unknown_window`."""
        return WindowDesk(self, tx, window, by, now)

    def rate(
        self,
        tx: Transaction,
        command: m.RateService,
        windows: Collection[str],
        by: str,
        now: datetime,
    ) -> m.Rating:
        """Keep a visitor's press at one of `windows`; raises as `RatingDesk.at_window` does."""
        return RatingDesk(hall=self, tx=tx, by=by, now=now).at_window(command, windows)

    def rate_by_code(
        self, tx: Transaction, command: m.RateService, ticket_id: UUID, now: datetime
    ) -> m.Rating:
        """Keep what the holder of a ticket's slip said; raises as `RatingDesk.by_code` does."""
        return RatingDesk(hall=self, tx=tx, by=BY_CODE, now=now).by_code(command, ticket_id)

    def close_earlier_days(self, tx: Transaction, now: datetime) -> int:
        """Let the tickets of earlier business days expire, close their appointments, and forget
        whose both were, and bands of which no kiosk tells any more; how many tickets that were."""
        today = self.day.date_of(now)
        left = tx.left_open(today)
        for ticket in left:
            self.expire(tx, ticket, now)
        if left:
            data: dict[str, str | int | None] = {"expired": len(left)}
            tx.append(
                Event(kind=Kind.DAY_CLOSED, at=now, business_date=today, by="server", data=data)
            )
        close_appointments(self, tx, now)
        tx.forget_whose(today)
        tx.forget_answers(now - ANSWERS_KEPT)
        Outboxes(tx).forget_bands(today - OLDEST)
        return len(left)

    def expire(self, tx: Transaction, ticket: Ticket, now: datetime) -> None:
        """The day of a ticket is over."""
        tx.change_ticket(ticket, ticket.after(Verb.EXPIRE, now))
        act_id = ticket.act_id if ticket.state in AT_A_WINDOW else None
        version = tx.append(
            Event(
                kind=Kind.TICKET_EXPIRED,
                at=now,
                business_date=ticket.business_date,
                by="server",
                window=ticket.window,
                service=ticket.service,
                ticket_id=ticket.ticket_id,
                act_id=act_id,
            )
        )
        if act_id is None:
            return
        found = tx.act(act_id)
        if found:
            act = found[0]
            ended_at = max(now, act.last_called_at, act.started_at or now)
            tx.change_act(replace(act, ended_at=ended_at, outcome=Outcome.EXPIRED))
        window = tx.window(ticket.window) if ticket.window else None
        if window:
            if window.rating_act_id == act_id:  # asked before the end, which never came
                tx.withdraw_rating(act_id, now)
                window = replace(window, rating_act_id=None)
            tx.save_window(replace(window, ticket_id=None, act_id=None, version=version))
