"""The throughput report over HTTP: who may read it, as JSON, as CSV, described."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from live_hall import PASSWORD, LiveHall, business_date

from queue_server.contract.problem import Problem
from queue_server.contract.reports import ThroughputReport
from queue_server.storage.provisioning import AccountRow, ensure_accounts

PATH = "/api/v1/reports/throughput"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    found = LiveHall(tmp_path)
    yield found
    found.close()


def logged_in(hall: LiveHall, account: str, **told: str) -> FlaskClient:
    client = hall.app.test_client()
    answer = client.post(
        "/api/v1/sessions", json={"account": account, "password": PASSWORD, **told}
    )
    assert answer.status_code == 201
    return client


def report(client: FlaskClient, query: str = "") -> ThroughputReport:
    answer = client.get(PATH + query)
    assert answer.status_code == 200
    return msgspec.json.decode(answer.data, type=ThroughputReport)


def refused(answer: Any) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, msgspec.json.decode(answer.data, type=Problem).code


def test_the_report_is_of_today_and_by_window_when_nothing_else_is_asked(hall: LiveHall) -> None:
    hall.issue("company-setup")
    found = report(logged_in(hall, "lead"))
    assert (found.business_date.isoformat(), found.by) == (business_date(), "window")
    assert found.total.figures["issued"] == 1
    assert found.rows[0].key is None


def test_each_column_of_the_report_carries_its_formula(hall: LiveHall) -> None:
    found = report(logged_in(hall, "lead"))
    assert all(column.formula["zh"] and column.formula["en"] for column in found.columns)
    assert set(found.total.figures) == {column.key for column in found.columns}


def test_a_spreadsheet_gets_the_rows_the_total_and_the_formulas(hall: LiveHall) -> None:
    hall.issue("company-setup")
    answer = logged_in(hall, "lead").get(f"{PATH}.csv?by=service&lang=en")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert f"throughput-{business_date()}-service.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows[0][:3] == ["By service", "Issued", "Called"]
    assert rows[1][:3] == ["Company set-up", "1", "0"]
    assert rows[2][:3] == ["Total", "1", "0"]
    assert ["Rated, share of who could", "Rated ÷ (rated + not rated)"] in rows


@pytest.mark.parametrize("query", ["?date=2026-02-30", "?date=today", "?by=mood"])
@pytest.mark.parametrize("kind", ["", ".csv"])
def test_a_question_that_means_nothing_is_malformed(hall: LiveHall, query: str, kind: str) -> None:
    assert refused(logged_in(hall, "lead").get(PATH + kind + query)) == (400, "malformed")


@pytest.mark.parametrize("kind", ["", ".csv"])
def test_a_clerk_may_not_read_the_report_and_nobody_without_a_session(
    hall: LiveHall, kind: str
) -> None:
    clerk = logged_in(hall, "wang", window="1")
    assert refused(clerk.get(PATH + kind)) == (403, "forbidden")
    assert refused(hall.app.test_client().get(PATH + kind)) == (401, "unauthenticated")


def test_the_report_is_described(hall: LiveHall) -> None:
    found = hall.app.test_client().get("/openapi.json").json
    assert found is not None
    names = [given["name"] for given in found["paths"][PATH]["get"]["parameters"]]
    assert names == ["date", "by"]
    assert (
        "text/csv; charset=utf-8"
        in found["paths"][f"{PATH}.csv"]["get"]["responses"]["200"]["content"]
    )


def test_a_clerks_name_that_looks_like_a_formula_stays_text(hall: LiveHall) -> None:
    ensure_accounts(hall.parts.store, [AccountRow("wang", "=HYPERLINK(1)", "clerk", "1", "x")])
    hall.issue("company-setup")
    queue, now = hall.parts.queue, hall.parts.clock()
    hall.parts.store.write(lambda tx: queue.at(tx, "1", "wang", now).log_in("wang"))
    hall.parts.store.write(lambda tx: queue.at(tx, "1", "wang", now).call_next())
    answer = logged_in(hall, "lead").get(f"{PATH}.csv?by=clerk")
    assert "'=HYPERLINK(1) (wang)" in answer.data.decode("utf-8-sig")
