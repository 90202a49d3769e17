"""Leave of clerks, and the clerks that there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from queue_server.domain.days import HalfDay, Part
from queue_server.storage.tables import account
from queue_server.storage.window_tables import absence as t

_FIELDS = [column for column in t.c if column.name != "hall"]
_OF_HALL = t.c.hall == bindparam("is_hall")
_ONE = select(*_FIELDS).where(_OF_HALL, t.c.absence_id == bindparam("is_id"))
_NOT_OVER = (
    select(*_FIELDS)
    .where(_OF_HALL, t.c.to_date >= bindparam("day"))
    .order_by(t.c.from_date, t.c.account)
)
_AWAY = select(t.c.account, t.c.reason).where(
    _OF_HALL,
    t.c.to_date >= bindparam("day"),
    t.c.from_date <= bindparam("day"),
    or_(t.c.part == Part.DAY.value, t.c.part == bindparam("half")),
)
_REMOVE = delete(t).where(_OF_HALL, t.c.absence_id == bindparam("is_id"))
_CLERKS = (
    select(account.c.account, account.c.name)
    .where(account.c.hall == bindparam("is_hall"), account.c.role == "clerk")
    .order_by(account.c.account)
)


@dataclass(frozen=True, kw_only=True)
class AbsenceRow:
    """Both dates are included; a `part` of the day is of one day."""

    absence_id: UUID
    account: str
    from_date: date
    to_date: date
    part: str
    reason: str
    entered_at: datetime
    entered_by: str


class Absences:
    """Bound to one hall and one connection; `add` and `remove` need the writer's."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._hall = {"is_hall": hall}
        self._id = hall

    def one(self, absence_id: UUID) -> AbsenceRow | None:
        key = {**self._hall, "is_id": absence_id}
        row = self._connection.execute(_ONE, key).one_or_none()
        return None if row is None else AbsenceRow(**row._mapping)

    def not_over(self, day: date) -> list[AbsenceRow]:
        """Those of this day and of later ones."""
        rows = self._connection.execute(_NOT_OVER, {**self._hall, "day": day})
        return [AbsenceRow(**row._mapping) for row in rows]

    def away(self, now: HalfDay) -> frozenset[str]:
        """The accounts that are on leave then."""
        return frozenset(self.reasons(now))

    def reasons(self, now: HalfDay) -> dict[str, str]:
        """{account: the kind of leave} of those who are on leave then."""
        values = {"day": now.day, "half": now.part.value}
        rows = self._connection.execute(_AWAY, {**self._hall, **values})
        return {row.account: row.reason for row in rows}

    def add(self, row: AbsenceRow) -> None:
        self._connection.execute(insert(t), {"hall": self._id, **vars(row)})

    def remove(self, absence_id: UUID) -> None:
        self._connection.execute(_REMOVE, {**self._hall, "is_id": absence_id})

    def clerks(self) -> dict[str, str]:
        """{account: name} of all clerks."""
        rows = self._connection.execute(_CLERKS, self._hall)
        return {row.account: row.name for row in rows}
