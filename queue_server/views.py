"""The data as messages: what the web answers and the streams send."""

from __future__ import annotations

from datetime import datetime

from queue_server.contract import messages as m
from queue_server.domain.missed import MissedPolicy, notice
from queue_server.domain.tickets import State, Ticket
from queue_server.domain.windows import Status
from queue_server.layout import Layout
from queue_server.shown import Shown
from queue_server.storage.prepared import Row
from queue_server.storage.reader import Reader

QUEUE_SHOWN = 30  # of a long queue the first; `waiting` counts all
PARKED_SHOWN = 30
_HELD = m.TicketState.HELD
_MISSED = m.TicketState.MISSED


class Views:
    def __init__(self, layout: Layout, shown: Shown) -> None:
        self.layout = layout
        self.day = layout.day
        self._shown = shown
        self._link = public_url(layout) + "/t/"

    def ticket(self, reader: Reader, ticket: Ticket) -> m.Ticket:
        waits = ticket.state is State.WAITING
        target = ticket.target_window
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
            windows=[target] if target else list(self.layout.windows_of(ticket.service)),
            link=f"{self._link}{ticket.ticket_id}",
        )

    def issued(self, reader: Reader, ticket: Ticket) -> m.Ticket:
        """A ticket in the moment in which it is given."""
        return self.ticket(reader, ticket)

    def window(self, reader: Reader, window: str, now: datetime) -> m.WindowView:
        """Raises `RuleBroken("unknown_window")`."""
        place = self.layout.place(window)
        seat = reader.seat(window)
        assert seat is not None  # noqa: S101  # the store makes a row for each configured window
        today = self.day.date_of(now)
        queue = reader.queue(today, window, place.services, QUEUE_SHOWN)
        waiting = len(queue)
        if waiting == QUEUE_SHOWN:
            waiting = reader.waiting(today, window, place.services)
        parked = reader.parked(today, window, place.services, PARKED_SHOWN)
        return m.WindowView(
            window=window,
            status=m.WindowStatus(seat.status),
            version=seat.version,
            clerk=seat.account,
            clerk_name=seat.account_name,
            pause_reason=seat.pause_reason,
            ticket=_current(seat),
            rating=rating_ask(seat, now),
            waiting=waiting,
            queue=[_waiting(row) for row in queue],
            held=[_waiting(row, _HELD) for row in parked if row.state == _HELD],
            missed=[_waiting(row, _MISSED) for row in parked if row.state == _MISSED],
            shown_by=self._shown.by(window, seat.epoch, seat.call_version) if seat.number else [],
            confirmable=self._shown.confirmable,
        )

    def hall(self, reader: Reader, now: datetime) -> m.HallInfo:
        hall = self.layout.hall
        settings = hall.hall
        today = self.day.date_of(now)
        waiting = dict.fromkeys(self.layout.services, 0)
        for service, _, number in reader.counts(today):
            if service in waiting:
                waiting[service] += number
        is_open = {window.window for window in reader.windows() if window.status is Status.OPEN}
        return m.HallInfo(
            hall=settings.id,
            name=settings.name.as_dict(),
            business_date=today,
            time_zone=settings.time_zone,
            missed_policy=settings.missed_policy,
            missed_notice=notice(
                MissedPolicy(settings.missed_policy), settings.missed_requeue_after
            ),
            complaint_phone=settings.complaint_phone,
            groups=[m.GroupInfo(group=g.id, name=g.name.as_dict()) for g in hall.groups],
            zones=[m.ZoneInfo(zone=z.id, name=z.name.as_dict()) for z in hall.zones],
            services=[
                m.ServiceInfo(
                    service=service.id,
                    name=service.name.as_dict(),
                    prefix=service.prefix,
                    zone=service.zone,
                    group=service.group,
                    waiting=waiting[service.id],
                    windows=list(self.layout.windows_of(service.id)),
                    open_windows=[w for w in self.layout.windows_of(service.id) if w in is_open],
                )
                for service in hall.services
            ],
        )


def public_url(layout: Layout) -> str:
    """Where visitors' phones reach the server; no slash at its end."""
    server = layout.hall.server
    return (server.public_url or f"http://{server.host}:{server.port}").rstrip("/")


def rating_ask(seat: Row, now: datetime) -> m.RatingAsk | None:
    """The question that is open at this window now, from a row of `Reader.seat`."""
    if seat.rating_act_id is None or seat.rating_until is None or now >= seat.rating_until:
        return None
    return m.RatingAsk(
        act_id=seat.rating_act_id, number=seat.rating_number, until=seat.rating_until
    )


def _current(seat: Row) -> m.CurrentTicket | None:
    if seat.number is None:
        return None
    return m.CurrentTicket(
        ticket_id=seat.ticket_id,
        number=seat.number,
        service=seat.service,
        state=m.TicketState(seat.state),
        priority_reason=_reason(seat.priority_reason),
        masked_name=seat.masked_name,
        issued_at=seat.issued_at,
        called_at=seat.called_at,
        started_at=seat.started_at,
        calls=seat.calls,
    )


def _waiting(row: Row, state: m.TicketState = m.TicketState.WAITING) -> m.WaitingTicket:
    return m.WaitingTicket(
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
