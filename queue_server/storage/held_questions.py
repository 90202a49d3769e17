"""The SELECTs of what one person holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, select, union_all

from queue_server.domain.tickets import State
from queue_server.storage import kiosk_tables as k
from queue_server.storage import tables as t
from queue_server.storage.questions import state_is

_T, _A = t.ticket.c, k.appointment.c


def _open_of(whose: str) -> Select[Any]:
    """Whose an appointment was is known by card and telephone, whose its ticket is by one of them.
    Both are looked up by their own index."""
    of_ticket = select(_T.ticket_id).where(
        _T.hall == bindparam("hall"),
        _T.business_date == bindparam("business_date"),
        _T[whose].is_not(None),
        _T[whose] == bindparam(whose),
    )
    of_appointment = select(_A.ticket_id).where(
        _A.hall == bindparam("hall"),
        _A.business_date == bindparam("business_date"),
        _A[whose].is_not(None),
        _A[whose] == bindparam(whose),
    )
    return (
        select(*[column for column in _T if column.name != "hall"])
        .where(
            _T.ticket_id.in_(union_all(of_ticket, of_appointment)),
            state_is(State.WAITING, State.CALLED, State.SERVING, State.HELD),
        )
        .order_by(_T.issued_at, _T.number)
    )


OPEN_OF_PERSON = _open_of("person_hash")
OPEN_OF_PHONE = _open_of("phone_hash")
