"""What was done, added up: each matter stands in the books once, whichever way they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_hall import SmallHall
from test_nothing_is_scanned import GROW
from web_callers import code_of
from window_work import WindowWork, hall_with_guides

from queue_server.domain.matters import MatterOutcome
from queue_server.reports.matter_columns import COLUMNS
from queue_server.reports.matter_query import read_matters
from queue_server.reports.matter_tally import Found, Place, SomeMatters, SomeVisits, matters
from queue_server.reports.rating_tally import By
from queue_server.web.texts import LANGUAGES

COUNTS = [column.key for column in COLUMNS if column.unit == "count"]
BYS = [by.value for by in By]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[WindowWork]:
    """A morning: clerk 1 did four things for three visitors, clerk 2 lacked papers twice."""
    hall = SmallHall(hall_with_guides(tmp_path))
    found = WindowWork(hall)
    found.sit()
    found.sit("c2", "2")
    found.tokens["lead"] = found.web.token("lead")
    found.record(found.visit(), ("company", "done_on_the_spot"), ("fund", "accepted", "K1"))
    found.record(found.visit(), ("company", "accepted_with_gaps"))
    sent_on = found.visit()
    found.record(sent_on, "wrong_service")
    found.verb("transfer", service="fund")
    found.visit()
    found.verb("finish")
    told, untold = found.visit(window="2", who="c2"), found.visit(window="2", who="c2")
    found.record(told, "incomplete", window="2", who="c2")
    found.notice(told, "申请书", window="2", who="c2")
    found.record(untold, "incomplete", "enquiry", window="2", who="c2")
    found.verb("finish", "2", "c2")
    yield found
    hall.close()


def report(work: WindowWork, by: str = "clerk", **asked: str) -> Any:
    query = "&".join(f"{key}={value}" for key, value in {"by": by, **asked}.items())
    answer = work.ask("GET", f"/reports/matters?{query}", who="lead")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def row(told: Any, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r["figures"] for r in told["rows"] if r["key"] == key)
    return found


def test_a_clerks_row_tells_what_was_done_and_of_what_each_share_is(work: WindowWork) -> None:
    mine = row(report(work), "c1")
    assert (mine["served"], mine["matters"], mine["cases"]) == (3, 4, 3)
    assert mine["on_the_spot_share"] == pytest.approx(1 / 3, abs=1e-4)
    assert mine["wrong_share"] == pytest.approx(1 / 4, abs=1e-4)
    assert mine["told_share"] == pytest.approx(2 / 3, abs=1e-4)  # one visit has no outcome
    assert (mine["several"], mine["several_share"]) == (1, pytest.approx(1 / 3, abs=1e-4))


def test_missing_papers_without_a_notice_are_seen(work: WindowWork) -> None:
    theirs = row(report(work, "window"), "2")
    assert (theirs["incomplete"], theirs["notices"], theirs["untold"]) == (2, 1, 1)
    assert theirs["incomplete_share"] == 1.0
    assert theirs["on_the_spot_share"] is None  # of nothing there is no share


def test_each_notice_counts_also_of_visits_that_are_alike(work: WindowWork) -> None:
    for _ in range(2):
        act = work.visit()
        work.record(act, "incomplete")
        work.notice(act, "申请书")
        work.notice(act, "身份证")
    assert row(report(work), "c1")["notices"] == 4


def test_a_matter_counts_for_its_own_service(work: WindowWork) -> None:
    told = report(work, "service")
    assert row(told, "fund")["accepted"] == 1
    assert row(told, "company")["accepted"] == 0


@pytest.mark.parametrize("by", BYS)
def test_every_way_to_read_the_books_has_the_same_total(work: WindowWork, by: str) -> None:
    told, clerks = report(work, by), report(work)
    assert told["total"]["figures"] == clerks["total"]["figures"]
    for key in COUNTS:
        assert sum(r["figures"][key] for r in told["rows"]) == told["total"]["figures"][key]


def test_the_outcomes_together_are_all_that_was_written_down(work: WindowWork) -> None:
    total = report(work)["total"]["figures"]
    ((written,),) = work.hall.rows("SELECT count(*) FROM matter")
    ((notices,),) = work.hall.rows("SELECT count(*) FROM notice")
    assert total["matters"] == sum(total[outcome] for outcome in MatterOutcome) == written
    assert total["notices"] == notices


def test_another_day_has_none_of_it(work: WindowWork) -> None:
    assert report(work, first="2026-11-24", last="2026-11-24")["rows"] == []


def test_the_file_has_the_table_its_total_and_the_formulas(work: WindowWork) -> None:
    answer = work.ask("GET", "/reports/matters.csv?by=clerk&lang=zh", who="lead")
    assert "matters-2026-11-01-2026-11-23-clerk.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["按人员", "办理人次", "已记结果率（占办理人次）", "事项数"]
    assert rows[1][0] == "员1 (c1)"
    assert rows[3][0] == "合计"
    assert ["当场办结率（占办件量）", "当场办结 ÷ 办件量"] in rows


def test_only_supervisors_read_it(work: WindowWork) -> None:
    assert code_of(work.ask("GET", "/reports/matters")) == (403, "forbidden")
    assert work.web.ask(work.tokens["c1"], "GET", "/reports/matters").status_code == 302


def test_the_page_shows_each_column_with_its_formula(work: WindowWork) -> None:
    for lang in LANGUAGES:
        page = work.web.ask(work.tokens["lead"], "GET", f"/reports/matters?by=window&lang={lang}")
        assert page.status_code == 200
        for column in COLUMNS:
            assert column.title[lang] in page.text
            assert f'id="formula-{column.key}"' in page.text


@pytest.mark.parametrize("wrong", ["by=moon", "first=x", "first=2026-11-23&last=2026-11-22"])
def test_what_is_no_report_is_refused(work: WindowWork, wrong: str) -> None:
    answer = work.ask("GET", f"/reports/matters?{wrong}", who="lead")
    assert code_of(answer) == (400, "malformed")


def test_no_table_that_grows_is_looked_through(work: WindowWork) -> None:
    day = date(2026, 11, 23)
    store = work.hall.parts.store
    heard: list[str] = []
    with store.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(heard.append)
        read_matters(connection, store.hall, day, day)
        driver.set_trace_callback(None)
        asked = [sql for sql in heard if sql.lstrip().startswith("SELECT")]
        plans = [
            step[3]
            for sql in asked
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert len(asked) == 2
    scanned = [
        step for step in plans if step.startswith("SCAN") and step.split()[1] in (*GROW, "matter")
    ]
    assert scanned == []


PLACES = st.builds(
    Place,
    clerk=st.sampled_from([None, "a", "b"]),
    window=st.sampled_from("12"),
    service=st.sampled_from("xyz"),
)
FOUND = st.builds(
    Found,
    matters=st.lists(
        st.builds(
            SomeMatters,
            place=PLACES,
            outcome=st.sampled_from(list(MatterOutcome)),
            matters=st.integers(1, 9),
        )
    ),
    visits=st.lists(
        st.builds(
            SomeVisits,
            place=PLACES,
            served=st.booleans(),
            matters=st.integers(0, 9),
            incomplete=st.booleans(),
            has_notice=st.booleans(),
            notices=st.integers(0, 3),
            visits=st.integers(1, 50),
        )
    ),
)


@given(found=FOUND, by=st.sampled_from(list(By)))
def test_rows_always_add_up_to_the_total_and_no_share_passes_the_whole(
    found: Found, by: By
) -> None:
    made = matters(found, by)
    for column in COLUMNS:
        if column.unit == "count":
            assert sum(column.figure(r.tally) or 0 for r in made.rows) == column.figure(made.total)
        for one in made.rows:
            figure = column.figure(one.tally)
            assert figure is None or figure >= 0
            assert column.unit == "count" or figure is None or figure <= 1
