"""The supervisor's orders to a kiosk: close and open, say, restart, send a picture.

An order is state, not a message: what a kiosk missed while it was away it hears when it is back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from queue_server.contract import kiosks as k
from queue_server.contract.messages import Text
from queue_server.domain.business_day import BusinessDay
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.storage.kiosk_orders import KioskOrders, OrderRow
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction


def order_fact(reader: Reader, kiosk: str) -> k.KioskOrder:
    """What is wanted of `kiosk` now; version 0 for one to which nobody ever said anything."""
    return _as_fact(reader, KioskOrders(reader.connection, reader.hall).of(kiosk))


def order_facts(reader: Reader, kiosks: Collection[str]) -> dict[str, k.KioskOrder]:
    known = KioskOrders(reader.connection, reader.hall).all()
    return {kiosk: _as_fact(reader, known.get(kiosk, OrderRow(kiosk=kiosk))) for kiosk in kiosks}


class KioskDesk:
    """The verbs at one kiosk inside one transaction; each answers with the order as it is then."""

    def __init__(
        self,
        tx: Transaction,
        kiosk: str,
        known: Collection[str],
        *,
        day: BusinessDay,
        by: str,
        now: datetime,
    ) -> None:
        """Raises `unknown_kiosk`."""
        require_kiosk(kiosk, known)
        self._tx = tx
        self._orders = KioskOrders(tx.connection, tx.hall)
        self._kiosk = kiosk
        self._day = day
        self._by = by
        self._now = now

    def close(self, command: k.CloseKiosk) -> k.KioskOrder:
        reason = _text(command.reason_zh, command.reason_en)
        return self._order("close", reason, closed=True, reason=reason)

    def open(self, _command: k.KioskCommand) -> k.KioskOrder:
        return self._order("open", closed=False, reason={})

    def say(self, command: k.SayOnKiosk) -> k.KioskOrder:
        message = _text(command.message_zh, command.message_en)
        return self._order("say", message, message=message)

    def restart(self, _command: k.KioskCommand) -> k.KioskOrder:
        return self._order("restart", restart=self._now_wanted().restart + 1)

    def picture(self, _command: k.KioskCommand) -> k.KioskOrder:
        return self._order("picture", picture=self._now_wanted().picture + 1)

    def _now_wanted(self) -> OrderRow:
        return self._orders.of(self._kiosk)

    def _order(self, verb: str, words: Text | None = None, **change: Any) -> k.KioskOrder:
        said: dict[str, str | int | None] = {"kiosk": self._kiosk, "order": verb}
        said.update({f"words_{language}": text for language, text in (words or {}).items()})
        version = self._tx.append(
            Event(
                kind=Kind.KIOSK_ORDERED,
                at=self._now,
                business_date=self._day.date_of(self._now),
                by=self._by,
                data=said,
            )
        )
        order = replace(self._now_wanted(), version=version, **change)
        self._orders.save(order)
        self._tx.changes.kiosks.add(self._kiosk)
        return _as_fact(self._tx, order)


def require_kiosk(kiosk: str, known: Collection[str]) -> None:
    if kiosk not in known:
        raise RuleBroken("unknown_kiosk", f"this hall has no kiosk {kiosk[:12]!r}", "kiosk")


def _text(zh: str, en: str) -> Text:
    """Languages that have words; a kiosk shows another one's where its own has none."""
    return {language: said.strip() for language, said in (("zh", zh), ("en", en)) if said.strip()}


def _as_fact(reader: Reader, order: OrderRow) -> k.KioskOrder:
    return k.KioskOrder(epoch=reader.epoch(), **vars(order))
