"""Appointments as they are kept: by reference, by the hash of whose they are, by their slot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Select,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ClauseElement

from queue_server.domain.appointments import HOLDS_A_PLACE, Appointment, State
from queue_server.storage import kiosk_tables as k
from queue_server.storage.prepared import Row, prepare
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

_A = k.appointment.c
_HALL = _A.hall == bindparam("hall")
_ALL: Select[Any] = select(*[column for column in _A if column.name != "hall"]).where(_HALL)
_ONE = _ALL.where(_A.reference == bindparam("reference"))
_FROM_DAY_ON = _ALL.where(_A.business_date >= bindparam("business_date"))
_OF_PERSON = _FROM_DAY_ON.where(
    _A.person_hash.is_not(None), _A.person_hash == bindparam("whose", type_=_A.person_hash.type)
).order_by(_A.starts_at, _A.reference)
_OF_PHONE = _FROM_DAY_ON.where(
    _A.phone_hash.is_not(None), _A.phone_hash == bindparam("whose", type_=_A.phone_hash.type)
).order_by(_A.starts_at, _A.reference)
_ON_DAY = _ALL.where(_A.business_date == bindparam("business_date")).order_by(
    _A.starts_at, _A.service, _A.reference
)
_TAKEN = select(func.count()).where(
    _HALL,
    _A.for_hall == bindparam("for_hall"),
    _A.business_date == bindparam("business_date"),
    _A.service == bindparam("service"),
    _A.starts_at >= bindparam("starts", type_=_A.starts_at.type),
    _A.starts_at < bindparam("ends", type_=_A.starts_at.type),
    _A.state.in_([literal_column(f"'{state.value}'") for state in sorted(HOLDS_A_PLACE)]),
    _A.reference != bindparam("but", type_=_A.reference.type),
)
_LEFT_BOOKED = _ALL.where(
    _A.business_date < bindparam("business_date"),
    _A.for_hall == bindparam("for_hall"),
    _A.state == literal_column(f"'{State.BOOKED.value}'"),  # as the partial index says
)
_ADD = insert(k.appointment)
_CHANGE = (
    update(k.appointment)
    .where(
        _HALL,
        _A.reference == bindparam("is_reference", type_=_A.reference.type),
        _A.state == bindparam("was_state", type_=_A.state.type),
    )
    .values({c.name: bindparam(c.name) for c in _A if c.name not in ("hall", "reference")})
)
_FORGET_WHOSE = (
    update(k.appointment)
    .where(
        _HALL,
        _A.business_date < bindparam("before", type_=_A.business_date.type),
        or_(_A.person_hash.is_not(None), _A.phone_hash.is_not(None), _A.masked_name.is_not(None)),
    )
    .values(person_hash=None, phone_hash=None, masked_name=None)
)


class Appointments:
    """Bound to one reader; the writing methods need a transaction's."""

    def __init__(self, reader: Reader | Transaction) -> None:
        self._dialect = reader.connection.dialect
        self._cursor = reader.connection.connection.cursor()
        self._hall = reader.hall

    def one(self, reference: str) -> Appointment | None:
        found = self._found(_ONE, reference=reference)
        return found[0] if found else None

    def of_person(self, person_hash: str, from_day: date) -> list[Appointment]:
        """Those of this and of later days, the earliest first."""
        return self._found(_OF_PERSON, whose=person_hash, business_date=from_day)

    def of_phone(self, phone_hash: str, from_day: date) -> list[Appointment]:
        """As `of_person`."""
        return self._found(_OF_PHONE, whose=phone_hash, business_date=from_day)

    def on_day(self, day: date) -> list[Appointment]:
        return self._found(_ON_DAY, business_date=day)

    def taken(
        self, service: str, day: date, starts: datetime, ends: datetime, but: str = ""
    ) -> int:
        """How many of this hall's begin from `starts` to before `ends`; `but`: one that does not
        count."""
        times = {"business_date": day, "starts": starts, "ends": ends}
        rows = self._rows(_TAKEN, for_hall=self._hall, service=service, but=but, **times)
        return int(rows[0][0])

    def left_booked(self, today: date) -> list[Appointment]:
        """This hall's of earlier days to which nobody came."""
        return self._found(_LEFT_BOOKED, business_date=today, for_hall=self._hall)

    def add(self, appointment: Appointment) -> None:
        self._run(_ADD, **vars(appointment))

    def change(self, before: Appointment, after: Appointment) -> bool:
        """Keep the change if it still is in the state it was seen in; else say False."""
        values = {**vars(after), "is_reference": before.reference, "was_state": before.state}
        return self._run(_CHANGE, **values) > 0

    def forget_whose(self, before: date) -> int:
        """Forget of whom those of earlier days were; how many that were."""
        return self._run(_FORGET_WHOSE, before=before)

    def _found(self, statement: ClauseElement, **values: object) -> list[Appointment]:
        return [_appointment(row) for row in self._rows(statement, **values)]

    def _rows(self, statement: ClauseElement, **values: object) -> Sequence[Row]:
        values["hall"] = self._hall
        return prepare(statement, self._dialect).rows(self._cursor, values)

    def _run(self, statement: ClauseElement, **values: object) -> int:
        values["hall"] = self._hall
        return prepare(statement, self._dialect).run(self._cursor, values)


def _appointment(row: Row) -> Appointment:
    fields = row._asdict()
    fields["state"] = State(fields["state"])
    return Appointment(**fields)
