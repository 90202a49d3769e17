"""The data as messages: what the web answers and the streams send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from queue_server.asked_case import asked_case, case_question
from queue_server.asked_visit import last_rating
from queue_server.contract import messages as m
from queue_server.contract.slip_code import coded
from queue_server.contract.waits import Wait
from queue_server.contract.window_view import CurrentTicket, WaitingTicket, WindowView
from queue_server.domain.tickets import NO_WINDOW, State, Ticket
from queue_server.ended_visit import can_undo, ended_act
from queue_server.hall_info import hall_info
from queue_server.idle_windows import idle_windows
from queue_server.layout import Layout
from queue_server.shown import Shown
from queue_server.slip_codes import SlipCodes
from queue_server.storage.prepared import Row
from queue_server.storage.reader import Reader
from queue_server.waits import Waits

QUEUE_SHOWN = 30  # of a long queue the first; `waiting` counts all
PARKED_SHOWN = 30
_HELD = m.TicketState.HELD
_MISSED = m.TicketState.MISSED


class Views:
    """`codes` sign the links on slips; without them a slip's page only tells of the ticket."""

    def __init__(self, layout: Layout, shown: Shown, codes: SlipCodes | None = None) -> None:
        self._codes = codes
        self.layout = layout
        self.day = layout.day
        self._shown = shown
        self._waits = Waits(layout)
        self._public_url = public_url(layout)
        self._link = self._public_url + "/t/"

    def ticket(self, reader: Reader, ticket: Ticket) -> m.Ticket:
        waits = ticket.state is State.WAITING
        return m.Ticket(
            ticket_id=ticket.ticket_id,
            number=ticket.number,
            business_date=ticket.business_date,
            service=ticket.service,
            zone=self.layout.zone_of(ticket.service),
            state=m.TicketState(ticket.state),
            source=m.Source(ticket.source),
            priority_reason=_reason(ticket.priority_reason),
            ahead=reader.ahead(ticket) if waits else 0,
            issued_at=ticket.issued_at,
            window=None if waits else ticket.window,
            windows=self._windows_for(ticket),
            link=f"{self._link}{ticket.ticket_id}",
            print_state=m.PrintState(ticket.print_state) if ticket.print_state else None,
        )

    def _windows_for(self, ticket: Ticket) -> list[str]:
        """Those that may call it; none is named for one whose clerk sits nowhere now."""
        if ticket.target_window is None:
            return list(self.layout.windows_of(ticket.service))
        return [] if ticket.target_window == NO_WINDOW else [ticket.target_window]

    def issued(self, reader: Reader, ticket: Ticket) -> m.Ticket:
        """A ticket in the moment in which it is given: with an idle window to go to, if any."""
        told = self.ticket(reader, ticket)
        if told.ahead or ticket.state is not State.WAITING:
            return told
        today, service = ticket.business_date, ticket.service
        idle = idle_windows(self.layout, reader, service, today, besides=1)
        return msgspec.structs.replace(told, go_straight=idle[0]) if idle else told

    def for_slip(self, told: m.Ticket) -> m.Ticket:
        """The ticket as its slip tells it: only whoever holds the slip knows the link's code."""
        if self._codes is None:
            return told
        code = self._codes.of(told.ticket_id)
        return msgspec.structs.replace(told, link=coded(told.link, code))

    def slip_key(self, outbox_id: UUID) -> str:
        """As `Bands.slip_key`."""
        return self._codes.key_of(outbox_id).hex() if self._codes else ""

    def is_slip_of(self, ticket_id: UUID, code: str, outbox_id: UUID | None = None) -> bool:
        """Whether somebody who shows this code holds the ticket's slip; `outbox_id` as in
        `SlipCodes.fits`."""
        return self._codes is not None and self._codes.fits(ticket_id, code, outbox_id)

    def wait(self, reader: Reader, ticket: Ticket, now: datetime) -> Wait:
        return self._waits.of(reader, ticket, now)

    def window(self, reader: Reader, window: str, now: datetime) -> WindowView:
        """Raises `RuleBroken("unknown_window")`."""
        place = self.layout.place(window)
        seat = reader.seat(window)
        assert seat is not None  # noqa: S101  # the store makes a row for each configured window
        today = self.day.date_of(now)
        queue = reader.queue(today, window, place.services, QUEUE_SHOWN)
        waiting: Mapping[str, int] = Counter(row.service for row in queue)
        if len(queue) == QUEUE_SHOWN:
            waiting = reader.waiting(today, window, place.services)
        parked = reader.parked(today, window, place.services, PARKED_SHOWN)
        return WindowView(
            window=window,
            status=m.WindowStatus(seat.status),
            version=seat.version,
            clerk=seat.account,
            clerk_name=seat.account_name,
            since=seat.since,
            stands_in_for=seat.stands_in_for,
            stands_in_for_name=seat.stands_in_for_name,
            pause_reason=seat.pause_reason,
            paused_at=seat.paused_at,
            ticket=_current(seat, self.layout),
            rating=rating_ask(seat, now),
            waiting=sum(waiting.values()),
            waiting_by_service={**dict.fromkeys(place.services, 0), **waiting},
            ready_at=seat.ready_at,
            queue=[_waiting(row) for row in queue],
            held=[_waiting(row, _HELD) for row in parked if row.state == _HELD],
            missed=[_waiting(row, _MISSED) for row in parked if row.state == _MISSED],
            shown_by=self._shown.by(window, seat.epoch, seat.call_version) if seat.number else [],
            confirmable=self._shown.confirmable,
            spoken_by=self._spoken_by(seat) if seat.number else [],
            voices=list(self.layout.voices.get(window, ())),
            can_undo=can_undo(seat, now),
            ended=ended_act(seat, today),
            last_rating=last_rating(seat, today, now),
            evaluation=asked_case(seat, now),
        )

    def _spoken_by(self, seat: Row) -> list[str]:
        return self._shown.spoken_by(seat.window, seat.epoch, seat.call_version)

    def hall(self, reader: Reader, now: datetime) -> m.HallInfo:
        return hall_info(self.layout, self._public_url, reader, now)


def public_url(layout: Layout) -> str:
    """Where visitors' phones reach the server; no slash at its end."""
    server = layout.hall.server
    return (server.public_url or f"http://{server.host}:{server.port}").rstrip("/")


def rating_ask(seat: Row, now: datetime) -> m.RatingAsk | None:
    """The question that is open at this window now, from a row of `Reader.seat`."""
    if (asked_for_another := case_question(seat, now)) is not None:
        return asked_for_another
    if seat.rating_act_id is None or seat.rating_until is None or now >= seat.rating_until:
        return None
    return m.RatingAsk(
        act_id=seat.rating_act_id, number=seat.rating_number, until=seat.rating_until
    )


def _current(seat: Row, layout: Layout) -> CurrentTicket | None:
    if seat.number is None:
        return None
    return CurrentTicket(
        ticket_id=seat.ticket_id,
        number=seat.number,
        service=seat.service,
        state=m.TicketState(seat.state),
        priority_reason=_reason(seat.priority_reason),
        masked_name=seat.masked_name,
        issued_at=seat.issued_at,
        called_at=seat.called_at,
        first_called_at=seat.first_called_at,
        started_at=seat.started_at,
        calls=seat.calls,
        act_id=seat.act_id,
        route=seat.route,
        step=seat.step,
        next_step=layout.step_of(seat.route, seat.step + 1),
        matters=seat.matters,
    )


def _waiting(row: Row, state: m.TicketState = m.TicketState.WAITING) -> WaitingTicket:
    return WaitingTicket(
        ticket_id=row.ticket_id,
        number=row.number,
        service=row.service,
        state=state,
        priority_reason=_reason(row.priority_reason),
        masked_name=row.masked_name,
        issued_at=row.issued_at,
        queued_at=row.queued_at,
    )


def _reason(reason: str | None) -> m.PriorityReason | None:
    return None if reason is None else m.PriorityReason(reason)
