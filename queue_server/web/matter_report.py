"""What was done in a span of days: as JSON for programs, as CSV for spreadsheets, as a page."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from queue_server.contract.reports import MatterReport
from queue_server.layout import Layout
from queue_server.parts import Parts
from queue_server.reports.account_names import account_names
from queue_server.reports.columns import SMALL_N
from queue_server.reports.figures import as_text
from queue_server.reports.matter_columns import COLUMNS
from queue_server.reports.matter_query import read_matters
from queue_server.reports.matter_tally import matters
from queue_server.reports.rating_tally import By
from queue_server.storage.store import Store
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.span_report import (
    QUERY,
    Span,
    asked_by,
    asked_span,
    csv,
    for_page,
    message,
    naming,
    orders,
    page_by,
)

CSV = "text/csv; charset=utf-8"
PATH = "/api/v1/reports/matters"
READERS = frozenset({"supervisor"})


def report_of(store: Store, layout: Layout, span: Span, by: By, now: datetime) -> MatterReport:
    with store.reading() as connection:
        found = read_matters(connection, store.hall, span.first, span.last)
        clerks = account_names(connection, store.hall)
    report = matters(found, by, orders(layout, by))
    name_of = naming(by, layout, clerks)
    return message(
        MatterReport,
        COLUMNS,
        report.rows,
        report.total,
        span=span,
        by=by,
        now=now,
        name_of=name_of,
    )


def endpoints(parts: Parts) -> list[Endpoint]:
    def asked() -> MatterReport:
        now = parts.clock()
        span = asked_span(parts.views.day.date_of(now))
        return report_of(parts.store, parts.layout, span, asked_by(), now)

    def as_json(_call: Call) -> MatterReport:
        return asked()

    def as_csv(_call: Call) -> Response:
        report = asked()
        response = Response(csv(report, language()), content_type=CSV)
        name = f"matters-{report.first}-{report.last}-{report.by}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return [
        Endpoint(
            method="GET",
            path=PATH,
            name="matter_report",
            summary="What was done in a span of days, each column with its formula",
            handler=as_json,
            gives=MatterReport,
            roles=READERS,
            refuses=("malformed",),
            query=QUERY,
        ),
        Endpoint(
            method="GET",
            path=f"{PATH}.csv",
            name="matter_report_csv",
            summary="The same as a file for spreadsheets",
            handler=as_csv,
            gives=str,
            media_type=CSV,
            roles=READERS,
            refuses=("malformed",),
            query=(*QUERY, ("lang", "zh or en; else as the browser asks")),
        ),
    ]


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/reports/matters")
    def matter_report() -> AnyResponse:
        return frame.for_supervisors(lambda person: _show(frame, person))


def _show(frame: PageFrame, person: Principal) -> Response:
    now = frame.clock()
    choices = for_page(frame.views.day.date_of(now))
    report = report_of(frame.store, frame.layout, choices["span"], page_by(), now)
    return frame.render(
        "matter_report.html",
        here="reports",
        kind="matters",
        person=person.name,
        csrf=person.csrf,
        report=report,
        as_of=frame.local_time(now),
        columns=[column for column in COLUMNS if column.below is None],
        below={column.below: column for column in COLUMNS if column.below},
        figure=as_text,
        small_n=SMALL_N,
        **choices,
    )
