"""What a window says of a case that another system has its visitor rate (`Reader.seat`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from queue_server.contract.messages import Channel, RatingAsk
from queue_server.contract.window_view import EvaluationAsk
from queue_server.storage.prepared import Row


def asked_case(seat: Row, now: datetime) -> EvaluationAsk | None:
    """For the clerk: that another system asks, and for which case."""
    if seat.evaluation_state != "asked" or now >= seat.evaluation_until:
        return None
    return EvaluationAsk(
        evaluation_id=seat.evaluation_id,
        case_number=seat.evaluation_case,
        until=seat.evaluation_until,
    )


def case_question(seat: Row, now: datetime) -> RatingAsk | None:
    """For the evaluator: it asks as for a visit of ours."""
    if asked_case(seat, now) is None:
        return None
    return RatingAsk(
        act_id=seat.evaluation_id,
        number=seat.number or "",
        until=seat.evaluation_until,
        about=(seat.evaluation_told or {}).get("affairName", ""),
    )


def changing_case(seat: Row, now: datetime) -> UUID | None:
    """The evaluation that was answered at the tablet here and may still be changed."""
    may_change = (
        seat.evaluation_state == "rated"
        and seat.evaluation_channel == Channel.TABLET
        and now < seat.evaluation_final_at
    )
    evaluation_id: UUID | None = seat.evaluation_id if may_change else None
    return evaluation_id
