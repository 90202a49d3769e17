"""The running server's parts, wired by hand from top to bottom; blueprints get them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from config.fitted import telling
from config.hall import Hall
from queue_server.commands import Commands
from queue_server.hall import HallQueue
from queue_server.ids import new_id
from queue_server.kiosk_watch import KioskWatch
from queue_server.layout import Layout
from queue_server.programs import Programs
from queue_server.shown import Shown
from queue_server.storage.provisioning import open_store
from queue_server.storage.store import Store
from queue_server.streams import Streams
from queue_server.views import Views
from queue_server.web.gate import Gate


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`clock` gives aware UTC. Close them when the server stops."""

    hall: Hall
    clock: Callable[[], datetime]
    layout: Layout
    store: Store
    shown: Shown
    programs: Programs
    kiosks: KioskWatch
    views: Views
    queue: HallQueue
    commands: Commands
    streams: Streams
    gate: Gate

    def close(self) -> None:
        self.streams.end_all()
        self.store.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def make_parts(
    hall: Hall,
    clock: Callable[[], datetime] = utc_now,
    new_id: Callable[[], UUID] = new_id,
) -> Parts:
    """Open the data and put the parts together; nothing listens yet.

    Raises `DataInUse`, `SchemaTooNew` or `StorageFailed`.
    """
    layout = Layout(hall)
    store = open_store(hall)
    shown = Shown()
    views = Views(layout, shown)
    queue = HallQueue(layout, views, new_id)
    streams = Streams(layout, hall.server.max_streams)
    store.on_change(streams.changed)
    return Parts(
        hall=hall,
        clock=clock,
        layout=layout,
        store=store,
        shown=shown,
        programs=Programs(telling(hall), clock),
        kiosks=KioskWatch(),
        views=views,
        queue=queue,
        commands=Commands(queue, store, clock),
        streams=streams,
        gate=Gate(layout, store, clock),
    )
