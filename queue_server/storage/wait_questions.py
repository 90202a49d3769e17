"""The SELECTs behind how long people wait: what today's acts took."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from queue_server.storage import tables as t

_HALL: Any = bindparam("hall")
_DATE: Any = bindparam("business_date")

ENDED = select(t.service_act.c.service, t.service_act.c.called_at, t.service_act.c.ended_at).where(
    t.service_act.c.hall == _HALL,
    t.service_act.c.business_date == _DATE,
    t.service_act.c.ended_at.is_not(None),
)
OPEN = select(t.window.c.window, t.window.c.ticket_id).where(
    t.window.c.hall == _HALL, t.window.c.status == "open"
)
