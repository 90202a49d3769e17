"""How the accounts are called, for reports about clerks."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from queue_server.storage import tables as t

_NAMES = select(t.account.c.account, t.account.c.name).where(t.account.c.hall == bindparam("hall"))


def account_names(connection: Connection, hall: str) -> dict[str, str]:
    return {row.account: row.name for row in connection.execute(_NAMES, {"hall": hall})}
