"""Today's tickets whose visitor may have no slip: it did not come out, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, literal_column, select

from queue_server.domain.tickets import State
from queue_server.storage import tables as t
from queue_server.storage.questions import state_is

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Unprinted:
    """`print_state` is `unknown` or `failed`."""

    number: str
    kiosk: str | None
    print_state: str
    issued_at: datetime


_UNPRINTED = (
    select(t.ticket.c.number, t.ticket.c.kiosk, t.ticket.c.print_state, t.ticket.c.issued_at)
    .where(
        t.ticket.c.hall == bindparam("hall"),
        t.ticket.c.business_date == bindparam("day"),
        # As the partial index says it, which holds only these.
        t.ticket.c.print_state.in_([literal_column("'unknown'"), literal_column("'failed'")]),
        state_is(State.WAITING, State.CALLED, State.HELD),
    )
    .order_by(t.ticket.c.issued_at.desc())
    .limit(SHOWN)
)


def not_on_paper(connection: Connection, hall: str, day: date) -> list[Unprinted]:
    """The latest first; those who were served need no slip any more."""
    rows = connection.execute(_UNPRINTED, {"hall": hall, "day": day})
    return [Unprinted(**row._mapping) for row in rows]
