"""PURE: which facts are newer than what is known, and which of them are news.

An older or equal (epoch, version) is dropped: it is a duplicate or came late. A retained fact, or
one about a call of long ago (the server publishes all state again when the broker was away), is
shown but never announced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queue_server.contract.messages import TicketState, WindowFact

# Clocks of one hall agree to seconds (NTP); a call that a visitor waited for is never this old.
NEWS_AT_MOST = timedelta(seconds=60)
# Retained state of a server that did not come up today is no call of today.
CALL_AT_MOST = timedelta(hours=12)

SHOWN_STATES = frozenset({TicketState.CALLED, TicketState.SERVING})


def is_call(fact: WindowFact, now: datetime) -> bool:
    """Whether somebody is asked to this window, or is there."""
    if fact.number is None or fact.call_id is None or fact.ticket_state not in SHOWN_STATES:
        return False
    return fact.called_at is None or now - fact.called_at <= CALL_AT_MOST


@dataclass
class Freshness:
    """The newest fact of every window, and the newest that named a visitor."""

    newest: dict[str, WindowFact] = field(default_factory=dict)
    visitors: dict[str, WindowFact] = field(default_factory=dict)

    def take(self, fact: WindowFact) -> bool:
        """True when `fact` is newer than all before it at its window."""
        known = self.newest.get(fact.window)
        if known and (fact.epoch, fact.version) <= (known.epoch, known.version):
            return False
        self.newest[fact.window] = fact
        if fact.call_id is not None:
            self.visitors[fact.window] = fact
        return True


def is_news(fact: WindowFact, before: WindowFact | None, retained: bool, now: datetime) -> bool:
    """Whether `fact` is a call, or a repeated one, that visitors have not been told of.

    `before` is the last fact of the same window that named a visitor: whose "missed" is taken back
    was told of already.
    """
    if retained or fact.ticket_state is not TicketState.CALLED or fact.called_at is None:
        return False
    if now - fact.called_at > NEWS_AT_MOST:
        return False
    return before is None or (before.call_id, before.calls) != (fact.call_id, fact.calls)
