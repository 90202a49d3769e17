"""What a window says of the visitor who was asked to rate: that, and never what they said."""

from __future__ import annotations

from datetime import date, datetime

from queue_server.contract.window_view import LastRating, RatingState
from queue_server.storage.prepared import Row


def last_rating(seat: Row, today: date, now: datetime) -> LastRating | None:
    """From a row of `Reader.seat`; None when nobody was asked here today."""
    if seat.asked_act_id is None or seat.asked_date != today:
        return None
    if seat.last_is_rated:
        state = RatingState.RATED
    elif _is_open(seat, now):
        state = RatingState.ASKED
    else:
        state = RatingState.NOT_RATED
    return LastRating(number=seat.rating_number, state=state)


def _is_open(seat: Row, now: datetime) -> bool:
    is_asked = seat.rating_act_id == seat.asked_act_id
    return is_asked and seat.rating_until is not None and now < seat.rating_until
