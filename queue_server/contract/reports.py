"""What `GET /api/v1/reports/throughput` answers. Times in seconds, shares from 0 to 1."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from queue_server.contract.messages import Text


class ReportColumn(Struct, frozen=True, kw_only=True):
    """`unit` is count, seconds or share; `formula` says how the column is computed."""

    key: str
    unit: str
    title: Text
    formula: Text


class ReportRow(Struct, frozen=True, kw_only=True):
    """`key` is null where there is none. A figure is null where nothing was counted.

    `small` names the columns that rest on too few cases to say much.
    """

    key: str | None
    name: Text
    figures: dict[str, int | float | None]
    small: list[str]


class ThroughputReport(Struct, frozen=True, kw_only=True):
    business_date: date
    by: str
    as_of: datetime
    columns: list[ReportColumn]
    rows: list[ReportRow]
    total: ReportRow


class SpanReport(Struct, frozen=True, kw_only=True):
    """Of the business days from `first` to `last`."""

    first: date
    last: date
    by: str
    as_of: datetime
    columns: list[ReportColumn]
    rows: list[ReportRow]
    total: ReportRow


class RatingReport(SpanReport, frozen=True, kw_only=True):
    """What `GET /api/v1/reports/ratings` answers."""


class MatterReport(SpanReport, frozen=True, kw_only=True):
    """What `GET /api/v1/reports/matters` answers."""
