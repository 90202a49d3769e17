"""How long a ticket waits, from the data of now: `domain.waits` with what it needs to know."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import date, datetime, timedelta

from queue_server.contract.waits import Wait
from queue_server.domain.tickets import State, Ticket
from queue_server.domain.waits import Held, Line, Pace, pace, wait
from queue_server.layout import Layout
from queue_server.storage.reader import Reader

FRESH = timedelta(seconds=20)  # visitors' pages ask all the time, paces change slowly


class Waits:
    """Thread-safe."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lock = threading.Lock()
        self._paces: tuple[datetime, date, dict[str, Pace]] | None = None

    def of(self, reader: Reader, ticket: Ticket, now: datetime) -> Wait:
        if ticket.state is not State.WAITING:
            return Wait(ahead=0)
        service, target = ticket.service, ticket.target_window
        own = {target} if target else set(self._layout.windows_of(service))
        open_now = reader.open_windows()
        mine = own & open_now.keys()
        found = wait(
            service,
            [line for line in self._lines(reader, ticket, own, set(open_now)) if line.ahead],
            self._pace_of(reader, now),
            open_windows=len(mine),
            idle_windows=sum(not open_now[window] for window in mine),
        )
        ahead = reader.ahead(ticket)
        if found is None:
            return Wait(ahead=ahead)
        return Wait(ahead=ahead, low_s=found.low_s, high_s=found.high_s)

    def _lines(
        self, reader: Reader, ticket: Ticket, own: set[str], open_now: set[str]
    ) -> list[Line]:
        """All services that the same windows serve: their people are called in one order."""
        here = own & self._layout.windows.keys()  # the ticket's may be gone from the hall's file
        sharing = {x for window in here for x in self._layout.place(window).services}
        lines = []
        for service in sharing:
            serving = set(self._layout.windows_of(service)) & open_now
            if serving:
                share = len(serving & own) / len(serving)
                ahead = reader.ahead(ticket, service)
                lines.append(Line(service=service, ahead=ahead, share=share))
        return lines

    def _pace_of(self, reader: Reader, now: datetime) -> dict[str, Pace]:
        today = self._layout.day.date_of(now)
        with self._lock:
            kept = self._paces
            if kept and kept[1] == today and timedelta(0) <= now - kept[0] < FRESH:
                return kept[2]
        acts: dict[str, list[Held]] = defaultdict(list)
        for row in reader.ended_acts(today):
            took = (row.ended_at - row.called_at).total_seconds()
            acts[row.service].append(Held(seconds=took, ended_at=row.ended_at))
        paces = {service: found for service, some in acts.items() if (found := pace(some, now))}
        with self._lock:
            self._paces = (now, today, paces)
        return paces
