"""Which tickets were sent to a clerk, and where that clerk sits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, literal_column, select, update

from queue_server.domain.tickets import State
from queue_server.storage import tables as t
from queue_server.storage.questions import state_is

_HALL = bindparam("is_hall", type_=t.ticket.c.hall.type)
_ACCOUNT = bindparam("is_account", type_=t.account.c.account.type)
_SEATS = select(t.window.c.window).where(
    t.window.c.hall == _HALL,
    t.window.c.account == _ACCOUNT,
    t.window.c.status != literal_column("'closed'"),
)
_ROLE = select(t.account.c.role).where(t.account.c.hall == _HALL, t.account.c.account == _ACCOUNT)
_THEIRS = (
    t.ticket.c.hall == _HALL,
    t.ticket.c.target_account == _ACCOUNT,
    t.ticket.c.business_date == bindparam("is_day", type_=t.ticket.c.business_date.type),
    state_is(State.WAITING, State.MISSED),
)
_QUEUES = select(t.ticket.c.service, t.ticket.c.target_window).where(*_THEIRS).distinct()
_FOLLOW = update(t.ticket).where(*_THEIRS).values(target_window=bindparam("to_window"))


class SentTo:
    """Bound to one hall and one connection; `follow` needs the writer's."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._key = {"is_hall": hall}

    def seat_of(self, account: str) -> str | None:
        """The window where this clerk is logged in, paused or not; None for nowhere."""
        key = {**self._key, "is_account": account}
        return self._connection.execute(_SEATS, key).scalars().first()

    def is_clerk(self, account: str) -> bool:
        key = {**self._key, "is_account": account}
        return self._connection.execute(_ROLE, key).scalar() == "clerk"

    def queues(self, account: str, day: date) -> list[tuple[str, str | None]]:
        """(service, window) of the clerk's tickets that wait or were missed."""
        key = {**self._key, "is_account": account, "is_day": day}
        return [(row.service, row.target_window) for row in self._connection.execute(_QUEUES, key)]

    def follow(self, account: str, day: date, window: str) -> None:
        """Only this window may call them from now on."""
        key = {**self._key, "is_account": account, "is_day": day, "to_window": window}
        self._connection.execute(_FOLLOW, key)
