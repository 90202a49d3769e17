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
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)

from queue_server.domain.ratings import Said
from queue_server.domain.rectifications import Case, Reached, State
from queue_server.storage import rating_tables as r
from queue_server.storage import tables as t
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

_HALL: Any = bindparam("is_hall")
_ACT: Any = bindparam("is_act")
_CASE: Any = bindparam("is_case")
_FIELDS = tuple(Case.__dataclass_fields__)
_IS_LOW = t.rating.c.level <= literal_column("2")  # as the partial index says
_IS_OF_CASE = (r.rectification.c.hall == _HALL, r.rectification.c.case_id == _CASE)
_ONE = select(*[r.rectification.c[name] for name in _FIELDS])
_BY_ID = _ONE.where(*_IS_OF_CASE)
_BY_ACT = _ONE.where(r.rectification.c.hall == _HALL, r.rectification.c.act_id == _ACT)
_ADD = insert(r.rectification)
_CHANGE = (
    update(r.rectification)
    .where(*_IS_OF_CASE, r.rectification.c.version == bindparam("was_version"))
    .values(
        {n: bindparam(f"new_{n}") for n in _FIELDS if n not in ("case_id", "act_id", "opened_at")}
    )
)
_ESCALATE = (
    update(r.rectification)
    .where(*_IS_OF_CASE, r.rectification.c.escalated_at.is_(None))
    .values(escalated_at=bindparam("now"))
)
_SET_CONTACT = update(r.rectification).where(*_IS_OF_CASE).values(contact=bindparam("new_contact"))
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
_CONTACT = select(r.left_contact.c.contact).where(
    r.left_contact.c.hall == _HALL, r.left_contact.c.act_id == _ACT
)
_FORGET_CONTACT = delete(r.left_contact).where(
    r.left_contact.c.hall == _HALL, r.left_contact.c.act_id == _ACT
)
_SECOND = select(r.second_rating).where(r.second_rating.c.act_id == _ACT)
_LAST_STEP = select(func.max(r.rectification_step.c.position)).where(
    r.rectification_step.c.case_id == _CASE
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


class Cases(CaseReader):
    """Bound to one command."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx)
        self._hall = tx.hall

    def add(self, case: Case) -> None:
        self.connection.execute(_ADD, {"hall": self._hall, **_columns(case)})

    def change(self, before: Case, after: Case) -> bool:
        """Keep the change if the case still is as it was seen; else say False."""
        values = {f"new_{name}": value for name, value in _columns(after).items()}
        key = {"is_hall": self._hall, "is_case": before.case_id, "was_version": before.version}
        return bool(self.connection.execute(_CHANGE, {**key, **values}).rowcount)

    def escalate(self, case_id: UUID, now: datetime) -> bool:
        """False when it was before. It is no step: who is typing an answer is not disturbed."""
        key = {"is_hall": self._hall, "is_case": case_id, "now": now}
        return bool(self.connection.execute(_ESCALATE, key).rowcount)

    def set_contact(self, case_id: UUID, contact: str) -> None:
        key = {"is_hall": self._hall, "is_case": case_id, "new_contact": contact}
        self.connection.execute(_SET_CONTACT, key)

    def note(self, case_id: UUID, step: str, by: str, now: datetime, note: str = "") -> None:
        """Append to the case's history."""
        last = self.connection.execute(_LAST_STEP, {"is_case": case_id}).scalar()
        row = {"hall": self._hall, "case_id": case_id, "position": (last or 0) + 1}
        told = {"step": step, "by": by, "at": now, "note": note}
        self.connection.execute(insert(r.rectification_step), {**row, **told})

    def leave_contact(self, act_id: UUID, contact: str, now: datetime) -> None:
        """Until the rating is final; what was left before is replaced."""
        self.forget_contact(act_id)
        row = {"hall": self._hall, "act_id": act_id, "contact": contact, "left_at": now}
        self.connection.execute(insert(r.left_contact), row)

    def take_contact(self, act_id: UUID) -> str:
        """What was left, for the case; it is kept nowhere else any more."""
        key = {"is_hall": self._hall, "is_act": act_id}
        found = self.connection.execute(_CONTACT, key).scalar()
        self.forget_contact(act_id)
        return str(found or "")

    def forget_contact(self, act_id: UUID) -> None:
        self.connection.execute(_FORGET_CONTACT, {"is_hall": self._hall, "is_act": act_id})

    def rate_again(self, act_id: UUID, said: Said, now: datetime) -> None:
        row = {
            "hall": self._hall,
            "act_id": act_id,
            "level": said.level,
            "channel": said.channel,
            "rated_at": now,
            "reasons": ",".join(said.reasons),
            "comment": said.comment,
        }
        self.connection.execute(insert(r.second_rating), row)


def as_case(row: Row[Any]) -> Case:
    fields = {name: getattr(row, name) for name in _FIELDS}
    fields["state"] = State(fields["state"])
    fields["reached"] = Reached(fields["reached"]) if fields["reached"] else None
    fields["counts"] = bool(fields["counts"])
    return Case(**fields)


def _columns(case: Case) -> dict[str, object]:
    return {**vars(case), "counts": int(case.counts)}
