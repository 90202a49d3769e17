"""Rectification cases, their steps and second ratings: what a command changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from queue_server.domain.ratings import Said
from queue_server.domain.rectifications import Case
from queue_server.storage import rating_tables as r
from queue_server.storage.case_questions import CaseReader
from queue_server.storage.ratings import SEPARATOR
from queue_server.storage.transaction import Transaction

_HALL: Any = bindparam("is_hall")
_ACT: Any = bindparam("is_act")
_CASE: Any = bindparam("is_case")
_FIELDS = tuple(Case.__dataclass_fields__)
_IS_OF_CASE = (r.rectification.c.hall == _HALL, r.rectification.c.case_id == _CASE)
_ADD = insert(r.rectification)
_CHANGE = (
    update(r.rectification)
    .where(*_IS_OF_CASE, r.rectification.c.version == bindparam("was_version"))
    .values(
        {n: bindparam(f"new_{n}") for n in _FIELDS if n not in ("case_id", "act_id", "opened_at")}
    )
)
_ESCALATE = (
    update(r.rectification)
    .where(*_IS_OF_CASE, r.rectification.c.escalated_at.is_(None))
    .values(escalated_at=bindparam("now"))
)
_SET_CONTACT = update(r.rectification).where(*_IS_OF_CASE).values(contact=bindparam("new_contact"))
_FORGET_CONTACT = delete(r.left_contact).where(
    r.left_contact.c.hall == _HALL, r.left_contact.c.act_id == _ACT
)
_CONTACT = select(r.left_contact.c.contact).where(
    r.left_contact.c.hall == _HALL, r.left_contact.c.act_id == _ACT
)
_LAST_STEP = select(func.max(r.rectification_step.c.position)).where(
    r.rectification_step.c.case_id == _CASE
)


class Cases(CaseReader):
    """Bound to one command."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx)
        self._hall = tx.hall

    def add(self, case: Case) -> None:
        self.connection.execute(_ADD, {"hall": self._hall, **_columns(case)})

    def change(self, before: Case, after: Case) -> bool:
        """Keep the change if the case still is as it was seen; else say False."""
        values = {f"new_{name}": value for name, value in _columns(after).items()}
        key = {"is_hall": self._hall, "is_case": before.case_id, "was_version": before.version}
        return bool(self.connection.execute(_CHANGE, {**key, **values}).rowcount)

    def escalate(self, case_id: UUID, now: datetime) -> bool:
        """False when it was before. It is no step: who is typing an answer is not disturbed."""
        key = {"is_hall": self._hall, "is_case": case_id, "now": now}
        return bool(self.connection.execute(_ESCALATE, key).rowcount)

    def set_contact(self, case_id: UUID, contact: str) -> None:
        key = {"is_hall": self._hall, "is_case": case_id, "new_contact": contact}
        self.connection.execute(_SET_CONTACT, key)

    def note(self, case_id: UUID, step: str, by: str, now: datetime, note: str = "") -> None:
        """Append to the case's history."""
        last = self.connection.execute(_LAST_STEP, {"is_case": case_id}).scalar()
        row = {"hall": self._hall, "case_id": case_id, "position": (last or 0) + 1}
        told = {"step": step, "by": by, "at": now, "note": note}
        self.connection.execute(insert(r.rectification_step), {**row, **told})

    def leave_contact(self, act_id: UUID, contact: str, now: datetime) -> None:
        """Until the rating is final; what was left before is replaced."""
        self.forget_contact(act_id)
        row = {"hall": self._hall, "act_id": act_id, "contact": contact, "left_at": now}
        self.connection.execute(insert(r.left_contact), row)

    def take_contact(self, act_id: UUID) -> str:
        """What was left, for the case; it is kept nowhere else any more."""
        key = {"is_hall": self._hall, "is_act": act_id}
        found = self.connection.execute(_CONTACT, key).scalar()
        self.forget_contact(act_id)
        return str(found or "")

    def forget_contact(self, act_id: UUID) -> None:
        self.connection.execute(_FORGET_CONTACT, {"is_hall": self._hall, "is_act": act_id})

    def rate_again(self, act_id: UUID, said: Said, now: datetime) -> None:
        row = {
            "hall": self._hall,
            "act_id": act_id,
            "level": said.level,
            "channel": said.channel,
            "rated_at": now,
            "reasons": SEPARATOR.join(said.reasons),
            "comment": said.comment,
        }
        self.connection.execute(insert(r.second_rating), row)


def _columns(case: Case) -> dict[str, object]:
    told = SEPARATOR.join(case.told_reasons)
    return {**vars(case), "counts": int(case.counts), "told_reasons": told}
