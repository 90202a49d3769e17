"""Rectification cases, their steps, second ratings, and the numbers that visitors left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    select,
)

from queue_server.domain.rectifications import Case, Reached, State
from queue_server.storage import rating_tables as r
from queue_server.storage import tables as t
from queue_server.storage.reader import Reader

_HALL: Any = bindparam("is_hall")
_ACT: Any = bindparam("is_act")
_CASE: Any = bindparam("is_case")
_FIELDS = tuple(Case.__dataclass_fields__)
_IS_LOW = t.rating.c.level <= literal_column("2")  # as the partial index says
_IS_OF_CASE = (r.rectification.c.hall == _HALL, r.rectification.c.case_id == _CASE)
_ONE = select(*[r.rectification.c[name] for name in _FIELDS])
_BY_ID = _ONE.where(*_IS_OF_CASE)
_BY_ACT = _ONE.where(r.rectification.c.hall == _HALL, r.rectification.c.act_id == _ACT)
_LOW = (
    select(t.rating.c.act_id)
    .where(
        t.rating.c.hall == _HALL,
        _IS_LOW,
        t.rating.c.final_at >= bindparam("since", type_=t.rating.c.final_at.type),
        t.rating.c.final_at <= bindparam("now", type_=t.rating.c.final_at.type),
        ~exists()
        .where(
            r.rectification.c.hall == t.rating.c.hall,
            r.rectification.c.act_id == t.rating.c.act_id,
        )
        .correlate(t.rating),
    )
    .order_by(t.rating.c.final_at)
)
_OVERDUE = (
    select(r.rectification.c.case_id)
    .where(
        r.rectification.c.hall == _HALL,
        r.rectification.c.closed_at.is_(None),
        r.rectification.c.due < bindparam("today"),
        r.rectification.c.escalated_at.is_(None),
    )
    .order_by(r.rectification.c.due)
)
_IDLE_CONTACTS = (  # of ratings that are final and not low: there will be no case
    select(r.left_contact.c.act_id)
    .join(t.rating, t.rating.c.act_id == r.left_contact.c.act_id)
    .where(
        r.left_contact.c.hall == _HALL,
        t.rating.c.level > 2,
        t.rating.c.final_at <= bindparam("now", type_=t.rating.c.final_at.type),
    )
)
_FINAL = select(t.rating.c.level, t.rating.c.final_at).where(t.rating.c.act_id == _ACT)
_SECOND = select(r.second_rating).where(r.second_rating.c.act_id == _ACT)
_SUPERVISOR = select(t.account.c.account, t.account.c.name).where(
    t.account.c.hall == _HALL, t.account.c.role == "supervisor"
)
_STEPS = (
    select(r.rectification_step)
    .where(r.rectification_step.c.case_id == _CASE)
    .order_by(r.rectification_step.c.position)
)
_CONCERNED = select(
    t.service_act.c.number,
    t.service_act.c.window,
    t.service_act.c.service,
    t.service_act.c.account,
    t.service_act.c.called_at,
    t.service_act.c.ended_at,
    t.rating.c.level,
    t.rating.c.channel,
    t.rating.c.rated_at,
    t.rating.c.reasons,
    t.rating.c.comment,
    t.rating.c.act_id,
).join_from(t.service_act, t.rating, t.rating.c.act_id == t.service_act.c.act_id)
_LISTED = (
    select(
        *[r.rectification.c[name] for name in _FIELDS],
        t.service_act.c.number,
        t.service_act.c.window,
        t.service_act.c.service,
        t.service_act.c.account,
        t.rating.c.level,
        t.rating.c.channel,
        t.rating.c.rated_at,
        t.rating.c.reasons,
        t.rating.c.comment,
        r.second_rating.c.level.label("second_level"),
    )
    .join_from(r.rectification, t.service_act, t.service_act.c.act_id == r.rectification.c.act_id)
    .join(t.rating, t.rating.c.act_id == r.rectification.c.act_id)
    .join(r.second_rating, r.second_rating.c.act_id == r.rectification.c.act_id, isouter=True)
    .where(r.rectification.c.hall == _HALL)
)
_OPEN = _LISTED.where(r.rectification.c.closed_at.is_(None)).order_by(
    r.rectification.c.due, r.rectification.c.opened_at
)
_OPEN_COUNT = select(func.count()).where(
    r.rectification.c.hall == _HALL, r.rectification.c.closed_at.is_(None)
)
_SPAN = (
    bindparam("start", type_=r.rectification.c.opened_at.type),
    bindparam("end", type_=r.rectification.c.opened_at.type),
)


def _within(column: Any) -> Select[Any]:
    return _LISTED.where(column >= _SPAN[0], column < _SPAN[1]).order_by(column)


_CLOSED = _within(r.rectification.c.closed_at).where(r.rectification.c.closed_at.is_not(None))
_OPENED = _within(r.rectification.c.opened_at)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A case and what it is about. `row` has the act's number, window, service and account, the
    rating's level, channel, rated_at, reasons and comment, and `second_level`."""

    case: Case
    row: Row[Any]


class CaseReader:
    """Questions, bound to one reader or one command."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.connection = reader.connection

    def case(self, case_id: UUID) -> Case | None:
        return self._case(_BY_ID, is_case=case_id)

    def of_act(self, act_id: UUID) -> Case | None:
        return self._case(_BY_ACT, is_act=act_id)

    def concerned(self, act_id: UUID) -> Row[Any]:
        """The act and its rating: whoever asks this reads a single rating."""
        return self._rows(_CONCERNED.where(t.rating.c.act_id == _ACT), is_act=act_id)[0]

    def second_rating(self, act_id: UUID) -> Row[Any] | None:
        return next(iter(self._rows(_SECOND, is_act=act_id)), None)

    def steps(self, case_id: UUID) -> Sequence[Row[Any]]:
        return self._rows(_STEPS, is_case=case_id)

    def open_cases(self) -> list[Listed]:
        """Those not at their end, the most urgent first."""
        return self._listed(_OPEN)

    def open_count(self) -> int:
        return int(self._rows(_OPEN_COUNT)[0][0])

    def closed_between(self, start: datetime, end: datetime) -> list[Listed]:
        return self._listed(_CLOSED, start=start, end=end)

    def opened_between(self, start: datetime, end: datetime) -> list[Listed]:
        return self._listed(_OPENED, start=start, end=end)

    def low_without_case(self, since: datetime, now: datetime) -> list[UUID]:
        """The acts whose low rating became final between the two and has no case."""
        return [row.act_id for row in self._rows(_LOW, since=since, now=now)]

    def newly_overdue(self, today: date) -> list[UUID]:
        return [row.case_id for row in self._rows(_OVERDUE, today=today)]

    def idle_contacts(self, now: datetime) -> list[UUID]:
        """The acts whose visitors left a number and then rated better."""
        return [row.act_id for row in self._rows(_IDLE_CONTACTS, now=now)]

    def supervisor_name(self, account: str) -> str | None:
        """None when it is no supervisor's account."""
        rows = self._rows(_SUPERVISOR.where(t.account.c.account == account))
        return str(rows[0].name) if rows else None

    def supervisors(self) -> dict[str, str]:
        return {row.account: row.name for row in self._rows(_SUPERVISOR)}

    def rating(self, act_id: UUID) -> Row[Any] | None:
        """`level` and `final_at` of the act's rating."""
        return next(iter(self._rows(_FINAL, is_act=act_id)), None)

    def _case(self, statement: Select[Any], **values: object) -> Case | None:
        rows = self._rows(statement, **values)
        return as_case(rows[0]) if rows else None

    def _listed(self, statement: Select[Any], **values: object) -> list[Listed]:
        return [Listed(case=as_case(row), row=row) for row in self._rows(statement, **values)]

    def _rows(self, statement: Select[Any], **values: object) -> Sequence[Row[Any]]:
        return self.connection.execute(statement, {"is_hall": self._reader.hall, **values}).all()


def as_case(row: Row[Any]) -> Case:
    fields = {name: getattr(row, name) for name in _FIELDS}
    fields["state"] = State(fields["state"])
    fields["reached"] = Reached(fields["reached"]) if fields["reached"] else None
    fields["counts"] = bool(fields["counts"])
    fields["told_reasons"] = tuple(c for c in fields["told_reasons"].split(",") if c)
    return Case(**fields)
