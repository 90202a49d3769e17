"""The ratings of a span of days, as JSON for programs and as CSV for spreadsheets."""

from __future__ import annotations

from flask import Response

from queue_server.contract.reports import RatingReport
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.language import language
from queue_server.web.rating_report import report_of
from queue_server.web.span_report import QUERY, asked_by, asked_span, csv

CSV = "text/csv; charset=utf-8"
PATH = "/api/v1/reports/ratings"
READERS = frozenset({"supervisor"})


def endpoints(parts: Parts) -> list[Endpoint]:
    def asked() -> RatingReport:
        now = parts.clock()
        span = asked_span(parts.views.day.date_of(now))
        return report_of(parts.store, parts.layout, span, asked_by(), now)

    def as_json(_call: Call) -> RatingReport:
        return asked()

    def as_csv(_call: Call) -> Response:
        report = asked()
        response = Response(csv(report, language()), content_type=CSV)
        name = f"ratings-{report.first}-{report.last}-{report.by}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return [
        Endpoint(
            method="GET",
            path=PATH,
            name="rating_report",
            summary="The ratings of a span of days, each column with its formula",
            handler=as_json,
            gives=RatingReport,
            roles=READERS,
            refuses=("malformed",),
            query=QUERY,
        ),
        Endpoint(
            method="GET",
            path=f"{PATH}.csv",
            name="rating_report_csv",
            summary="The same as a file for spreadsheets",
            handler=as_csv,
            gives=str,
            media_type=CSV,
            roles=READERS,
            refuses=("malformed",),
            query=(*QUERY, ("lang", "zh or en; else as the browser asks")),
        ),
    ]
