"""`/reports`: the throughput of a day as pictures and a table, for supervisors."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response

from queue_server.reports.columns import LEVELS, SMALL_N
from queue_server.reports.figures import as_text
from queue_server.reports.throughput import By
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.texts import texts
from queue_server.web.throughput_pictures import pictures
from queue_server.web.throughput_report import report_of


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/reports")
    def reports() -> Response:
        return frame.for_supervisors(lambda person: _show(frame, person))


def _show(frame: PageFrame, person: Principal) -> Response:
    now = frame.clock()
    lang = language()
    today = frame.views.day.date_of(now)
    report = report_of(frame.store, frame.layout, _asked_day(today), _asked_by(), now)
    return frame.render(
        "reports.html",
        here="reports",
        person=frame.name_of(person),
        csrf=person.csrf,
        report=report,
        today=today,
        as_of=frame.local_time(now),
        pictures=pictures(report, lang, texts(lang)["reports"]),
        levels={level: title[lang == "en"] for level, (_, *title) in LEVELS.items()},
        figure=as_text,
        small_n=SMALL_N,
    )


def _asked_day(today: date) -> date:
    """A page shows today rather than an error for a date that is none."""
    with suppress(ValueError):
        return date.fromisoformat(request.args.get("date", ""))
    return today


def _asked_by() -> By:
    with suppress(ValueError):
        return By(request.args.get("by", ""))
    return By.WINDOW
