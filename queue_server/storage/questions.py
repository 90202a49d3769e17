"""The SELECTs, built once; `prepared` finds the compiled text by the object."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from queue_server.domain.policy import Waiting
from queue_server.domain.tickets import NO_WINDOW, State
from queue_server.storage import tables as t
from queue_server.storage.rating_tables import evaluation
from queue_server.storage.window_tables import matter

_TICKET_FIELDS = [column for column in t.ticket.c if column.name != "hall"]
_HALL: BindParameter[str] = bindparam("hall")
_DATE: BindParameter[date] = bindparam("business_date")
_WINDOW: BindParameter[str] = bindparam("window")


def state_is(*states: State) -> ColumnElement[bool]:
    """Written as literals: only then does the planner see that a partial index fits."""
    words: list[ColumnElement[str]] = [literal_column(f"'{state.value}'") for state in states]
    return t.ticket.c.state == words[0] if len(words) == 1 else t.ticket.c.state.in_(words)


TICKET = select(*_TICKET_FIELDS).where(t.ticket.c.ticket_id == bindparam("ticket_id"))
WINDOW_ROW = select(*[c for c in t.window.c if c.name != "hall"]).where(t.window.c.hall == _HALL)
ONE_WINDOW = WINDOW_ROW.where(t.window.c.window == _WINDOW)
_ACT = select(
    *[c for c in t.service_act.c if c.name not in ("hall", "business_date")],
    t.rating.c.act_id.is_not(None).label("rated"),
).select_from(t.service_act.outerjoin(t.rating, t.rating.c.act_id == t.service_act.c.act_id))
ONE_ACT = _ACT.where(t.service_act.c.act_id == bindparam("act_id"))
_WAITING_NOW = (
    t.ticket.c.hall == _HALL,
    t.ticket.c.business_date == _DATE,
    state_is(State.WAITING),
)
COUNTS = (
    select(t.ticket.c.service, t.ticket.c.target_window, func.count())
    .where(*_WAITING_NOW)
    .group_by(t.ticket.c.service, t.ticket.c.target_window)
)
MISSES = (  # by the index on the day: no other holds visits by their ticket
    select(func.count())
    .select_from(t.service_act)
    .where(
        t.service_act.c.hall == _HALL,
        t.service_act.c.business_date == _DATE,
        t.service_act.c.ticket_id == bindparam("ticket_id"),
        t.service_act.c.outcome == literal_column("'missed'"),
    )
)
SERVICE_QUEUE = (
    select(*[t.ticket.c[name] for name in Waiting.__dataclass_fields__])
    .where(*_WAITING_NOW, t.ticket.c.service == bindparam("service"))
    .order_by(t.ticket.c.lane, t.ticket.c.queued_at, t.ticket.c.sequence)
    .limit(bindparam("limit"))
)
_IN_LINE = (*_WAITING_NOW, t.ticket.c.service == bindparam("service"))
_IN_LANE = (*_IN_LINE, t.ticket.c.lane == bindparam("lane"))


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(t.ticket).where(*conditions).scalar_subquery()


AHEAD = select(  # three ranges of the index: half the time of one comparison of three columns
    _count(*_IN_LINE, t.ticket.c.lane < bindparam("lane"))
    + _count(*_IN_LANE, t.ticket.c.queued_at < bindparam("queued_at"))
    + _count(
        *_IN_LANE,
        t.ticket.c.queued_at == bindparam("queued_at"),
        t.ticket.c.sequence < bindparam("sequence"),
    )
)
_UNSERVED = select(t.ticket.c.number, t.ticket.c.ticket_id).where(
    t.ticket.c.hall == _HALL,
    t.ticket.c.business_date == _DATE,
    t.ticket.c.service == bindparam("service"),
    state_is(State.WAITING, State.CALLED, State.SERVING, State.HELD),
)
OF_PERSON = _UNSERVED.where(
    t.ticket.c.person_hash.is_not(None), t.ticket.c.person_hash == bindparam("person_hash")
)
OF_PHONE = _UNSERVED.where(
    t.ticket.c.phone_hash.is_not(None), t.ticket.c.phone_hash == bindparam("phone_hash")
)
EPOCH = select(t.meta.c.epoch).where(t.meta.c.hall == _HALL)
ACCOUNT_NAME = select(t.account.c.name).where(
    t.account.c.hall == _HALL, t.account.c.account == bindparam("account")
)
LAST_SEQ = select(func.max(t.event.c.seq)).where(t.event.c.hall == _HALL)
_ASKED = t.service_act.alias("asked")
_ENDED = t.service_act.alias("ended")
_MATTERS = (  # how many things were done in the visit that ended last
    select(func.count())
    .select_from(matter)
    .where(matter.c.act_id == t.window.c.ended_act_id)
    .correlate(t.window)
    .scalar_subquery()
)
_MATTERS_HERE = (  # the same of the present visit
    select(func.count())
    .select_from(matter)
    .where(matter.c.act_id == t.window.c.act_id)
    .correlate(t.window)
    .scalar_subquery()
)
_LAST_IS_RATED = (  # whether the visitor who was asked last has rated, never what
    select(t.rating.c.act_id)
    .where(t.rating.c.act_id == t.window.c.asked_act_id)
    .correlate(t.window)
    .exists()
)
_WHOSE = t.account.alias("whose")
SEAT: Select[Any] = (  # a window with all that is to be said about it, in one question
    select(
        t.window.c.window,
        t.window.c.status,
        t.window.c.account,
        t.account.c.name.label("account_name"),
        t.window.c.since,
        t.window.c.stands_in_for,
        _WHOSE.c.name.label("stands_in_for_name"),
        t.window.c.pause_reason,
        t.window.c.paused_at,
        t.window.c.version,
        t.window.c.call_version,
        t.window.c.ticket_id,
        t.window.c.act_id,
        t.ticket.c.number,
        t.ticket.c.service,
        t.ticket.c.state,
        t.ticket.c.priority_reason,
        t.ticket.c.masked_name,
        t.ticket.c.issued_at,
        t.service_act.c.last_called_at.label("called_at"),
        t.service_act.c.called_at.label("first_called_at"),
        t.service_act.c.started_at,
        t.service_act.c.calls,
        t.window.c.rating_act_id,
        _ASKED.c.number.label("rating_number"),
        _ASKED.c.rating_until,
        _ASKED.c.business_date.label("asked_date"),
        t.ticket.c.route,
        t.ticket.c.step,
        t.window.c.undo,
        t.window.c.ready_at,
        t.window.c.asked_act_id,
        _LAST_IS_RATED.label("last_is_rated"),
        _ENDED.c.act_id.label("ended_act_id"),
        _ENDED.c.number.label("ended_number"),
        _ENDED.c.service.label("ended_service"),
        _ENDED.c.business_date.label("ended_date"),
        _MATTERS.label("ended_matters"),
        _MATTERS_HERE.label("matters"),
        t.window.c.evaluation_id,
        evaluation.c.case_number.label("evaluation_case"),
        evaluation.c.told.label("evaluation_told"),
        evaluation.c.state.label("evaluation_state"),
        evaluation.c.until.label("evaluation_until"),
        evaluation.c.channel.label("evaluation_channel"),
        evaluation.c.final_at.label("evaluation_final_at"),
        t.meta.c.epoch,
    )
    .select_from(
        t.window.join(t.meta, t.meta.c.hall == t.window.c.hall)
        .outerjoin(t.ticket, t.ticket.c.ticket_id == t.window.c.ticket_id)
        .outerjoin(t.service_act, t.service_act.c.act_id == t.window.c.act_id)
        .outerjoin(_ASKED, _ASKED.c.act_id == t.window.c.asked_act_id)
        .outerjoin(_ENDED, _ENDED.c.act_id == t.window.c.ended_act_id)
        .outerjoin(evaluation, evaluation.c.evaluation_id == t.window.c.evaluation_id)
        .outerjoin(
            t.account,
            and_(t.account.c.hall == t.window.c.hall, t.account.c.account == t.window.c.account),
        )
        .outerjoin(
            _WHOSE,
            and_(_WHOSE.c.hall == t.window.c.hall, _WHOSE.c.account == t.window.c.stands_in_for),
        )
    )
    .where(t.window.c.hall == _HALL)
)
ONE_SEAT = SEAT.where(t.window.c.window == _WINDOW)
_OF_EARLIER_DAYS = select(*_TICKET_FIELDS).where(
    t.ticket.c.hall == _HALL, t.ticket.c.business_date < _DATE
)
LEFT_OPEN = [  # each by what holds only few: a partial index, or the windows
    _OF_EARLIER_DAYS.where(state_is(State.WAITING)),
    _OF_EARLIER_DAYS.where(
        state_is(State.HELD, State.MISSED), t.ticket.c.state == literal_column("'held'")
    ),
    select(*_TICKET_FIELDS)
    .join_from(t.window, t.ticket, t.ticket.c.ticket_id == t.window.c.ticket_id)
    .where(t.window.c.hall == _HALL, t.ticket.c.business_date < _DATE),
]
QUEUE_COLUMNS = (
    t.ticket.c.ticket_id,
    t.ticket.c.number,
    t.ticket.c.service,
    t.ticket.c.lane,
    t.ticket.c.queued_at,
    t.ticket.c.sequence,
    t.ticket.c.target_window,
    t.ticket.c.priority_reason,
    t.ticket.c.masked_name,
    t.ticket.c.issued_at,
)


@cache
def queue_of(services: int) -> Select[Any]:
    """One index range per service, each already in order, so that a long queue costs nothing."""
    lanes = [
        select(*QUEUE_COLUMNS)
        .where(
            *_WAITING_NOW,
            t.ticket.c.service == bindparam(f"service_{n}"),
            t.ticket.c.target_window.is_(None),
        )
        .order_by(t.ticket.c.lane, t.ticket.c.queued_at, t.ticket.c.sequence)
        .limit(bindparam("limit"))
        .subquery()
        for n in range(services)
    ]
    sent_here = select(*QUEUE_COLUMNS).where(*_WAITING_NOW, t.ticket.c.target_window == _WINDOW)
    merged = union_all(*[select(lane) for lane in lanes], sent_here).subquery()
    return (
        select(merged)
        .order_by(merged.c.lane, merged.c.queued_at, merged.c.sequence)
        .limit(bindparam("limit"))
    )


@cache
def counts_of(services: int) -> Select[Any]:
    """How many wait for each of a window's services, whom others may call as well."""
    parts = [
        select(t.ticket.c.service, func.count().label("n"))
        .where(
            *_WAITING_NOW,
            t.ticket.c.service == bindparam(f"service_{n}"),
            t.ticket.c.target_window.is_(None),
        )
        .group_by(t.ticket.c.service)
        for n in range(services)
    ]
    merged = union_all(*parts).subquery()
    return select(merged.c.service, merged.c.n)


SENT_HERE = select(t.ticket.c.service, t.ticket.c.number).where(
    *_WAITING_NOW, t.ticket.c.target_window == _WINDOW
)


_LEFT = select(t.window.c.window).where(  # where nobody sits
    t.window.c.hall == _HALL, t.window.c.status == literal_column("'closed'")
)


@cache
def parked_of(services: int) -> Select[Any]:
    mine = t.ticket.c.service.in_([bindparam(f"service_{n}", type_=Text) for n in range(services)])
    target = t.ticket.c.target_window
    missed = or_(target == _WINDOW, and_(mine, or_(target.is_(None), target == NO_WINDOW)))
    held = or_(t.ticket.c.window == _WINDOW, and_(mine, t.ticket.c.window.in_(_LEFT)))
    return (
        select(*QUEUE_COLUMNS, t.ticket.c.state)
        .where(
            t.ticket.c.hall == _HALL,
            t.ticket.c.business_date == _DATE,
            state_is(State.HELD, State.MISSED),
            or_(
                and_(state_is(State.HELD), held),
                and_(state_is(State.MISSED), missed),
            ),
        )
        .order_by(t.ticket.c.state, t.ticket.c.changed_at.desc())  # "held" before "missed"
        .limit(bindparam("limit"))
    )


@cache
def numbered(numbers: int) -> Select[Any]:
    named = [bindparam(f"number_{n}", type_=Text) for n in range(numbers)]
    return select(*_TICKET_FIELDS).where(
        t.ticket.c.hall == _HALL,
        t.ticket.c.business_date == _DATE,
        t.ticket.c.number.in_(named),
    )
