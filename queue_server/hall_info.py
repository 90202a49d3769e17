"""What the hall offers at this moment: what every kiosk asks for every few seconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.hall import Service
from queue_server.contract import messages as m
from queue_server.domain import taking
from queue_server.domain.idle import Queue, unclaimed
from queue_server.domain.missed import MissedPolicy, notice
from queue_server.domain.windows import Status, Window
from queue_server.layout import Layout
from queue_server.storage.reader import Reader


@dataclass(frozen=True, kw_only=True)
class _Now:
    """The hall's data, asked for once."""

    today: date
    waiting: Mapping[str, int]
    queues: Collection[Queue]
    open: Collection[str]
    idle: Collection[str]
    closures: Mapping[str, Mapping[str, str]]
    full: bool


def hall_info(layout: Layout, public_url: str, reader: Reader, now: datetime) -> m.HallInfo:
    hall = layout.hall
    settings = hall.hall
    seen = _look(layout, reader, now)
    is_open = _are_on(layout, now)
    services = [_service(layout, reader, service, seen, now) for service in hall.services]
    return m.HallInfo(
        hall=settings.id,
        name=settings.name.as_dict(),
        business_date=seen.today,
        time_zone=settings.time_zone,
        missed_policy=settings.missed_policy,
        missed_notice=notice(
            MissedPolicy(settings.missed_policy),
            settings.missed_requeue_after,
            settings.missed_requeues_at_most,
        ),
        complaint_phone=settings.complaint_phone,
        groups=[m.GroupInfo(group=g.id, name=g.name.as_dict()) for g in hall.groups],
        zones=[m.ZoneInfo(zone=z.id, name=z.name.as_dict()) for z in hall.zones],
        services=services,
        public_url=public_url,
        other_halls=[
            m.OtherHall(hall=o.id, name=o.name.as_dict(), where=o.where.as_dict())
            for o in hall.other_halls
        ],
        is_open=is_open,
        opens_at=None if is_open else min(_openings(services), default=None),
        epoch=reader.epoch(),
    )


def _openings(services: Iterable[m.ServiceInfo]) -> Iterator[datetime]:
    return (at for service in services if (at := service.taking.opens_at) is not None)


def service_taking(
    layout: Layout,
    reader: Reader,
    service: Service,
    closed_today: Mapping[str, str] | None,
    now: datetime,
    *,
    full: bool,
) -> taking.Taking:
    """What somebody hears who asks for a number of this service now."""
    offer = layout.offers[service.id]
    today = layout.day.date_of(now)
    spans = [span for _, span in offer.quotas_at(now)]
    given = tuple(reader.given(today, service.prefix, span) for span in spans)
    return taking.taking(
        offer, now, taking.Known(closed_today=closed_today, given=given, full=full)
    )


def _look(layout: Layout, reader: Reader, now: datetime) -> _Now:
    today = layout.day.date_of(now)
    counts = reader.counts(today)
    waiting = dict.fromkeys(layout.services, 0)
    for service, _, number in counts:
        if service in waiting:
            waiting[service] += number
    open_windows = [w for w in reader.windows() if w.status is Status.OPEN]
    capacity = layout.hall.hall.capacity
    return _Now(
        today=today,
        waiting=waiting,
        queues=[(service, target) for service, target, _ in counts],
        open={window.window for window in open_windows},
        idle={window.window for window in open_windows if _is_idle(window)},
        closures=reader.closures(today),
        full=bool(capacity) and reader.inside(today) >= capacity,
    )


def _is_idle(window: Window) -> bool:
    return window.ticket_id is None


def _service(
    layout: Layout, reader: Reader, service: Service, seen: _Now, now: datetime
) -> m.ServiceInfo:
    windows = layout.windows_of(service.id)
    asking = [layout.place(w).asking for w in windows if w in seen.idle]
    closed_today = seen.closures.get(service.id)
    told = service_taking(layout, reader, service, closed_today, now, full=seen.full)
    return m.ServiceInfo(
        service=service.id,
        name=service.name.as_dict(),
        prefix=service.prefix,
        zone=service.zone,
        group=service.group,
        waiting=seen.waiting[service.id],
        windows=list(windows),
        open_windows=[w for w in windows if w in seen.open],
        idle_windows=unclaimed(asking, seen.queues),
        taking=m.Taking(
            code=told.code, reason=dict(told.reason), opens_at=told.opens_at, left=told.left
        ),
        elsewhere=service.elsewhere or "",
    )


def _are_on(layout: Layout, now: datetime) -> bool:
    """Whether numbers are given at this time of any service that is done here."""
    here = (offer for offer in layout.offers.values() if offer.elsewhere is None)
    return any(offer.hours.are_on(now) for offer in here)
