"""Alerts: at most one open one of a kind for a thing. What is open, and what a command changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from queue_server.storage.tables import account
from queue_server.storage.window_tables import alert

Row = Any

_HALL: Any = bindparam("is_hall")
_OPEN = (
    select(*[c for c in alert.c if c.name != "hall"], account.c.name.label("handled_by_name"))
    .select_from(
        alert.outerjoin(
            account, (account.c.hall == alert.c.hall) & (account.c.account == alert.c.handled_by)
        )
    )
    .where(alert.c.hall == _HALL, alert.c.ended_at.is_(None))  # few; those that ended are many
)
_OF_KIND = select(alert.c.subject).where(
    alert.c.hall == _HALL, alert.c.kind == bindparam("is_kind"), alert.c.ended_at.is_(None)
)
_END = (
    update(alert)
    .where(
        alert.c.hall == _HALL,
        alert.c.kind == bindparam("is_kind"),
        alert.c.subject == bindparam("is_subject"),
        alert.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"))
    .returning(alert.c.alert_id)
)
_HANDLE = (
    update(alert)
    .where(alert.c.hall == _HALL, alert.c.alert_id == bindparam("is_alert"))
    .values(handled_at=bindparam("now"), handled_by=bindparam("new_by"), note=bindparam("new_note"))
    .returning(alert.c.kind, alert.c.subject)
)


class Alerts:
    """Bound to one hall and one connection; what changes something needs the writer's."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._hall = hall

    def open_now(self) -> list[Row]:
        """Those that are not over, the oldest first, with who handled them."""
        found = self._connection.execute(_OPEN, {"is_hall": self._hall})
        return sorted(found, key=lambda each: (each.raised_at, each.kind, each.subject))

    def subjects(self, kind: str) -> set[str]:
        """What an alert of this kind is open for."""
        key = {"is_hall": self._hall, "is_kind": kind}
        return set(self._connection.execute(_OF_KIND, key).scalars())

    def add(
        self, alert_id: UUID, kind: str, subject: str, facts: Mapping[str, Any], now: datetime
    ) -> None:
        told = {"kind": kind, "subject": subject, "facts": dict(facts), "raised_at": now}
        row = {"hall": self._hall, "alert_id": alert_id, **told}
        self._connection.execute(insert(alert), row)

    def end(self, kind: str, subject: str, now: datetime) -> UUID | None:
        """Which one it was; None when none was open."""
        key = {"is_hall": self._hall, "is_kind": kind, "is_subject": subject, "now": now}
        ended: UUID | None = self._connection.execute(_END, key).scalar()
        return ended

    def handle(self, alert_id: UUID, by: str, note: str, now: datetime) -> Row:
        """Keep what was done about it, in the place of what was said before: (kind, subject); None
        for an alert that there never was."""
        key = {"is_hall": self._hall, "is_alert": alert_id, "now": now}
        told = {"new_by": by, "new_note": note}
        return self._connection.execute(_HANDLE, {**key, **told}).one_or_none()
