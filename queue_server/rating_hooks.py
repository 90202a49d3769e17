"""Where ratings of another kind join in: cases of other systems, and the second rating after an
answer. Filled in when the server's parts are put together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from queue_server.contract import messages as m
from queue_server.domain.ratings import Said
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

# A rating whose `act_id` is no act: None when it is no question of another system either. Gets the
# windows at which the caller may act, and who it is.
RateEvaluation = Callable[
    [Transaction, m.RateService, Collection[str], str, datetime], m.Rating | None
]
# The hall's answer to a low rating, while it can be rated once more; None when it can not.
OpenAnswer = Callable[[Reader, UUID, datetime], str | None]
# Keeps the second rating, which was checked as a first one is; raises `RuleBroken`.
RateAgain = Callable[[Transaction, UUID, Said, str, datetime], None]


def _no_evaluation(
    tx: Transaction, command: m.RateService, windows: Collection[str], by: str, now: datetime
) -> m.Rating | None:
    return None


def _no_answer(reader: Reader, act_id: UUID, now: datetime) -> str | None:
    return None


def _no_second(tx: Transaction, act_id: UUID, said: Said, by: str, now: datetime) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class RatingHooks:
    """`rate_again` is only called for an act for which `open_answer` tells an answer."""

    rate_evaluation: RateEvaluation = _no_evaluation
    open_answer: OpenAnswer = _no_answer
    rate_again: RateAgain = _no_second
