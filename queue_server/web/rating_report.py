"""The ratings of a span of days: from the tables to the message, the file and the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from queue_server.contract.messages import Text
from queue_server.contract.reports import RatingReport, ReportColumn, ReportRow
from queue_server.layout import Layout
from queue_server.reports import csv_file, svg_diverging
from queue_server.reports.account_names import account_names
from queue_server.reports.columns import LEVELS, SMALL_N
from queue_server.reports.figures import as_text
from queue_server.reports.rating_columns import COLUMNS
from queue_server.reports.rating_query import read_ratings
from queue_server.reports.rating_tally import By, RatingTally, ratings
from queue_server.storage.store import Store
from queue_server.web.texts import LANGUAGES, texts

SHARE_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Span:
    """Business days, both included."""

    first: date
    last: date


def report_of(store: Store, layout: Layout, span: Span, by: By, now: datetime) -> RatingReport:
    with store.reading() as connection:
        found = read_ratings(connection, store.hall, span.first, span.last)
        clerks = account_names(connection, store.hall)
    orders = {By.WINDOW: list(layout.windows), By.SERVICE: list(layout.services)}
    report = ratings(found, by, orders.get(by, ()))
    name_of = _naming(by, layout, clerks)
    return RatingReport(
        first=span.first,
        last=span.last,
        by=by.value,
        as_of=now,
        columns=[
            ReportColumn(key=c.key, unit=c.unit, title=c.title, formula=c.formula) for c in COLUMNS
        ],
        rows=[_row(row.key, name_of(row.key), row.tally) for row in report.rows],
        total=_row(None, _said("total"), report.total),
    )


def csv(report: RatingReport, language: str) -> bytes:
    """The table, its total, and below it each column's formula."""
    said = texts(language)["reports"]
    titles = [column.title[language] for column in report.columns]
    own = texts(language)["rating_report"]
    rows: list[list[csv_file.Cell]] = [[own[f"by_{report.by}"], *titles]]
    for row in [*report.rows, report.total]:
        cells = [_cell(row.figures[column.key], column.unit) for column in report.columns]
        rows.append([row.name[language], *cells])
    rows.append([])
    rows.append([own["first"], report.first.isoformat(), own["last"], report.last.isoformat()])
    rows.append([said["formulas"]])
    rows.extend([column.title[language], column.formula[language]] for column in report.columns)
    return csv_file.write(rows)


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


def _row(key: str | None, name: Text, tally: RatingTally) -> ReportRow:
    figures = {column.key: column.figure(tally) for column in COLUMNS}
    return ReportRow(
        key=key,
        name=name,
        figures={
            key: round(figure, SHARE_DIGITS) if isinstance(figure, float) else figure
            for key, figure in figures.items()
        },
        small=[column.key for column in COLUMNS if column.is_small(tally)],
    )


def _cell(figure: float | None, unit: str) -> csv_file.Cell:
    return f"{figure * 100:.2f}%" if unit == "share" and figure is not None else figure


def _said(key: str, subject: str = "reports", **values: str) -> Text:
    return {language: texts(language)[subject][key].format(**values) for language in LANGUAGES}


def _naming(by: By, layout: Layout, clerks: dict[str, str]) -> Callable[[str | None], Text]:
    def service(key: str) -> Text:
        found = layout.services.get(key)
        return found.name.as_dict() if found else dict.fromkeys(LANGUAGES, key)

    def clerk(key: str) -> Text:
        return dict.fromkeys(LANGUAGES, f"{clerks[key]} ({key})" if key in clerks else key)

    known: dict[By, Callable[[str], Text]] = {
        By.WINDOW: lambda key: _said("window_row", window=key),
        By.CLERK: clerk,
        By.SERVICE: service,
    }
    nameless = (
        layout.hall.hall.name.as_dict() if by is By.HALL else _said("nobody", "rating_report")
    )
    return lambda key: nameless if key is None else known[by](key)
