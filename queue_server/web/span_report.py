"""What the reports on a span of days share: which days were asked for, rows, and the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from flask import request

from queue_server.contract.messages import Text
from queue_server.contract.reports import ReportColumn, ReportRow, SpanReport
from queue_server.domain.errors import RuleBroken
from queue_server.layout import Layout
from queue_server.reports import csv_file
from queue_server.reports.rating_tally import By
from queue_server.web.texts import LANGUAGES, texts

MOST_DAYS = 366
SHARE_DIGITS = 4
QUERY = (
    ("first", "the first business date, YYYY-MM-DD; the month's first when it is left out"),
    ("last", f"the last one, included; today when it is left out; at most {MOST_DAYS} days"),
    ("by", "clerk (also when it is left out), window, service or hall"),
)

R = TypeVar("R", bound=SpanReport)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Business days, both included."""

    first: date
    last: date


def asked_span(today: date) -> Span:
    """Of a program's request; raises `malformed`."""
    first, last = _date("first", today.replace(day=1)), _date("last", today)
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise RuleBroken("malformed", f"from 1 to {MOST_DAYS} days, the first first", "last")
    return Span(first=first, last=last)


def asked_by() -> By:
    """Of a program's request; raises `malformed`."""
    wish = request.args.get("by", By.CLERK.value)
    try:
        return By(wish)
    except ValueError:
        raise RuleBroken(
            "malformed", f"a report is by {', '.join(by.value for by in By)}", "by"
        ) from None


def _date(name: str, otherwise: date) -> date:
    wish = request.args.get(name)
    try:
        return date.fromisoformat(wish) if wish else otherwise
    except ValueError:
        raise RuleBroken("malformed", "a date is written YYYY-MM-DD", name) from None


def for_page(today: date) -> dict[str, Any]:
    """What a page shows of its choices. It shows this month rather than an error for days that are
    none; of too many days the first, and says so."""
    first, last = _page_date("first", today.replace(day=1)), _page_date("last", today)
    first, last = min(first, last), max(first, last)
    longest = first + timedelta(days=MOST_DAYS - 1)
    last_month = today.replace(day=1) - timedelta(days=1)
    return {
        "span": Span(first=first, last=min(last, longest)),
        "is_cut": last > longest,
        "most_days": MOST_DAYS,
        "today": today,
        "this_month": Span(first=today.replace(day=1), last=today),
        "last_month": Span(first=last_month.replace(day=1), last=last_month),
        "bys": [by.value for by in By],
    }


def page_by() -> By:
    with suppress(ValueError):
        return By(request.args.get("by", ""))
    return By.CLERK


def _page_date(name: str, otherwise: date) -> date:
    with suppress(ValueError):
        return date.fromisoformat(request.args.get(name, ""))
    return otherwise


def orders(layout: Layout, by: By) -> Sequence[str]:
    """The hall's own order of the rows."""
    return {By.WINDOW: list(layout.windows), By.SERVICE: list(layout.services)}.get(by, ())


def message(
    made: type[R],
    columns: Sequence[Any],
    rows: Iterable[Any],
    total: Any,
    *,
    span: Span,
    by: By,
    now: datetime,
    name_of: Callable[[str | None], Text],
) -> R:
    """`columns` and `rows` as a report's own module has them: each column reads a row's tally."""
    return made(
        first=span.first,
        last=span.last,
        by=by.value,
        as_of=now,
        columns=[
            ReportColumn(key=c.key, unit=c.unit, title=c.title, formula=c.formula) for c in columns
        ],
        rows=[_row(row.key, name_of(row.key), row.tally, columns) for row in rows],
        total=_row(None, _said("total"), total, columns),
    )


def _row(key: str | None, name: Text, tally: Any, columns: Sequence[Any]) -> ReportRow:
    figures = {column.key: column.figure(tally) for column in columns}
    return ReportRow(
        key=key,
        name=name,
        figures={
            key: round(figure, SHARE_DIGITS) if isinstance(figure, float) else figure
            for key, figure in figures.items()
        },
        small=[column.key for column in columns if column.is_small(tally)],
    )


def csv(report: SpanReport, language: str) -> bytes:
    """The table, its total, and below it each column's formula."""
    own = texts(language)["rating_report"]
    titles = [column.title[language] for column in report.columns]
    rows: list[list[csv_file.Cell]] = [[own[f"by_{report.by}"], *titles]]
    for row in [*report.rows, report.total]:
        cells = [_cell(row.figures[column.key], column.unit) for column in report.columns]
        rows.append([row.name[language], *cells])
    rows.append([])
    rows.append([own["first"], report.first.isoformat(), own["last"], report.last.isoformat()])
    rows.append([texts(language)["reports"]["formulas"]])
    rows.extend([column.title[language], column.formula[language]] for column in report.columns)
    return csv_file.write(rows)


def _cell(figure: float | None, unit: str) -> csv_file.Cell:
    return f"{figure * 100:.2f}%" if unit == "share" and figure is not None else figure


def _said(key: str, subject: str = "reports", **values: str) -> Text:
    return {language: texts(language)[subject][key].format(**values) for language in LANGUAGES}


def naming(by: By, layout: Layout, clerks: dict[str, str]) -> Callable[[str | None], Text]:
    """How rows are called; `clerks` are {account: name}."""

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
