"""What was done in visits, and the notices that were made: bound to one hall and one connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from queue_server.domain.matters import Matter, MatterOutcome
from queue_server.storage import window_tables as w

_ACT = bindparam("is_act", type_=w.matter.c.act_id.type)
_OF_ACT = (
    select(w.matter.c.service, w.matter.c.outcome, w.matter.c.case_number)
    .where(w.matter.c.act_id == _ACT)
    .order_by(w.matter.c.position)
)
_COUNT = select(func.count()).select_from(w.matter).where(w.matter.c.act_id == _ACT)
_FORGET = delete(w.matter).where(w.matter.c.act_id == _ACT)
_HAS_NOTICE = select(w.notice.c.notice_id).where(w.notice.c.act_id == _ACT).limit(1)
_NOTICE = select(*[c for c in w.notice.c if c.name != "hall"]).where(
    w.notice.c.hall == bindparam("is_hall"),
    w.notice.c.notice_id == bindparam("is_notice", type_=w.notice.c.notice_id.type),
)


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A notice as it was handed over. Texts are {language: text}; `missing` is a list of
    {name, originals, copies, note, remark}, `place` where to come again."""

    notice_id: UUID
    act_id: UUID
    guide: str | None
    title: dict[str, str]
    missing: list[dict[str, Any]]
    note: str
    made_at: datetime
    made_by: str
    place: dict[str, str] = field(default_factory=dict)
    phone: str = ""


class Matters:
    """`replace` and `add_notice` need the writer's connection."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._hall = hall

    def of(self, act_id: UUID) -> list[Matter]:
        """In the order in which they were written down."""
        rows = self._connection.execute(_OF_ACT, {"is_act": act_id})
        return [
            Matter(
                service=row.service,
                outcome=MatterOutcome(row.outcome),
                case_number=row.case_number,
            )
            for row in rows
        ]

    def count(self, act_id: UUID) -> int:
        return int(self._connection.execute(_COUNT, {"is_act": act_id}).scalar_one())

    def replace(self, act_id: UUID, matters: Sequence[Matter], by: str, now: datetime) -> None:
        self._connection.execute(_FORGET, {"is_act": act_id})
        kept = {"hall": self._hall, "act_id": act_id, "recorded_at": now, "recorded_by": by}
        self._connection.execute(
            insert(w.matter),
            [{**kept, "position": place, **vars(one)} for place, one in enumerate(matters)],
        )

    def has_notice(self, act_id: UUID) -> bool:
        return self._connection.execute(_HAS_NOTICE, {"is_act": act_id}).first() is not None

    def add_notice(self, row: NoticeRow) -> None:
        self._connection.execute(insert(w.notice), {"hall": self._hall, **vars(row)})

    def notice(self, notice_id: UUID) -> NoticeRow | None:
        key = {"is_hall": self._hall, "is_notice": notice_id}
        row = self._connection.execute(_NOTICE, key).one_or_none()
        return None if row is None else NoticeRow(**row._mapping)
