"""Reads the visits of a span of business days and their ratings, counted by the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, and_, bindparam, case, exists, func, literal, or_, select

from queue_server.domain.acts import Outcome
from queue_server.domain.rectifications import SPOKEN_WITH
from queue_server.reports.rating_tally import Visits
from queue_server.storage import rating_tables as r
from queue_server.storage import tables as t

_ACT = t.service_act
_NEXT = t.service_act.alias("next")
_STRUCK = and_(r.rectification.c.counts.is_not(None), r.rectification.c.counts == 0)
# Acts of an earlier release know only until when they could be rated.
_ASKED = or_(_ACT.c.rating_asked_at.is_not(None), _ACT.c.rating_until.is_not(None))
# The call that withdrew the question has set its end to its own time.
_WITHDRAWN = (
    exists()
    .where(
        _NEXT.c.hall == _ACT.c.hall,
        _NEXT.c.business_date == _ACT.c.business_date,
        _NEXT.c.window == _ACT.c.window,
        _NEXT.c.called_at == _ACT.c.rating_until,
    )
    .correlate(_ACT)
)
_UNRATED_AND_WITHDRAWN = and_(t.rating.c.level.is_(None), _WITHDRAWN)


def _flag(condition: object, name: str) -> object:
    return case((condition, literal(1)), else_=literal(0)).label(name)  # type: ignore[arg-type]


_APART = [  # what the report tells apart; all but the first three are of the rating
    _ACT.c.account.label("clerk"),
    _ACT.c.window,
    _ACT.c.service,
    t.rating.c.level,
    _flag(_STRUCK, "struck"),
    _flag(_ASKED, "asked"),
    _flag(_UNRATED_AND_WITHDRAWN, "withdrawn"),
    _flag(r.rectification.c.case_id.is_not(None), "has_case"),
    _flag(r.rectification.c.answered_at.is_not(None), "rectified"),
    _flag(r.rectification.c.reached.in_(sorted(SPOKEN_WITH)), "followed_up"),
    _flag(r.second_rating.c.act_id.is_not(None), "rated_again"),
]
_ONE_BY_ONE = (
    select(*_APART)  # type: ignore[call-overload]  # labelled columns
    .join_from(_ACT, t.rating, t.rating.c.act_id == _ACT.c.act_id, isouter=True)
    .join(
        r.rectification,
        and_(r.rectification.c.hall == _ACT.c.hall, r.rectification.c.act_id == _ACT.c.act_id),
        isouter=True,
    )
    .join(r.second_rating, r.second_rating.c.act_id == _ACT.c.act_id, isouter=True)
    .where(
        _ACT.c.hall == bindparam("hall"),
        _ACT.c.business_date.between(bindparam("first"), bindparam("last")),
        # One who was sent on after rating was not handled here, and yet has rated.
        or_(_ACT.c.outcome == Outcome.SERVED.value, t.rating.c.level.is_not(None)),
    )
    .subquery()
)
_COUNTED = select(_ONE_BY_ONE, func.count().label("visits")).group_by(*_ONE_BY_ONE.c)
_FLAGS = ("struck", "asked", "withdrawn", "has_case", "rectified", "followed_up", "rated_again")


def read_ratings(connection: Connection, hall: str, first: date, last: date) -> list[Visits]:
    """Of the business days from `first` to `last`, both included."""
    rows = connection.execute(_COUNTED, {"hall": hall, "first": first, "last": last})
    found = []
    for row in rows:
        told = dict(row._mapping)
        found.append(Visits(**{**told, **{flag: bool(told[flag]) for flag in _FLAGS}}))
    return found
