"""The report from the tables, against one recounted from the event log by other code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from morning import NINE, Morning, live_through, mistaken_presses, rated_before_the_end
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


def total(morning: Morning) -> dict[str, Any]:
    """The figures of the whole hall; None only for a mean of nothing."""
    return dict(report(morning, By.WINDOW).total.figures)


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


def test_what_was_taken_back_is_counted_nowhere(morning: Morning) -> None:
    live_through(morning)
    before = total(morning)
    mistaken_presses(morning)
    after = total(morning)
    more = {key: after[key] - before[key] for key in ("issued", "called", "handled", "missed")}
    assert more == {"issued": 2, "called": 2, "handled": 1, "missed": 1}
    assert after["abandoned"] == before["abandoned"]
    assert after["not_rated"] == before["not_rated"] + 1
    recounted = _recounted(morning)
    assert recounted == {key: pytest.approx(after[key]) for key in recounted}
    assert all(dict(report(morning, by).total.figures) == after for by in By)


def test_one_who_gives_up_after_all_gave_up_once_and_then(morning: Morning) -> None:
    morning.at("1", 0, "log_in", "wang")
    morning.issue("company-setup", 0)
    number = morning.view("1").queue[0].number
    morning.at("1", 59, "abandon", number)
    morning.at("1", 59.05, "undo")
    morning.at("1", 61, "abandon", number)
    hours = report(morning, By.HOUR)
    assert {row.key: row.figures["abandoned"] for row in hours.rows} == {"09": 0, "10": 1}


def test_a_rating_counts_though_its_visitor_was_sent_on_after_it(morning: Morning) -> None:
    live_through(morning)
    before = total(morning)
    rated_before_the_end(morning)
    after = total(morning)
    assert (after["very_dissatisfied"], after["handled"]) == (1, before["handled"])
    assert after["not_rated"] == before["not_rated"]
    assert after["rated_share"] == 0.6667
    assert _recounted(morning)["not_rated"] == after["not_rated"]


def test_one_without_a_number_did_not_wait(morning: Morning) -> None:
    morning.at("2", 0, "log_in", "li")
    morning.at("2", 5, "walk_in")
    figures = total(morning)
    assert [figures[key] for key in ("issued", "called", "mean_wait_s")] == [1, 1, None]


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
    for event in events:
        if event.kind == "ticket_restored":  # what was taken back is as if it had not happened
            kinds[_UNDONE[event.data["verb"]]] -= 1
    waits, services = _replayed(events)
    levels = Counter(e.data["level"] for e in events if e.kind == "service_rated")
    levels += Counter(e.data["level"] for e in events if e.kind == "rating_changed")
    levels -= Counter(e.data["was"] for e in events if e.kind == "rating_changed")
    rated = {e.act_id for e in events if e.kind == "service_rated"}
    finished = [e.act_id for e in events if e.kind == "service_finished"]
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
        "not_rated": len(set(finished) - rated),
    }


_UNDONE = {
    "finish": "service_finished",
    "miss": "ticket_missed",
    "hold": "ticket_held",
    "abandon": "ticket_abandoned",
    "transfer": "ticket_transferred",
}


def _replayed(events: list[Any]) -> tuple[list[float], list[float]]:
    """Waits and service times, by following each ticket through the log."""
    waits: list[float] = []
    services: dict[Any, float] = {}  # of the last end of each ticket: one taken back was none
    queued, busy_since, busy, before = {}, {}, Counter[Any](), Counter[Any]()
    for event in events:
        ticket, at = event.ticket_id, event.at
        if event.kind in ("ticket_issued", "ticket_transferred", "ticket_requeued"):
            queued[ticket] = at
        if event.kind == "ticket_called" and event.data.get("was") != "walk_in":
            waits.append((at - queued[ticket]).total_seconds())
        if event.kind in ("ticket_called", "ticket_resumed", "service_started"):
            busy_since[ticket] = at
        if event.kind in ("ticket_held", "service_finished"):
            before[ticket] = busy[ticket]
            busy[ticket] += (at - busy_since[ticket]).total_seconds()
        if event.kind == "ticket_restored" and event.data["verb"] in ("hold", "finish"):
            busy[ticket] = before[ticket]
        if event.kind == "service_finished":
            services[ticket] = busy[ticket]
    return waits, list(services.values())
