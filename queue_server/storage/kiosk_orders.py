"""What the hall wants of each kiosk: one row, made with the first order."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from queue_server.storage.kiosk_tables import kiosk_order as t

Text = dict[str, str]

_COLUMNS = [c for c in t.c if c.name != "hall"]
_ALL = select(*_COLUMNS).where(t.c.hall == bindparam("is_hall"))
_ONE = _ALL.where(t.c.kiosk == bindparam("is_kiosk"))
_CHANGE = t.update().where(t.c.hall == bindparam("is_hall"), t.c.kiosk == bindparam("is_kiosk"))


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """`version` is the sequence of the last event; 0: nobody ever ordered anything."""

    kiosk: str
    version: int = 0
    closed: bool = False
    reason: Text = field(default_factory=dict)
    message: Text = field(default_factory=dict)
    restart: int = 0
    picture: int = 0


class KioskOrders:
    """Bound to one hall and one connection; `save` needs the writer's."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._hall = hall

    def of(self, kiosk: str) -> OrderRow:
        key = {"is_hall": self._hall, "is_kiosk": kiosk}
        row = self._connection.execute(_ONE, key).one_or_none()
        return OrderRow(kiosk=kiosk) if row is None else OrderRow(**row._mapping)

    def all(self) -> dict[str, OrderRow]:
        rows = self._connection.execute(_ALL, {"is_hall": self._hall})
        return {row.kiosk: OrderRow(**row._mapping) for row in rows}

    def save(self, order: OrderRow) -> None:
        values = {name: value for name, value in vars(order).items() if name != "kiosk"}
        key = {"is_hall": self._hall, "is_kiosk": order.kiosk}
        changed = self._connection.execute(_CHANGE.values(**values), key)
        if not changed.rowcount:
            made = {"hall": self._hall, **vars(order)}
            self._connection.execute(t.insert(), made)
