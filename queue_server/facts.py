"""The data as facts: what boards, strips and pads show."""

from __future__ import annotations

from datetime import datetime

from queue_server.contract import messages as m
from queue_server.layout import Layout
from queue_server.storage.reader import Reader
from queue_server.views import rating_ask


def window_fact(reader: Reader, window: str, now: datetime) -> m.WindowFact | None:
    """None for a window that the data does not know."""
    seat = reader.seat(window)
    if seat is None:
        return None
    return m.WindowFact(
        epoch=seat.epoch,
        version=seat.version,
        window=window,
        status=m.WindowStatus(seat.status),
        number=seat.number,
        ticket_state=m.TicketState(seat.state) if seat.number else None,
        service=seat.service,
        call_id=seat.act_id,
        calls=seat.calls or 0,
        called_at=seat.called_at,
        rating=rating_ask(seat, now),
    )


def queue_fact(reader: Reader, layout: Layout, now: datetime) -> m.QueueFact:
    """How many wait: for each service, and for each window that may call them."""
    services = dict.fromkeys(layout.services, 0)
    windows = dict.fromkeys(layout.windows, 0)
    for service, target, number in reader.counts(layout.day.date_of(now)):
        if service in services:
            services[service] += number
        for window in [target] if target else layout.windows_of(service):
            if window in windows:
                windows[window] += number
    return m.QueueFact(
        epoch=reader.epoch(), version=reader.last_seq(), services=services, windows=windows
    )
