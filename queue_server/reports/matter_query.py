"""Reads what was done in a span of days, counted by the database. Visits are found by their day,
matters and notices by their visit."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, Table, bindparam, case, func, select

from queue_server.domain.acts import Outcome
from queue_server.domain.matters import MatterOutcome
from queue_server.reports.matter_tally import Found, Place, SomeMatters, SomeVisits
from queue_server.storage import tables as t
from queue_server.storage import window_tables as w

_ACT = t.service_act
_THOSE_DAYS = (
    _ACT.c.hall == bindparam("hall"),
    _ACT.c.business_date.between(bindparam("first"), bindparam("last")),
)
_APART = (_ACT.c.account.label("clerk"), _ACT.c.window)
_MATTERS = (
    select(*_APART, w.matter.c.service, w.matter.c.outcome, func.count().label("matters"))
    .join_from(_ACT, w.matter, w.matter.c.act_id == _ACT.c.act_id)
    .where(*_THOSE_DAYS)
    .group_by(_ACT.c.account, _ACT.c.window, w.matter.c.service, w.matter.c.outcome)
)


def _how_many(table: Table, *conditions: Any) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.act_id == _ACT.c.act_id, *conditions)
        .correlate(_ACT)
        .scalar_subquery()
    )


_VISITS = (
    select(
        *_APART,
        _ACT.c.service,
        case((_ACT.c.outcome == Outcome.SERVED.value, 1), else_=0).label("served"),
        _how_many(w.matter).label("matters"),
        _how_many(w.matter, w.matter.c.outcome == MatterOutcome.INCOMPLETE.value).label(
            "incomplete"
        ),
        _how_many(w.notice).label("notices"),
    )
    .where(*_THOSE_DAYS)
    .subquery()
)
_COUNTED: Select[Any] = select(
    *_VISITS.c,
    func.count().label("visits"),
).group_by(*_VISITS.c)


def read_matters(connection: Connection, hall: str, first: date, last: date) -> Found:
    """Of the business days from `first` to `last`, both included."""
    asked = {"hall": hall, "first": first, "last": last}
    return Found(
        matters=[
            SomeMatters(
                place=_place(row),
                outcome=MatterOutcome(row.outcome),
                matters=row.matters,
            )
            for row in connection.execute(_MATTERS, asked)
        ],
        visits=[
            SomeVisits(
                place=_place(row),
                served=bool(row.served),
                matters=row.matters,
                incomplete=bool(row.incomplete),
                has_notice=bool(row.notices),
                notices=row.notices * row.visits,
                visits=row.visits,
            )
            for row in connection.execute(_COUNTED, asked)
        ],
    )


def _place(row: Any) -> Place:
    return Place(clerk=row.clerk, window=row.window, service=row.service)
