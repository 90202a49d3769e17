"""Tickets that were sent to a person wait at the window where that person sits."""

from __future__ import annotations

from datetime import date

from queue_server.domain.errors import RuleBroken
from queue_server.domain.tickets import NO_WINDOW
from queue_server.storage.reader import Reader
from queue_server.storage.sent_to import SentTo
from queue_server.storage.transaction import Transaction


def window_for(reader: Reader, account: str) -> str:
    """The only window that may call what was sent to this clerk: where they sit now."""
    return SentTo(reader.connection, reader.hall).seat_of(account) or NO_WINDOW


def require_clerk(reader: Reader, account: str) -> None:
    """Raises `unknown_account` for one who can sit at no window of this hall."""
    if not SentTo(reader.connection, reader.hall).is_clerk(account):
        raise RuleBroken("unknown_account", f"this hall has no clerk {account!r}", "account")


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
