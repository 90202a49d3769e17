"""The windows that a visitor can go straight to."""

from __future__ import annotations

from datetime import UTC, date, datetime

from queue_server.domain.idle import unclaimed
from queue_server.layout import Layout
from queue_server.storage.reader import Reader

NEVER = datetime.max.replace(tzinfo=UTC)


def idle_windows(
    layout: Layout, reader: Reader, service: str, today: date, *, besides: int = 0
) -> list[str]:
    """Those of a service that are open, without a visitor, and to which nobody who waits may be
    called: but for `besides` of this service's own queue. First those that call by themselves, in
    the order in which they do."""
    idle = reader.idle_windows()
    ready_first = sorted(
        (w for w in layout.windows_of(service) if w in idle),
        key=lambda w: (idle[w] is None, idle[w] or NEVER),
    )
    here = [layout.place(w).asking for w in ready_first]
    if not here:
        return []
    queues = [
        (queue, target)
        for queue, target, waiting in reader.counts(today)
        if waiting > (besides if (queue, target) == (service, None) else 0)
    ]
    return unclaimed(here, queues)
