"""Numbers for a kiosk that may be cut off: bands that only it may give from."""

from __future__ import annotations

from datetime import datetime

from queue_server.contract import offline as o
from queue_server.domain.events import Event, Kind
from queue_server.domain.offline import LeasedBand
from queue_server.hall import HallQueue
from queue_server.storage.outboxes import Outboxes
from queue_server.storage.transaction import Transaction

AHEAD_DAYS = 14  # a band further ahead is for a clock that is wrong


def lease(
    hall: HallQueue, tx: Transaction, command: o.LeaseBands, by: str, now: datetime
) -> o.Bands:
    """What is wanted of services and days that the hall has; the rest is left out in silence."""
    today = hall.day.date_of(now)
    numbers = hall.layout.hall.offline.numbers_per_service
    outboxes = Outboxes(tx)
    bands = []
    for wanted in command.wanted:
        service = hall.layout.services.get(wanted.service)
        ahead = (wanted.business_date - today).days
        if service is None or service.elsewhere or not 0 <= ahead <= AHEAD_DAYS:
            continue
        prefix = service.prefix + o.MARK
        first, last = outboxes.lease(wanted.business_date, prefix, numbers)
        band = LeasedBand(
            band_id=hall.new_id(),
            kiosk=command.kiosk,
            outbox_id=command.outbox_id,
            business_date=wanted.business_date,
            service=service.id,
            prefix=prefix,
            first=first,
            last=last,
            leased_at=now,
        )
        outboxes.add_band(band)
        bands.append(_told(band))
    if bands:
        data: dict[str, str | int | None] = {"kiosk": command.kiosk, "bands": len(bands)}
        tx.append(Event(kind=Kind.BANDS_LEASED, at=now, business_date=today, by=by, data=data))
    key = hall.views.slip_key(command.outbox_id)
    return o.Bands(epoch=tx.epoch(), bands=bands, slip_key=key)


def _told(band: LeasedBand) -> o.Band:
    return o.Band(
        band_id=band.band_id,
        business_date=band.business_date,
        service=band.service,
        prefix=band.prefix,
        first=band.first,
        last=band.last,
    )
