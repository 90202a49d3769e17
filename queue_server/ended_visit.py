"""What a window says of the visit that is over: which it was, and whether it can be taken back."""

from __future__ import annotations

from datetime import date, datetime

from queue_server.contract.window_view import CanUndo, EndedAct
from queue_server.domain.tickets import Verb
from queue_server.domain.undo import Undo, is_open, unpacked
from queue_server.storage.prepared import Row


def can_undo(seat: Row, now: datetime) -> CanUndo | None:
    """Of a row of `Reader.seat`. Told as long as the press would be in time: that another window
    called the ticket meanwhile is found out by pressing."""
    undo = unpacked(seat.undo) if seat.undo else None
    if undo is None or not is_open(undo, seat.account, now) or _is_rated(undo, seat):
        return None
    return CanUndo(verb=undo.verb, number=undo.number, until=undo.until, by_itself=undo.by_itself)


def _is_rated(undo: Undo, seat: Row) -> bool:
    """The end of a visit that was rated stands."""
    about_it = undo.act_id is not None and undo.act_id == seat.asked_act_id
    return undo.verb == Verb.FINISH and about_it and bool(seat.last_is_rated)


def ended_act(seat: Row, today: date) -> EndedAct | None:
    """The visit that ended last here today as served, from a row of `Reader.seat`."""
    if seat.ended_act_id is None or seat.ended_date != today:
        return None
    return EndedAct(
        act_id=seat.ended_act_id,
        number=seat.ended_number,
        service=seat.ended_service,
        matters=seat.ended_matters,
    )
