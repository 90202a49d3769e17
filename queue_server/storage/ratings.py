"""Ratings: what was given for an act, how it changed, and which acts of a ticket can be rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, literal_column, select, update

from queue_server.domain.ratings import Given
from queue_server.storage import tables as t
from queue_server.storage.prepared import Row, prepare
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

SEPARATOR = ","  # between the codes of a rating's reasons

_KEPT = ("level", "channel", "rated_at", "final_at", "reasons", "comment")
_GIVEN = select(*[t.rating.c[name] for name in _KEPT]).where(
    t.rating.c.act_id == bindparam("act_id")
)
_CHANGE = (
    update(t.rating)
    .where(t.rating.c.act_id == bindparam("is_act"))
    .values({name: bindparam(name) for name in ("level", "reasons", "comment", "final_at")})
)
_SETTLE = (
    update(t.rating)
    .where(t.rating.c.act_id == bindparam("is_act"), t.rating.c.final_at > bindparam("now"))
    .values(final_at=bindparam("now"))
)
_SERVED = (  # written as a literal: only then does the planner see that a partial index fits
    select(
        t.service_act.c.act_id,
        t.service_act.c.service,
        t.service_act.c.window,
        t.service_act.c.ended_at,
        t.rating.c.act_id.is_not(None).label("is_rated"),
    )
    .select_from(t.service_act.outerjoin(t.rating, t.rating.c.act_id == t.service_act.c.act_id))
    .where(
        t.service_act.c.hall == bindparam("hall"),
        t.service_act.c.ticket_id == bindparam("ticket_id"),
        t.service_act.c.outcome == literal_column("'served'"),
    )
    .order_by(t.service_act.c.ended_at)
)


@dataclass(frozen=True, kw_only=True)
class ServedAct:
    act_id: UUID
    service: str
    window: str
    ended_at: datetime
    is_rated: bool


def given_for(reader: Reader, act_id: UUID) -> Given | None:
    row = _rows(reader, _GIVEN, act_id=act_id)
    if not row:
        return None
    fields = row[0]._asdict()
    fields["reasons"] = tuple(code for code in fields["reasons"].split(SEPARATOR) if code)
    return Given(**fields)


def served_acts(reader: Reader, ticket_id: UUID) -> list[ServedAct]:
    """The acts of a ticket that ended as served, the earliest first."""
    return [ServedAct(**row._asdict()) for row in _rows(reader, _SERVED, ticket_id=ticket_id)]


def change_rating(tx: Transaction, act_id: UUID, given: Given) -> None:
    """`rated_at` and the channel stay what they were at the first press."""
    _run(
        tx,
        _CHANGE,
        is_act=act_id,
        level=given.level,
        reasons=SEPARATOR.join(given.reasons),
        comment=given.comment,
        final_at=given.final_at,
    )


def settle_rating(tx: Transaction, act_id: UUID, now: datetime) -> None:
    """Nothing of this act's rating changes any more; of one that nobody gave, nothing is done."""
    _run(tx, _SETTLE, is_act=act_id, now=now)


def _rows(reader: Reader, statement: object, **values: object) -> list[Row]:
    connection = reader.connection
    cursor = connection.connection.cursor()
    return prepare(statement, connection.dialect).rows(cursor, {"hall": reader.hall, **values})


def _run(tx: Transaction, statement: object, **values: object) -> None:
    connection = tx.connection
    cursor = connection.connection.cursor()
    prepare(statement, connection.dialect).run(cursor, values)
