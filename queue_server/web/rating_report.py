"""The ratings of a span of days: from the tables to the message and the picture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from queue_server.contract.reports import RatingReport, ReportRow
from queue_server.layout import Layout
from queue_server.reports import svg_diverging
from queue_server.reports.account_names import account_names
from queue_server.reports.columns import LEVELS, SMALL_N
from queue_server.reports.figures import as_text
from queue_server.reports.rating_columns import COLUMNS
from queue_server.reports.rating_query import read_ratings
from queue_server.reports.rating_tally import By, ratings
from queue_server.storage.store import Store
from queue_server.web.span_report import Span, message, naming, orders
from queue_server.web.texts import texts


def report_of(store: Store, layout: Layout, span: Span, by: By, now: datetime) -> RatingReport:
    with store.reading() as connection:
        found = read_ratings(connection, store.hall, span.first, span.last)
        clerks = account_names(connection, store.hall)
    report = ratings(found, by, orders(layout, by))
    name_of = naming(by, layout, clerks)
    return message(
        RatingReport,
        COLUMNS,
        report.rows,
        report.total,
        span=span,
        by=by,
        now=now,
        name_of=name_of,
    )


def picture(report: RatingReport, language: str) -> str:
    """The five levels of each row around the middle; empty when nobody rated."""
    said = texts(language)["rating_report"]
    bars = [_bar(row, language, said) for row in report.rows]
    shown = [bar for bar in bars if bar.rated]
    if not shown:
        return ""
    title, desc = said["picture"], said["picture_desc"]
    return svg_diverging.draw(shown, key="levels", title=title, desc=desc)


def _bar(row: ReportRow, language: str, said: dict[str, Any]) -> svg_diverging.LevelBar:
    counts = {level: int(row.figures[LEVELS[level][0]] or 0) for level in LEVELS}
    rated = sum(counts.values())
    satisfied = as_text(row.figures["satisfaction"], "share")
    return svg_diverging.LevelBar(
        label=row.name[language],
        counts=counts,
        note=said["note"].format(share=satisfied, rated=rated),
        small=rated < SMALL_N,
    )
