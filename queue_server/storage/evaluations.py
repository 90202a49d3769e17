"""Evaluations that other systems asked for: questions and changes, bound to `tx` or `reader`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, literal_column, select, update

from queue_server.domain.evaluations import Evaluation, State
from queue_server.domain.ratings import Given
from queue_server.storage.rating_tables import evaluation
from queue_server.storage.ratings import SEPARATOR
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

_HALL: Any = bindparam("is_hall")
_IS_ONE = (evaluation.c.hall == _HALL, evaluation.c.evaluation_id == bindparam("is_id"))
# States as literals: only then does the planner see that a partial index fits.
_IS_ASKED = evaluation.c.state == literal_column("'asked'")
_IS_RATED = evaluation.c.state == literal_column("'rated'")
_GIVEN = ("level", "channel", "reasons", "comment", "final_at")
_OWN = ("evaluation_id", "system", "case_number", "window", "account", "asked_at", "until")
_ONE = select(*[evaluation.c[n] for n in (*_OWN, "state", "ended_at", *_GIVEN)]).where(*_IS_ONE)
_OVERDUE = select(evaluation.c.evaluation_id).where(
    evaluation.c.hall == _HALL,
    _IS_ASKED,
    evaluation.c.until <= bindparam("now", type_=evaluation.c.until.type),
)
_RATED_CASE = select(evaluation.c.evaluation_id).where(
    evaluation.c.hall == _HALL,
    evaluation.c.system == bindparam("is_system"),
    evaluation.c.case_number == bindparam("is_case"),
    _IS_RATED,
)
_END = (
    update(evaluation)
    .where(*_IS_ONE, _IS_ASKED)
    .values(state=bindparam("new"), ended_at=bindparam("at"))
)
_RATE = (
    update(evaluation)
    .where(*_IS_ONE)
    .values({name: bindparam(f"new_{name}") for name in ("state", "ended_at", *_GIVEN)})
)


class Evaluations:
    """Questions."""

    def __init__(self, reader: Reader) -> None:
        self.connection = reader.connection
        self._key = {"is_hall": reader.hall}

    def one(self, evaluation_id: UUID) -> Evaluation | None:
        values = {**self._key, "is_id": evaluation_id}
        row = self.connection.execute(_ONE, values).one_or_none()
        return None if row is None else _as_evaluation(row)

    def overdue(self, now: datetime) -> list[UUID]:
        """Those whose time ran out and of which nobody has written so."""
        return list(self.connection.execute(_OVERDUE, {**self._key, "now": now}).scalars())

    def is_rated(self, system: str, case_number: str) -> bool:
        values = {**self._key, "is_system": system, "is_case": case_number}
        return self.connection.execute(_RATED_CASE, values).first() is not None


class EvaluationBook(Evaluations):
    """Bound to one command."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx)
        self._hall = tx.hall

    def add(self, asked: Evaluation, told: Mapping[str, str]) -> None:
        row = {name: getattr(asked, name) for name in _OWN}
        self.connection.execute(
            insert(evaluation),
            {"hall": self._hall, **row, "told": dict(told), "state": asked.state.value},
        )

    def end(self, evaluation_id: UUID, state: State, now: datetime) -> bool:
        """False when it was no more asked."""
        values = {**self._key, "is_id": evaluation_id, "new": state.value, "at": now}
        return bool(self.connection.execute(_END, values).rowcount)

    def rate(self, evaluation_id: UUID, given: Given) -> None:
        """Also once more, while it may change."""
        self.connection.execute(
            _RATE,
            {
                **self._key,
                "is_id": evaluation_id,
                "new_state": State.RATED.value,
                "new_ended_at": given.rated_at,
                "new_level": given.level,
                "new_channel": given.channel,
                "new_reasons": SEPARATOR.join(given.reasons),
                "new_comment": given.comment,
                "new_final_at": given.final_at,
            },
        )


def _as_evaluation(row: Any) -> Evaluation:
    given = None
    if row.level is not None:
        given = Given(
            level=row.level,
            channel=row.channel,
            rated_at=row.ended_at,
            final_at=row.final_at,
            reasons=tuple(code for code in row.reasons.split(SEPARATOR) if code),
            comment=row.comment,
        )
    own = {name: getattr(row, name) for name in _OWN}
    return Evaluation(**own, state=State(row.state), ended_at=row.ended_at, given=given)
