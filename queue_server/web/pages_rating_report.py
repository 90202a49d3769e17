"""`/reports/ratings`: the ratings of a span of days as a picture and a table, for supervisors."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from queue_server.parts import Parts
from queue_server.reports.columns import LEVELS, SMALL_N
from queue_server.reports.figures import as_text
from queue_server.reports.rating_columns import COLUMNS
from queue_server.reports.rating_tally import By
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import frame_of
from queue_server.web.rating_report import Span, picture, report_of
from queue_server.web.rating_reports import MOST_DAYS


def rating_report_pages_of(parts: Parts) -> Blueprint:
    pages = Blueprint("rating_report_pages", __name__)
    frame = frame_of(parts)

    @pages.get("/reports/ratings")
    def rating_report() -> Response:
        return frame.for_supervisors(lambda person: _show(frame, person))

    return pages


def _show(frame: PageFrame, person: Principal) -> Response:
    now, lang = frame.clock(), language()
    today = frame.views.day.date_of(now)
    asked = _asked(today)
    span = _cut(asked)
    report = report_of(frame.store, frame.layout, span, _by(), now)
    last_month = today.replace(day=1) - timedelta(days=1)
    return frame.render(
        "rating_report.html",
        here="reports",
        kind="ratings",
        person=person.name,
        csrf=person.csrf,
        report=report,
        today=today,
        is_cut=span != asked,
        most_days=MOST_DAYS,
        this_month=Span(first=today.replace(day=1), last=today),
        last_month=Span(first=last_month.replace(day=1), last=last_month),
        as_of=frame.local_time(now),
        picture=picture(report, lang),
        levels={level: title[lang == "en"] for level, (_, *title) in LEVELS.items()},
        columns=[column for column in COLUMNS if column.below is None],
        below={column.below: column for column in COLUMNS if column.below},
        all_columns=COLUMNS,
        bys=[by.value for by in By],
        figure=as_text,
        small_n=SMALL_N,
    )


def _asked(today: date) -> Span:
    """A page shows this month rather than an error for days that are none."""
    first, last = _date("first", today.replace(day=1)), _date("last", today)
    return Span(first=first, last=last) if first <= last else Span(first=last, last=first)


def _cut(span: Span) -> Span:
    longest = span.first + timedelta(days=MOST_DAYS - 1)
    return Span(first=span.first, last=min(span.last, longest))


def _date(name: str, otherwise: date) -> date:
    with suppress(ValueError):
        return date.fromisoformat(request.args.get(name, ""))
    return otherwise


def _by() -> By:
    with suppress(ValueError):
        return By(request.args.get("by", ""))
    return By.CLERK
