"""A small day, added up by hand.

Four visitors between 9 and 11 (Shanghai), two windows. Ann and Bob are served at window 1, Bob with
a hold in between; Cai misses a call, Dee gives up waiting; Eve was never called.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.reports.columns import COLUMNS
from queue_server.reports.day import Abandonment, Act, Day, IssuedTicket, marks
from queue_server.reports.tally import Kind, Mark, Tally
from queue_server.reports.throughput import By, Order, Throughput, throughput

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in the hall
ORDER = Order(zone=ZONE, first_hour=4, windows=["1", "2", "10"], services=["setup", "permit"])
ANN, BOB, CAI, DEE, EVE = (UUID(int=n) for n in range(1, 6))


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def act(ticket: UUID, window: str, **told: object) -> Act:
    clerk = {"1": "wang", "2": "li"}[window]
    fields: dict[str, object] = {
        "ticket_id": ticket,
        "window": window,
        "clerk": clerk,
        "service": "setup",
        "origin": "call_next",
        "waiting_since": at(0),
        "started_at": None,
        "ended_at": None,
        "outcome": None,
        "level": None,
    }
    return Act(**(fields | told))  # type: ignore[arg-type]


DAY = Day(
    tickets=[
        IssuedTicket(ticket_id=ANN, service="setup", issued_at=at(0)),
        IssuedTicket(ticket_id=BOB, service="setup", issued_at=at(10)),
        # transferred from set-up to permits after the first call: the row knows only permits
        IssuedTicket(ticket_id=CAI, service="permit", issued_at=at(20)),
        IssuedTicket(ticket_id=DEE, service="permit", issued_at=at(61)),
        IssuedTicket(ticket_id=EVE, service="permit", issued_at=at(70)),
    ],
    acts=[
        act(
            ANN,
            "1",
            called_at=at(4),
            started_at=at(5),
            ended_at=at(15),
            outcome="served",
            level=5,
        ),
        # Bob: called at 16, started 17, held 20, called back 30, started 31, finished 33
        act(
            BOB,
            "1",
            waiting_since=at(10),
            called_at=at(16),
            started_at=at(17),
            ended_at=at(20),
            outcome="held",
        ),
        act(
            BOB,
            "1",
            origin="resume",
            waiting_since=None,
            called_at=at(30),
            started_at=at(31),
            ended_at=at(33),
            outcome="served",
        ),
        # Cai: sent from window 2 (set-up) to permits, then missed there
        act(
            CAI,
            "2",
            waiting_since=at(20),
            called_at=at(22),
            ended_at=at(23),
            outcome="transferred",
        ),
        act(
            CAI,
            "2",
            service="permit",
            waiting_since=at(23),
            called_at=at(65),
            ended_at=at(66),
            outcome="missed",
        ),
    ],
    abandonments=[Abandonment(at=at(90), service="permit", window="2", clerk="li")],
)


def table(by: By) -> dict[str | None, dict[str, object]]:
    report = throughput(marks(DAY), by, ORDER)
    found = {
        row.key: {column.key: column.figure(row.tally) for column in COLUMNS} for row in report.rows
    }
    return found | {"total": {column.key: column.figure(report.total) for column in COLUMNS}}


def figures(row: dict[str, object], *keys: str) -> list[object]:
    return [row[key] for key in keys]


COUNTS = ("issued", "called", "handled", "missed", "abandoned")
TIMES = ("mean_wait_s", "longest_wait_s", "mean_service_s", "longest_service_s")
RATINGS = ("very_satisfied", "not_rated", "rated_share", "satisfaction")


def test_the_hall_issued_five_called_four_handled_two() -> None:
    total = table(By.WINDOW)["total"]
    assert figures(total, *COUNTS) == [5, 4, 2, 1, 1]


def test_window_1_waits_and_service_times_leave_out_the_hold() -> None:
    row = table(By.WINDOW)["1"]
    assert figures(row, *COUNTS) == [2, 2, 2, 0, 0]
    # waits: Ann 4 min, Bob 6 min; service: Ann 10 min, Bob 3 + 2 min
    assert figures(row, *TIMES) == [300, 360, 450, 600]


def test_no_press_is_not_rated_and_stays_out_of_satisfaction() -> None:
    row = table(By.WINDOW)["1"]
    assert figures(row, *RATINGS) == [1, 1, 0.5, 1.0]


def test_a_transferred_visitor_waits_twice_and_is_called_twice() -> None:
    row = table(By.WINDOW)["2"]
    assert figures(row, *COUNTS) == [1, 2, 0, 1, 1]
    assert figures(row, *TIMES) == [(2 + 42) * 60 / 2, 42 * 60, None, None]


def test_tickets_that_nobody_called_have_a_row_of_their_own_at_the_end() -> None:
    rows = throughput(marks(DAY), By.WINDOW, ORDER).rows
    assert [row.key for row in rows] == ["1", "2", None]
    assert rows[-1].tally.issued == 2


def test_a_transfer_does_not_move_the_ticket_to_another_service_in_issued() -> None:
    rows = table(By.SERVICE)
    assert rows["setup"]["issued"] == 3
    assert rows["permit"]["issued"] == 2


def test_hours_are_the_halls_and_things_count_when_they_happened() -> None:
    rows = table(By.HOUR)
    assert figures(rows["09"], *COUNTS) == [3, 3, 2, 0, 0]
    assert figures(rows["10"], *COUNTS) == [2, 1, 0, 1, 1]


def test_clerks_are_listed_by_account() -> None:
    report = throughput(marks(DAY), By.CLERK, ORDER)
    assert [row.key for row in report.rows] == ["li", "wang", None]


def test_the_hours_of_a_day_that_starts_at_four_end_with_three() -> None:
    night = [
        Mark(kind=Kind.ISSUED, at=datetime(2026, 11, 23, hour, tzinfo=ZONE), service="setup")
        for hour in (3, 23, 4)
    ]
    report = throughput(night, By.HOUR, ORDER)
    assert [row.key for row in report.rows] == ["04", "23", "03"]


def test_windows_come_in_the_halls_order_and_unknown_ones_after() -> None:
    ten_first = [
        Mark(kind=Kind.CALLED, at=NINE, service="setup", window=window)
        for window in ("99", "10", "2", "1")
    ]
    rows = throughput(ten_first, By.WINDOW, ORDER).rows
    assert [row.key for row in rows] == ["1", "2", "10", "99"]


def test_a_clock_set_back_makes_no_negative_time() -> None:
    odd = Day(
        tickets=[IssuedTicket(ticket_id=ANN, service="setup", issued_at=at(9))],
        acts=[
            act(
                ANN,
                "1",
                waiting_since=at(9),
                called_at=at(4),
                started_at=at(5),
                ended_at=at(3),
                outcome="served",
            )
        ],
    )
    tally = throughput(marks(odd), By.WINDOW, ORDER).total
    assert (tally.wait.longest, tally.service.longest) == (0, 0)


def test_an_empty_day_has_no_rows_and_no_shares() -> None:
    report = throughput(marks(Day()), By.SERVICE, ORDER)
    assert report.rows == []
    assert all(column.figure(report.total) in (0, None) for column in COLUMNS)


a_mark = st.builds(
    Mark,
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.RATED]),
    at=st.integers(0, 100_000).map(at),
    service=st.sampled_from(["setup", "permit"]),
    window=st.sampled_from(["1", "2", None]),
    clerk=st.sampled_from(["wang", None]),
    amount=st.integers(0, 3600).map(float),
)


@given(st.lists(a_mark, max_size=40))
def test_every_grouping_adds_up_to_the_same_total(found: list[Mark]) -> None:
    reports = [throughput(found, by, ORDER) for by in By]
    for report in reports:
        assert report.total == reports[0].total
        assert _sum(report) == _sums(report.total)


def _sum(report: Throughput) -> list[float]:
    rows = [_sums(Tally()), *(_sums(row.tally) for row in report.rows)]
    return [sum(column) for column in zip(*rows, strict=True)]


def _sums(tally: Tally) -> list[float]:
    return [
        tally.issued,
        tally.called,
        tally.handled,
        tally.missed,
        tally.abandoned,
        tally.wait.total_s,
        tally.service.total_s,
    ]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_says_its_formula_in_both_languages(column: object) -> None:
    assert column.formula["zh"]  # type: ignore[attr-defined]
    assert column.formula["en"]  # type: ignore[attr-defined]


def test_a_rate_says_of_what() -> None:
    for column in COLUMNS:
        if column.unit == "share":
            assert "占" in column.title["zh"]
            assert "share of" in column.title["en"]


def test_a_mean_of_few_cases_is_marked_as_small_and_a_count_never() -> None:
    columns = {column.key: column for column in COLUMNS}
    total = throughput(marks(DAY), By.WINDOW, ORDER).total
    assert columns["mean_wait_s"].is_small(total)
    assert not columns["handled"].is_small(total)
