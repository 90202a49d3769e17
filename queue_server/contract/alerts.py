"""What supervisors are told that somebody has to see to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from queue_server.contract.messages import Command, WindowStatus
from queue_server.contract.staff import Clerk

# One line, which says something.
Note = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]


class Alert(Struct, frozen=True, kw_only=True):
    """`kind`: `unattended_window`, `tidal_window` or `rectification_overdue`; `subject`: the window
    (or "@" and the clerk who sits nowhere), or the case. It stays until its reason is gone, also
    when somebody has handled it: `handled_by` is their name. `facts` are those of when it was
    raised; `waiting` is of now. Of a window also how it is now: `clerk` sits there, `suggestion`
    could go there."""

    alert_id: UUID
    kind: str
    subject: str
    facts: dict[str, str | int | None]
    raised_at: datetime
    handled_at: datetime | None
    handled_by: str | None
    note: str
    window_status: WindowStatus | None = None
    clerk: Clerk | None = None
    pause_reason: str = ""
    suggestion: Clerk | None = None


class Alerts(Struct, frozen=True, kw_only=True):
    """Those whose reason is not gone, the oldest first."""

    alerts: list[Alert]


class HandleAlert(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody has seen to it: what was done, in the place of what was said before."""

    note: Note
