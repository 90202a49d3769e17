"""The report from the tables, against one recounted from the event log by other code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from morning import NINE, Morning, live_through
from sqlalchemy import select

from queue_server.contract.reports import ReportRow, ThroughputReport
from queue_server.reports.throughput import By
from queue_server.storage import tables as t
from queue_server.web.throughput_report import report_of


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[Morning]:
    day = Morning(tmp_path)
    yield day
    day.close()


def report(morning: Morning, by: By) -> ThroughputReport:
    today = morning.views.day.date_of(NINE)
    return report_of(morning.store, morning.layout, today, by, morning.now)


def row(found: ThroughputReport, key: str | None) -> ReportRow:
    return next(row for row in found.rows if row.key == key)


def test_the_days_figures_by_window(morning: Morning) -> None:
    live_through(morning)
    found = report(morning, By.WINDOW)
    one, two = row(found, "1").figures, row(found, "2").figures
    assert [one[k] for k in ("issued", "called", "handled", "missed", "abandoned")] == [
        2,
        2,
        2,
        0,
        0,
    ]
    assert [one["mean_wait_s"], one["longest_wait_s"]] == [300, 360]
    assert [one["mean_service_s"], one["longest_service_s"]] == [450, 600]
    assert [one["very_satisfied"], one["not_rated"], one["rated_share"]] == [1, 1, 0.5]
    assert [two[k] for k in ("issued", "called", "handled", "missed", "abandoned")] == [
        1,
        2,
        0,
        1,
        1,
    ]
    assert row(found, None).figures["issued"] == 2


def test_the_days_figures_by_clerk_name_the_person(morning: Morning) -> None:
    live_through(morning)
    found = report(morning, By.CLERK)
    assert row(found, "wang").name["zh"] == "王芳 (wang)"
    assert row(found, "li").figures["abandoned"] == 1


def test_the_days_figures_by_service_and_hour(morning: Morning) -> None:
    live_through(morning)
    services, hours = report(morning, By.SERVICE), report(morning, By.HOUR)
    assert row(services, "company-change").figures["issued"] == 1
    assert row(services, "trade-permit").figures["missed"] == 1
    assert row(hours, "09").figures["handled"] == 2
    assert row(hours, "10").name["zh"] == "10:00–11:00"


def test_the_totals_of_every_grouping_are_the_same(morning: Morning) -> None:
    live_through(morning)
    totals = [report(morning, by).total.figures for by in By]
    assert all(total == totals[0] for total in totals)


def test_a_report_recounted_from_the_event_log_says_the_same(morning: Morning) -> None:
    live_through(morning)
    assert _recounted(morning) == {
        key: report(morning, By.WINDOW).total.figures[key] for key in _recounted(morning)
    }


def test_yesterdays_report_knows_nothing_of_today(morning: Morning) -> None:
    live_through(morning)
    yesterday = morning.views.day.date_of(NINE).replace(day=22)
    found = report_of(morning.store, morning.layout, yesterday, By.WINDOW, morning.now)
    assert found.rows == []


def test_a_visitor_still_at_the_window_is_called_and_not_yet_handled(morning: Morning) -> None:
    morning.at("1", 0, "log_in", "wang")
    morning.issue("company-setup", 0)
    morning.at("1", 3, "call_next")
    morning.at("1", 4, "start")
    total = report(morning, By.WINDOW).total.figures
    assert [total["called"], total["handled"], total["mean_wait_s"]] == [1, 0, 180]
    assert total["mean_service_s"] is None


def _recounted(morning: Morning) -> dict[str, Any]:
    with morning.store.reading() as connection:
        events = list(connection.execute(select(t.event).order_by(t.event.c.seq)))
    kinds = Counter(event.kind for event in events)
    waits, services = _replayed(events)
    levels = Counter(e.data["level"] for e in events if e.kind == "service_rated")
    return {
        "issued": kinds["ticket_issued"],
        "called": kinds["ticket_called"],
        "handled": kinds["service_finished"],
        "missed": kinds["ticket_missed"],
        "abandoned": kinds["ticket_abandoned"],
        "mean_wait_s": sum(waits) / len(waits),
        "longest_wait_s": max(waits),
        "mean_service_s": sum(services) / len(services),
        "longest_service_s": max(services),
        "very_satisfied": levels[5],
        "not_rated": kinds["service_finished"] - sum(levels.values()),
    }


def _replayed(events: list[Any]) -> tuple[list[float], list[float]]:
    """Waits and service times, by following each ticket through the log."""
    waits, services = [], []
    queued, busy_since, busy = {}, {}, Counter[Any]()
    for event in events:
        ticket, at = event.ticket_id, event.at
        if event.kind in ("ticket_issued", "ticket_transferred", "ticket_requeued"):
            queued[ticket] = at
        if event.kind == "ticket_called":
            waits.append((at - queued[ticket]).total_seconds())
        if event.kind in ("ticket_called", "ticket_resumed", "service_started"):
            busy_since[ticket] = at
        if event.kind in ("ticket_held", "service_finished"):
            busy[ticket] += (at - busy_since[ticket]).total_seconds()
        if event.kind == "service_finished":
            services.append(busy[ticket])
    return waits, services
