"""What the hall does by itself with low ratings: opens their cases, and escalates the overdue.

Nothing is remembered but how far it has looked: after a restart it looks at all low ratings once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from queue_server.alerts import AlertKind, raise_alert
from queue_server.domain.events import Event, Kind
from queue_server.hall import HallQueue
from queue_server.rectifications import open_case
from queue_server.storage.case_questions import CaseReader
from queue_server.storage.rectifications import Cases
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

THE_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# A clock may be set back; a rating may become final later than it was first going to.
LOOK_BACK = timedelta(days=1)


class CaseKeeper:
    """`go_round` does what is due at `now`; each case is a command of its own."""

    def __init__(self, queue: HallQueue, store: Store) -> None:
        self._queue = queue
        self._store = store
        self._looked_at: datetime | None = None

    def go_round(self, now: datetime) -> None:
        """Raises `StorageFailed`; then the next round does it."""
        today = self._queue.day.date_of(now)
        with self._store.read() as reader:
            cases = CaseReader(reader)
            low = cases.low_without_case(self._since(now), now)
            overdue = cases.newly_overdue(today)
            idle = cases.idle_contacts(now)
        for act_id in low:
            self._store.write(partial(self._open, act_id, now))
        for case_id in overdue:
            self._store.write(partial(self._escalate, case_id, today, now))
        for act_id in idle:
            self._store.write(partial(_forget_contact, act_id))
        self._looked_at = now

    def _since(self, now: datetime) -> datetime:
        if self._looked_at is None or now < self._looked_at:
            return THE_BEGINNING
        return self._looked_at - LOOK_BACK

    def _open(self, act_id: UUID, now: datetime, tx: Transaction) -> None:
        open_case(self._queue, tx, act_id, now)

    def _escalate(self, case_id: UUID, today: date, now: datetime, tx: Transaction) -> None:
        """Once: from then on it is shown as overdue, and its alert stays until it is closed."""
        cases = Cases(tx)
        if not cases.escalate(case_id, now):
            return
        cases.note(case_id, "escalate", "server", now)
        case = cases.case(case_id)
        found = tx.act(case.act_id) if case else None
        if case is None or found is None:
            return
        act = found[0]
        facts = {"window": act.window, "service": act.service, "due": case.due.isoformat()}
        overdue = AlertKind.RECTIFICATION_OVERDUE
        raise_alert(self._queue, tx, overdue, str(case_id), facts, now)
        tx.append(
            Event(
                kind=Kind.RECTIFICATION_CHANGED,
                at=now,
                business_date=today,
                by="server",
                window=act.window,
                service=act.service,
                act_id=act.act_id,
                data={"case_id": str(case_id), "step": "escalate"},
            )
        )


def _forget_contact(act_id: UUID, tx: Transaction) -> None:
    Cases(tx).forget_contact(act_id)
