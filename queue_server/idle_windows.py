"""The windows that a visitor can go straight to."""

from __future__ import annotations

from datetime import date

from queue_server.domain.idle import unclaimed
from queue_server.layout import Layout
from queue_server.storage.reader import Reader


def idle_windows(
    layout: Layout, reader: Reader, service: str, today: date, *, besides: int = 0
) -> list[str]:
    """Those of a service that are open, without a visitor, and to which nobody who waits may be
    called: but for `besides` of this service's own queue."""
    idle = reader.idle_windows()
    here = [layout.place(w).asking for w in layout.windows_of(service) if w in idle]
    if not here:
        return []
    queues = [
        (queue, target)
        for queue, target, waiting in reader.counts(today)
        if waiting > (besides if (queue, target) == (service, None) else 0)
    ]
    return unclaimed(here, queues)
