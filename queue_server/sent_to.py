"""Tickets that were sent to a person wait at the window where that person sits."""

from __future__ import annotations

from datetime import date

from queue_server.domain.errors import RuleBroken
from queue_server.domain.tickets import NO_WINDOW
from queue_server.storage.reader import Reader
from queue_server.storage.sent_to import SentTo
from queue_server.storage.transaction import Transaction


def window_of_clerk(reader: Reader, account: str) -> str:
    """Where tickets for this clerk wait; raises `unknown_account` for one who is no clerk here."""
    sent_to = SentTo(reader.connection, reader.hall)
    seat = sent_to.seat_of(account)
    if seat is None and not sent_to.is_clerk(account):
        raise RuleBroken("unknown_account", f"this hall has no clerk {account!r}", "account")
    return seat or NO_WINDOW


def follow_clerk(tx: Transaction, account: str, window: str | None, today: date) -> None:
    """This clerk sits at `window` from now on, or nowhere (None): what was sent to them and still
    waits, or was missed, goes along. Their arrival times stay; nothing is written in the log but
    the log-in or log-out that this belongs to. Does nothing when nobody waits for them."""
    sent_to = SentTo(tx.connection, tx.hall)
    target = window or NO_WINDOW
    queues = sent_to.queues(account, today)
    if all(before == target for _, before in queues):
        return
    sent_to.follow(account, today, target)
    tx.changes.services.update(service for service, _ in queues)
    windows = {target, *(before for _, before in queues if before)}
    tx.changes.windows.update(windows - {NO_WINDOW})
