"""The ratings of a span of days, as JSON for programs and as CSV for spreadsheets."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, request

from queue_server.contract.reports import RatingReport
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.reports.rating_tally import By
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.language import language
from queue_server.web.rating_report import Span, csv, report_of

CSV = "text/csv; charset=utf-8"
PATH = "/api/v1/reports/ratings"
READERS = frozenset({"supervisor"})
MOST_DAYS = 366

_QUERY = (
    ("first", "the first business date, YYYY-MM-DD; the month's first when it is left out"),
    ("last", f"the last one, included; today when it is left out; at most {MOST_DAYS} days"),
    ("by", "clerk (also when it is left out), window, service or hall"),
)


def endpoints(parts: Parts) -> list[Endpoint]:
    def asked() -> RatingReport:
        now = parts.clock()
        span = _span(parts.views.day.date_of(now))
        return report_of(parts.store, parts.layout, span, _by(), now)

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
            query=_QUERY,
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
            query=(*_QUERY, ("lang", "zh or en; else as the browser asks")),
        ),
    ]


def _span(today: date) -> Span:
    first, last = _date("first", today.replace(day=1)), _date("last", today)
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise RuleBroken("malformed", f"from 1 to {MOST_DAYS} days, the first first", "last")
    return Span(first=first, last=last)


def _date(name: str, otherwise: date) -> date:
    wish = request.args.get(name)
    try:
        return date.fromisoformat(wish) if wish else otherwise
    except ValueError:
        raise RuleBroken("malformed", "a date is written YYYY-MM-DD", name) from None


def _by() -> By:
    wish = request.args.get("by", By.CLERK.value)
    try:
        return By(wish)
    except ValueError:
        raise RuleBroken(
            "malformed", f"a report is by {', '.join(by.value for by in By)}", "by"
        ) from None
