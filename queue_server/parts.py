"""The running server's parts, wired by hand from top to bottom; blueprints get them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from config.fitted import telling
from config.hall import Hall
from config.secrets import rating_key
from queue_server.case_keeper import CaseKeeper
from queue_server.commands import Commands
from queue_server.evaluations import rate_evaluation
from queue_server.hall import HallQueue
from queue_server.ids import new_id
from queue_server.kiosk_watch import KioskWatch
from queue_server.layout import Layout
from queue_server.programs import Programs
from queue_server.rectifications import open_answer, rate_again
from queue_server.shown import Shown
from queue_server.slip_codes import SlipCodes
from queue_server.storage.provisioning import open_store
from queue_server.storage.store import Store
from queue_server.streams import Streams
from queue_server.uploads.uploader import Uploader
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
    cases: CaseKeeper
    uploader: Uploader
    streams: Streams
    gate: Gate

    def close(self) -> None:
        self.streams.end_all()
        self.store.close()


def _slip_codes(hall: Hall) -> SlipCodes | None:
    """None in a hall whose slips do not rate."""
    key = rating_key(hall) if hall.rating.qr_hours else None
    return SlipCodes(key, hall.hall.id) if key else None


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
    views = Views(layout, shown, _slip_codes(hall))
    queue = HallQueue(layout, views, new_id)
    queue.rating_hooks = replace(
        queue.rating_hooks,
        open_answer=partial(open_answer, layout),
        rate_again=partial(rate_again, layout),
        rate_evaluation=partial(rate_evaluation, layout),
    )
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
        cases=CaseKeeper(queue, store),
        uploader=Uploader(hall, layout, store, clock),
        streams=streams,
        gate=Gate(layout, store, clock),
    )
