"""Ratings on their way to platforms: what is new, what is due, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from queue_server.storage import rating_tables as r
from queue_server.storage import tables as t
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction
from queue_server.storage.window_tables import matter

_UP = r.upload
_HALL: Any = bindparam("is_hall")
_TARGET: Any = bindparam("is_target")
_OF_TARGET = (_UP.c.hall == _HALL, _UP.c.target == _TARGET)
_IS_ONE = (
    *_OF_TARGET,
    _UP.c.act_id == bindparam("is_act"),
    _UP.c.number == bindparam("is_number"),
)


def _time(name: str) -> Any:
    return bindparam(name, type_=_UP.c.changed_at.type)


def _state(word: str) -> Any:
    """As a literal: only then does the planner see that a partial index fits."""
    return _UP.c.state == literal_column(f"'{word}'")


def _unknown(act_id: Any, number: int) -> Any:
    """There is no upload of this rating yet."""
    return ~exists().where(
        _UP.c.hall == _HALL,
        _UP.c.target == _TARGET,
        _UP.c.act_id == act_id,
        _UP.c.number == literal_column(str(number)),
    )


_FIRST = select(t.rating.c.act_id, literal(1).label("number")).where(
    t.rating.c.hall == _HALL,
    t.rating.c.final_at >= _time("since"),
    t.rating.c.final_at <= _time("now"),
    _unknown(t.rating.c.act_id, 1),
)
_SECOND = select(r.second_rating.c.act_id, literal(2).label("number")).where(
    r.second_rating.c.hall == _HALL,
    r.second_rating.c.rated_at >= _time("since"),
    r.second_rating.c.rated_at <= _time("now"),
    _unknown(r.second_rating.c.act_id, 2),
)
_CASE_CHANGED = (
    select(_UP.c.act_id, _UP.c.number)
    .join_from(r.rectification, _UP, _UP.c.act_id == r.rectification.c.act_id)
    .where(
        r.rectification.c.hall == _HALL,
        *_OF_TARGET,
        _UP.c.state == "sent",
        _UP.c.case_version < r.rectification.c.version,
    )
)
_OPEN_CASE_CHANGED = _CASE_CHANGED.where(r.rectification.c.closed_at.is_(None))
_CLOSED_CASE_CHANGED = _CASE_CHANGED.where(
    r.rectification.c.closed_at.is_not(None), r.rectification.c.closed_at >= _time("since")
)
_KEPT = ("act_id", "number", "tries", "body", "fingerprint", "case_version", "file", "changed_at")
_earlier = _UP.alias("earlier")
_IS_FIRST = ~exists().where(  # a second rating never overtakes the first, which a pause holds back
    _earlier.c.hall == _UP.c.hall,
    _earlier.c.target == _UP.c.target,
    _earlier.c.act_id == _UP.c.act_id,
    _earlier.c.number < _UP.c.number,
    _earlier.c.state == literal_column("'pending'"),
)
_DUE = (
    select(*[_UP.c[name] for name in _KEPT])
    .where(*_OF_TARGET, _state("pending"), _UP.c.next_try_at <= _time("now"), _IS_FIRST)
    .order_by(_UP.c.next_try_at)
    .limit(bindparam("most"))
)
_IN_FILE = select(*[_UP.c[name] for name in _KEPT]).where(
    *_OF_TARGET, _state("pending"), _UP.c.file == bindparam("is_file")
)
_MARK = select(r.upload_target).where(
    r.upload_target.c.hall == _HALL, r.upload_target.c.target == _TARGET
)
# What was refused before it was sent, and whose record may be whole by now.
_REFUSED_HERE = (
    select(_UP.c.act_id, _UP.c.number)
    .where(
        *_OF_TARGET,
        _state("refused"),
        _UP.c.changed_at >= _time("since"),
        _UP.c.refusal.in_(("field_missing", "field_too_long", "low_without_reason")),
    )
    .order_by(_UP.c.changed_at.desc())
    .limit(bindparam("most"))
)
_times = t.service_act.alias("times")
_TIMES_SERVED = (
    select(func.count())
    .select_from(_times)
    .where(
        _times.c.hall == t.service_act.c.hall,
        _times.c.ticket_id == t.service_act.c.ticket_id,
        _times.c.outcome == literal_column("'served'"),
        _times.c.ended_at <= t.service_act.c.ended_at,
    )
    .correlate(t.service_act)
    .scalar_subquery()
)


def _matter(column: Any) -> Any:
    """Of the first matter with a case number, or else of the first: number and outcome are of one
    and the same."""
    return (
        select(column)
        .where(matter.c.act_id == t.service_act.c.act_id)
        .order_by(matter.c.case_number == literal_column("''"), matter.c.position)
        .limit(1)
        .correlate(t.service_act)
        .scalar_subquery()
    )


def _material(rating: Any, number: int) -> Select[Any]:
    act, case = t.service_act, r.rectification
    return (
        select(
            act.c.act_id,
            literal(number).label("number"),
            act.c.business_date,
            act.c.number.label("ticket_number"),
            act.c.service,
            act.c.window,
            act.c.account.label("clerk"),
            t.account.c.name.label("clerk_name"),
            func.coalesce(act.c.started_at, act.c.called_at).label("began_at"),
            act.c.ended_at,
            _TIMES_SERVED.label("times_served"),
            _matter(matter.c.case_number).label("case_number"),
            _matter(matter.c.outcome).label("outcome"),
            rating.c.level,
            rating.c.channel,
            rating.c.reasons,
            rating.c.comment,
            rating.c.rated_at,
            case.c.state.label("case_state"),
            case.c.version.label("case_version"),
            case.c.counts.label("case_counts"),
            case.c.answer.label("case_answer"),
            case.c.told_reasons,
            case.c.answered_at,
            case.c.appealed_at,
            case.c.reviewed_at,
            case.c.followed_up_at,
            (_UP.c.fingerprint != "").label("was_sent"),
            _UP.c.fingerprint,
        )
        .join_from(act, rating, rating.c.act_id == act.c.act_id)
        .join(_UP, _UP.c.act_id == act.c.act_id)
        .outerjoin(case, (case.c.hall == act.c.hall) & (case.c.act_id == act.c.act_id))
        .outerjoin(
            t.account, (t.account.c.hall == act.c.hall) & (t.account.c.account == act.c.account)
        )
        .where(*_IS_ONE, act.c.act_id == bindparam("is_act"))
    )


_MATERIAL = {1: _material(t.rating, 1), 2: _material(r.second_rating, 2)}
_LISTED = select(
    *[_UP.c[name] for name in ("act_id", "number", "tries", "refusal", "detail", "changed_at")],
    _UP.c.next_try_at,
    t.service_act.c.number.label("ticket_number"),
    t.service_act.c.service,
    t.service_act.c.window,
    t.service_act.c.business_date,
).join(t.service_act, t.service_act.c.act_id == _UP.c.act_id)
_LISTS = {
    "pending": _LISTED.where(*_OF_TARGET, _state("pending")).order_by(_UP.c.next_try_at),
    "refused": _LISTED.where(*_OF_TARGET, _state("refused")).order_by(_UP.c.changed_at.desc()),
}
_COUNTS = {
    "pending": select(func.count()).where(*_OF_TARGET, _state("pending")),
    "refused": select(func.count()).where(*_OF_TARGET, _state("refused")),
    "sent": select(func.count()).where(
        *_OF_TARGET, _state("sent"), _UP.c.changed_at >= _time("since")
    ),
}
_CHANGE = update(_UP).where(*_IS_ONE)
_RETRY_ALL = (
    update(_UP)
    .where(*_OF_TARGET, _state("refused"))
    .values(
        state="pending",
        tries=0,
        next_try_at=bindparam("now"),
        changed_at=bindparam("now"),
        refusal="",
        detail="",
    )
)
_RETRY_ONE = _RETRY_ALL.where(
    _UP.c.act_id == bindparam("is_act"), _UP.c.number == bindparam("is_number")
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A pending upload. `body` is what may already have been sent, "" before the first try;
    `changed_at`: since when it is pending."""

    act_id: UUID
    number: int
    tries: int
    body: str
    fingerprint: str
    case_version: int
    file: int | None
    changed_at: datetime


class UploadReader:
    """Questions about one target."""

    def __init__(self, reader: Reader, target: str) -> None:
        self.connection = reader.connection
        self._key = {"is_hall": reader.hall, "is_target": target}

    def mark(self) -> Row[Any] | None:
        """How far the target has come; None before its first round."""
        return next(iter(self._rows(_MARK)), None)

    def new(self, since: datetime, now: datetime) -> list[tuple[UUID, int]]:
        """Final ratings, first and second ones, that are not on their way yet."""
        found = [*self._rows(_FIRST, since=since, now=now)]
        found += self._rows(_SECOND, since=since, now=now)
        return [(row.act_id, row.number) for row in found]

    def with_changed_case(self, since: datetime) -> list[tuple[UUID, int]]:
        """Sent ratings whose rectification has changed; closed ones since a time."""
        found = [*self._rows(_OPEN_CASE_CHANGED)]
        found += self._rows(_CLOSED_CASE_CHANGED, since=since)
        return [(row.act_id, row.number) for row in found]

    def refused_here(self, since: datetime, most: int) -> list[tuple[UUID, int]]:
        """Refused since a time without having been sent; the latest first."""
        found = self._rows(_REFUSED_HERE, since=since, most=most)
        return [(row.act_id, row.number) for row in found]

    def due(self, now: datetime, most: int) -> list[Kept]:
        return [Kept(**row._mapping) for row in self._rows(_DUE, now=now, most=most)]

    def in_file(self, number: int) -> list[Kept]:
        """What is meant for a file that is not known to be written."""
        return [Kept(**row._mapping) for row in self._rows(_IN_FILE, is_file=number)]

    def material(self, act_id: UUID, number: int) -> Row[Any]:
        """All that is known of one rating, for `uploads.records`."""
        return self._rows(_MATERIAL[number], is_act=act_id, is_number=number)[0]

    def listed(self, state: str, most: int) -> Sequence[Row[Any]]:
        """`pending` or `refused` ones with the visit that they are about; no level."""
        return self._rows(_LISTS[state].limit(most))

    def count(self, state: str, since: datetime) -> int:
        """Of `sent` those since a time."""
        return int(self._rows(_COUNTS[state], since=since)[0][0])

    def _rows(self, statement: Select[Any], **values: object) -> Sequence[Row[Any]]:
        return self.connection.execute(statement, {**self._key, **values}).all()


class UploadBook(UploadReader):
    """Bound to one command."""

    def __init__(self, tx: Transaction, target: str) -> None:
        super().__init__(tx, target)
        self._own = {"hall": tx.hall, "target": target}

    def begin(self, now: datetime) -> None:
        """A target that is new sends what is rated from now on."""
        self.connection.execute(
            insert(r.upload_target), {**self._own, "since": now, "seen_until": now}
        )

    def seen(self, until: datetime) -> None:
        self._set_target(seen_until=until)

    def add(self, ratings: Sequence[tuple[UUID, int]], now: datetime) -> None:
        rows = [
            {
                **self._own,
                "act_id": act_id,
                "number": number,
                "state": "pending",
                "next_try_at": now,
                "changed_at": now,
            }
            for act_id, number in ratings
        ]
        if rows:
            self.connection.execute(insert(_UP), rows)

    def send_again(self, ratings: Sequence[tuple[UUID, int]], now: datetime) -> None:
        for act_id, number in ratings:
            fresh = {"state": "pending", "tries": 0, "next_try_at": now, "changed_at": now}
            why = {"refusal": "", "detail": ""}
            self.change(act_id, number, **fresh, **why, body="", file=None)

    def change(self, act_id: UUID, number: int, **values: object) -> None:
        self.connection.execute(
            _CHANGE.values(**values), {**self._key, "is_act": act_id, "is_number": number}
        )

    def new_file(self, number: int, name: str) -> None:
        self._set_target(files=number, file_name=name)

    def retry(self, act_id: UUID | None, number: int, now: datetime) -> int:
        """Refused ones are tried anew: one, or all; how many."""
        if act_id is None:
            return self.connection.execute(_RETRY_ALL, {**self._key, "now": now}).rowcount
        values = {**self._key, "now": now, "is_act": act_id, "is_number": number}
        return self.connection.execute(_RETRY_ONE, values).rowcount

    def _set_target(self, **values: object) -> None:
        statement = update(r.upload_target).where(
            r.upload_target.c.hall == _HALL, r.upload_target.c.target == _TARGET
        )
        self.connection.execute(statement.values(**values), self._key)
