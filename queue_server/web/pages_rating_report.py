"""`/reports/ratings`: the ratings of a span of days as a picture and a table, for supervisors."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from queue_server.parts import Parts
from queue_server.reports.columns import LEVELS, SMALL_N
from queue_server.reports.figures import as_text
from queue_server.reports.rating_columns import COLUMNS
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import frame_of
from queue_server.web.rating_report import picture, report_of
from queue_server.web.span_report import for_page, page_by


def rating_report_pages_of(parts: Parts) -> Blueprint:
    pages = Blueprint("rating_report_pages", __name__)
    frame = frame_of(parts)

    @pages.get("/reports/ratings")
    def rating_report() -> Response:
        return frame.for_supervisors(lambda person: _show(frame, person))

    return pages


def _show(frame: PageFrame, person: Principal) -> Response:
    now, lang = frame.clock(), language()
    choices = for_page(frame.views.day.date_of(now))
    report = report_of(frame.store, frame.layout, choices["span"], page_by(), now)
    return frame.render(
        "rating_report.html",
        here="reports",
        kind="ratings",
        person=frame.name_of(person),
        csrf=person.csrf,
        report=report,
        as_of=frame.local_time(now),
        picture=picture(report, lang),
        levels={level: title[lang == "en"] for level, (_, *title) in LEVELS.items()},
        columns=[column for column in COLUMNS if column.below is None],
        below={column.below: column for column in COLUMNS if column.below},
        all_columns=COLUMNS,
        **choices,
        figure=as_text,
        small_n=SMALL_N,
    )
