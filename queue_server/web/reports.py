"""The throughput of a day, as JSON for programs and as CSV for spreadsheets."""

from __future__ import annotations

from datetime import date

from flask import Response, request

from queue_server.contract.reports import ThroughputReport
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.reports.throughput import By
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.language import language
from queue_server.web.throughput_message import csv
from queue_server.web.throughput_report import report_of

CSV = "text/csv; charset=utf-8"
PATH = "/api/v1/reports/throughput"
READERS = frozenset({"supervisor"})

_QUERY = (
    ("date", "the business date, YYYY-MM-DD; today when it is left out"),
    ("by", "window (also when it is left out), clerk, service or hour"),
)


def endpoints(parts: Parts) -> list[Endpoint]:
    def asked() -> ThroughputReport:
        now = parts.clock()
        day = _date(parts.views.day.date_of(now))
        return report_of(parts.store, parts.layout, day, _by(), now)

    def as_json(_call: Call) -> ThroughputReport:
        return asked()

    def as_csv(_call: Call) -> Response:
        report = asked()
        name = f"throughput-{report.business_date}-{report.by}.csv"
        response = Response(csv(report, language()), content_type=CSV)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return [
        Endpoint(
            method="GET",
            path=PATH,
            name="throughput",
            summary="A day's throughput, each column with its formula",
            handler=as_json,
            gives=ThroughputReport,
            roles=READERS,
            refuses=("malformed",),
            query=_QUERY,
        ),
        Endpoint(
            method="GET",
            path=f"{PATH}.csv",
            name="throughput_csv",
            summary="The same as a file for spreadsheets",
            handler=as_csv,
            gives=str,
            media_type=CSV,
            roles=READERS,
            refuses=("malformed",),
            query=(*_QUERY, ("lang", "zh or en; else as the browser asks")),
        ),
    ]


def _date(today: date) -> date:
    wish = request.args.get("date")
    try:
        return date.fromisoformat(wish) if wish else today
    except ValueError:
        raise RuleBroken("malformed", "a date is written YYYY-MM-DD", "date") from None


def _by() -> By:
    wish = request.args.get("by", By.WINDOW.value)
    try:
        return By(wish)
    except ValueError:
        raise RuleBroken(
            "malformed", f"a report is by {', '.join(by.value for by in By)}", "by"
        ) from None
