"""The hall's services as the supervisor sees them: who waits, and whether numbers are given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from queue_server.contract import messages as m
from queue_server.layout import Layout
from queue_server.reports.waiting_now import Queued
from queue_server.web.overview import elapsed
from queue_server.web.texts import texts

Seats = Sequence[Row[Any]]  # of `Reader.seats`


@dataclass(frozen=True, kw_only=True)
class ServiceNow:
    """`code` and `taking`: whether a number can be taken, and in words; `closed_here`: a supervisor
    closed it for today and may open it again."""

    service: str
    prefix: str
    name: str
    waiting: int
    longest: str
    open_windows: int
    code: str
    taking: str
    closed_here: bool
    elsewhere: bool

    @property
    def unserved(self) -> bool:
        """Somebody waits and no window that serves it is open."""
        return self.waiting > 0 and self.open_windows == 0


def services(
    layout: Layout,
    info: m.HallInfo,
    queues: Iterable[Queued],
    closed_here: Collection[str],
    language: str,
    now: datetime,
) -> list[ServiceNow]:
    since = {queue.service: queue.since for queue in queues}
    return [
        ServiceNow(
            service=service.service,
            prefix=service.prefix,
            name=service.name[language],
            waiting=service.waiting,
            longest=elapsed(since[service.service], now) if service.service in since else "",
            open_windows=len(service.open_windows),
            code=service.taking.code,
            taking=_in_words(layout, info, service, language, now),
            closed_here=service.service in closed_here,
            elsewhere=bool(service.elsewhere),
        )
        for service in info.services
    ]


def _in_words(
    layout: Layout, info: m.HallInfo, service: m.ServiceInfo, language: str, now: datetime
) -> str:
    """The answer that a visitor would get now, with the reason and when it ends."""
    said = texts(language)["taking"]
    taking = service.taking
    if taking.code == "wrong_hall":
        names = {hall.hall: hall.name[language] for hall in info.other_halls}
        return str(said["wrong_hall"].format(hall=names.get(service.elsewhere, "")))
    words = str(said[taking.code or "open"])
    if taking.left is not None:
        words += said["left"].format(n=taking.left)
    if taking.reason:
        words += said["because"].format(reason=taking.reason.get(language) or taking.reason["zh"])
    if taking.opens_at:
        words += said["again"].format(time=layout.day.told(taking.opens_at, now))
    return words
