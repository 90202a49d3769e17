"""The throughput of a day as the one message that page, pictures, JSON and CSV are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from queue_server.contract.messages import Text
from queue_server.contract.reports import ReportColumn, ReportRow, ThroughputReport
from queue_server.reports import csv_file
from queue_server.reports.columns import COLUMNS
from queue_server.reports.tally import Tally
from queue_server.reports.throughput import By, Throughput
from queue_server.web.texts import LANGUAGES, texts

Figure = int | float | None


@dataclass(frozen=True, kw_only=True)
class Names:
    """How rows are called: services by the configuration, clerks by their accounts."""

    services: Mapping[str, Text]
    clerks: Mapping[str, str]


def message(report: Throughput, day: date, as_of: datetime, names: Names) -> ThroughputReport:
    name_of = _naming(report.by, names)
    return ThroughputReport(
        business_date=day,
        by=report.by.value,
        as_of=as_of,
        columns=[
            ReportColumn(key=c.key, unit=c.unit, title=c.title, formula=c.formula) for c in COLUMNS
        ],
        rows=[_row(row.key, name_of(row.key), row.tally) for row in report.rows],
        total=_row(None, _said("total"), report.total),
    )


def csv(report: ThroughputReport, language: str) -> bytes:
    """The table, its total, and below it each column's formula."""
    said = texts(language)["reports"]
    titles = [column.title[language] + _unit_of(column, said) for column in report.columns]
    rows: list[list[csv_file.Cell]] = [[said[f"by_{report.by}"], *titles]]
    for row in [*report.rows, report.total]:
        cells = [_cell(row.figures[column.key], column.unit) for column in report.columns]
        rows.append([row.name[language], *cells])
    rows.append([])
    rows.append([said["date"], report.business_date.isoformat()])
    rows.append([said["formulas"]])
    rows.extend(
        [title, column.formula[language]]
        for title, column in zip(titles, report.columns, strict=True)
    )
    return csv_file.write(rows)


def _row(key: str | None, name: Text, tally: Tally) -> ReportRow:
    return ReportRow(
        key=key,
        name=name,
        figures={column.key: _rounded(column.figure(tally), column.unit) for column in COLUMNS},
        small=[column.key for column in COLUMNS if column.is_small(tally)],
    )


def _rounded(figure: Figure, unit: str) -> Figure:
    digits = {"count": 0, "seconds": 1, "share": 4}[unit]
    return round(figure, digits) if isinstance(figure, float) else figure


def _cell(figure: Figure, unit: str) -> csv_file.Cell:
    return f"{figure * 100:.2f}%" if unit == "share" and figure is not None else figure


def _unit_of(column: ReportColumn, said: Mapping[str, str]) -> str:
    return said["seconds_unit"] if column.unit == "seconds" else ""


def _said(key: str, **values: str) -> Text:
    return {language: texts(language)["reports"][key].format(**values) for language in LANGUAGES}


def _naming(by: By, names: Names) -> Callable[[str | None], Text]:
    known: dict[By, Callable[[str], Text]] = {
        By.WINDOW: lambda key: _said("window_row", window=key),
        By.CLERK: lambda key: _in_all(
            f"{names.clerks[key]} ({key})" if key in names.clerks else key
        ),
        By.SERVICE: lambda key: names.services.get(key, _in_all(key)),
        By.HOUR: lambda key: _said("hour_row", hour=key, next=f"{(int(key) + 1) % 24:02}"),
    }
    nameless = "no_clerk" if by is By.CLERK else "not_called"
    return lambda key: _said(nameless) if key is None else known[by](key)


def _in_all(name: str) -> Text:
    return dict.fromkeys(LANGUAGES, name)
