"""The SELECTs of what one person holds."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, or_, select

from queue_server.domain.tickets import State
from queue_server.storage import kiosk_tables as k
from queue_server.storage import tables as t
from queue_server.storage.questions import state_is

_T, _A = t.ticket.c, k.appointment.c
_OPEN = (
    select(*[column for column in _T if column.name != "hall"])
    .where(
        _T.hall == bindparam("hall"),
        _T.business_date == bindparam("business_date"),
        state_is(State.WAITING, State.CALLED, State.SERVING, State.HELD),
    )
    .order_by(_T.issued_at, _T.number)
)


def _by_appointment(whose: str) -> ColumnElement[bool]:
    """Whose appointment it was is known by both, the ticket itself by one."""
    return _T.ticket_id.in_(
        select(_A.ticket_id).where(
            _A.hall == bindparam("hall"),
            _A.business_date == bindparam("business_date"),
            _A[whose].is_not(None),
            _A[whose] == bindparam(whose),
        )
    )


OPEN_OF_PERSON = _OPEN.where(
    or_(
        _T.person_hash == bindparam("person_hash"),
        _by_appointment("person_hash"),
    )
)
OPEN_OF_PHONE = _OPEN.where(
    or_(
        _T.phone_hash == bindparam("phone_hash"),
        _by_appointment("phone_hash"),
    )
)
