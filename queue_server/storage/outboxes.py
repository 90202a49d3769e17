"""Bands that were leased to kiosks, how far each outbox was taken in, and what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, literal, select, update
from sqlalchemy.sql import Executable

from queue_server.domain.offline import LeasedBand
from queue_server.storage import kiosk_tables as k
from queue_server.storage import tables as t
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

_BAND = select(*[c for c in k.band.c if c.name != "hall"]).where(
    k.band.c.hall == bindparam("is_hall"), k.band.c.band_id == bindparam("is_band")
)
_FORGET_BANDS = delete(k.band).where(
    k.band.c.hall == bindparam("is_hall"),
    k.band.c.business_date < bindparam("before", type_=k.band.c.business_date.type),
)
_OUTBOX_OF = (
    select(k.band.c.outbox_id)
    .join(t.ticket, t.ticket.c.band_id == k.band.c.band_id)
    .where(
        k.band.c.hall == bindparam("is_hall"),
        t.ticket.c.hall == bindparam("is_hall"),
        t.ticket.c.ticket_id == bindparam("is_ticket"),
    )
)
_OUTBOX = select(k.outbox.c.received, k.outbox.c.last_at).where(
    k.outbox.c.hall == bindparam("is_hall"),
    k.outbox.c.kiosk == bindparam("is_kiosk"),
    k.outbox.c.outbox_id == bindparam("is_outbox"),
)
_PRINTED = (
    update(t.ticket)
    .where(t.ticket.c.ticket_id == bindparam("is_ticket"))
    .values(print_state=bindparam("new_state"))
)


_PARKED = (
    select(k.parked_entry)
    .where(
        k.parked_entry.c.hall == bindparam("is_hall"),
        k.parked_entry.c.parked_at >= bindparam("since", type_=k.parked_entry.c.parked_at.type),
    )
    .order_by(k.parked_entry.c.parked_at, k.parked_entry.c.sequence)
)


@dataclass(frozen=True, kw_only=True)
class OutboxRow:
    """`received`: all entries up to this one; `last_at`: when the last of them happened."""

    received: int = 0
    last_at: datetime | None = None


class Outboxes:
    """Bound to one command."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._connection = tx.connection

    def lease(self, day: date, prefix: str, numbers: int) -> tuple[int, int]:
        """(first, last) of so many numbers that nobody else will get."""
        statement = _advance(self._connection.dialect.name, numbers)
        key = {"hall": self._tx.hall, "business_date": day, "prefix": prefix}
        last = int(self._connection.execute(statement, key).scalar_one())
        return last - numbers + 1, last

    def at_least(self, day: date, prefix: str, sequence: int) -> None:
        """This number was given: it is not leased again, also after an old backup was restored."""
        key = {
            "hall": self._tx.hall,
            "business_date": day,
            "prefix": prefix,
            "at_least": sequence,
        }
        self._connection.execute(_raise(self._connection.dialect.name), key)

    def add_band(self, band: LeasedBand) -> None:
        self._connection.execute(k.band.insert(), {"hall": self._tx.hall, **vars(band)})

    def band(self, band_id: UUID) -> LeasedBand | None:
        key = {"is_hall": self._tx.hall, "is_band": band_id}
        row = self._connection.execute(_BAND, key).one_or_none()
        return None if row is None else LeasedBand(**row._mapping)

    def forget_bands(self, before: date) -> None:
        """Those of days of which no kiosk tells any more."""
        self._connection.execute(_FORGET_BANDS, {"is_hall": self._tx.hall, "before": before})

    def of(self, kiosk: str, outbox_id: UUID) -> OutboxRow:
        key = {"is_hall": self._tx.hall, "is_kiosk": kiosk, "is_outbox": outbox_id}
        row = self._connection.execute(_OUTBOX, key).one_or_none()
        return OutboxRow() if row is None else OutboxRow(**row._mapping)

    def save(self, kiosk: str, outbox_id: UUID, row: OutboxRow, now: datetime) -> None:
        key = {"hall": self._tx.hall, "kiosk": kiosk, "outbox_id": outbox_id}
        self._connection.execute(
            _keep_outbox(self._connection.dialect.name), {**key, **vars(row), "heard_at": now}
        )

    def park(
        self,
        kiosk: str,
        outbox_id: UUID,
        sequence: int,
        *,
        code: str,
        detail: str,
        entry: dict[str, Any],
        now: datetime,
    ) -> None:
        made = {
            "hall": self._tx.hall,
            "kiosk": kiosk,
            "outbox_id": outbox_id,
            "sequence": sequence,
            "code": code,
            "detail": detail,
            "entry": entry,
            "parked_at": now,
        }
        self._connection.execute(k.parked_entry.insert(), made)

    def set_print_state(self, ticket_id: UUID, state: str) -> bool:
        """False when there is no such ticket."""
        key = {"is_ticket": ticket_id, "new_state": state}
        return bool(self._connection.execute(_PRINTED, key).rowcount)


def outbox_of(reader: Reader, ticket_id: UUID) -> UUID | None:
    """Of the kiosk that gave this ticket while it was cut off; None for every other ticket."""
    key = {"is_hall": reader.hall, "is_ticket": ticket_id}
    found: UUID | None = reader.connection.execute(_OUTBOX_OF, key).scalar_one_or_none()
    return found


def parked_rows(reader: Reader, since: datetime) -> Sequence[Row[Any]]:
    """What was put aside from then on, by whichever kiosk; there are few in a year."""
    return reader.connection.execute(_PARKED, {"is_hall": reader.hall, "since": since}).all()


def _upsert(dialect: str) -> Any:
    """Only the dialect in use is imported: PostgreSQL's is 3 MB."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert


def _counter(dialect: str, value: Any) -> Any:
    return _upsert(dialect)(t.counter).values(
        hall=bindparam("hall"),
        business_date=bindparam("business_date"),
        prefix=bindparam("prefix"),
        sequence=value,
    )


_COUNTER_KEY = ["hall", "business_date", "prefix"]


@cache
def _advance(dialect: str, numbers: int) -> Executable:
    made = _counter(dialect, literal(numbers))
    moved = made.on_conflict_do_update(
        index_elements=_COUNTER_KEY, set_={"sequence": t.counter.c.sequence + numbers}
    )
    statement: Executable = moved.returning(t.counter.c.sequence)
    return statement


@cache
def _raise(dialect: str) -> Executable:
    made = _counter(dialect, bindparam("at_least"))
    statement: Executable = made.on_conflict_do_update(
        index_elements=_COUNTER_KEY,
        set_={"sequence": made.excluded.sequence},
        where=t.counter.c.sequence < made.excluded.sequence,
    )
    return statement


@cache
def _keep_outbox(dialect: str) -> Executable:
    made = _upsert(dialect)(k.outbox)
    statement: Executable = made.on_conflict_do_update(
        index_elements=["hall", "kiosk", "outbox_id"],
        set_={name: made.excluded[name] for name in ("received", "last_at", "heard_at")},
    )
    return statement
