"""The throughput of a day, from the tables to the message."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.contract.reports import ThroughputReport
from queue_server.layout import Layout
from queue_server.reports.account_names import account_names
from queue_server.reports.day import marks
from queue_server.reports.day_query import read_day
from queue_server.reports.throughput import By, Order, throughput
from queue_server.storage.store import Store
from queue_server.web.throughput_message import Names, message


def report_of(store: Store, layout: Layout, day: date, by: By, now: datetime) -> ThroughputReport:
    with store.reading() as connection:
        happened = read_day(connection, store.hall, day)
        clerks = account_names(connection, store.hall)
    report = throughput(marks(happened), by, order_of(layout))
    names = Names(
        services={id_: service.name.as_dict() for id_, service in layout.services.items()},
        clerks=clerks,
    )
    return message(report, day, now, names)


def order_of(layout: Layout) -> Order:
    settings = layout.hall.hall
    return Order(
        zone=ZoneInfo(settings.time_zone),
        first_hour=int(settings.day_starts[:2]),
        windows=list(layout.windows),
        services=list(layout.services),
    )
