"""What was done in a visit: one or several matters, each with its outcome. Only the clerk who had
the visitor says so, at that window, on that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from queue_server.domain.acts import Act, Outcome
from queue_server.domain.errors import RuleBroken

MOST_MATTERS = 9  # of one visit


class MatterOutcome(StrEnum):
    DONE_ON_THE_SPOT = "done_on_the_spot"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_GAPS = "accepted_with_gaps"
    INCOMPLETE = "incomplete"
    ENQUIRY = "enquiry"
    PICK_UP = "pick_up"
    WRONG_SERVICE = "wrong_service"


# An application was taken in: these are what a hall counts as cases (办件).
CASES = (
    MatterOutcome.DONE_ON_THE_SPOT,
    MatterOutcome.ACCEPTED,
    MatterOutcome.ACCEPTED_WITH_GAPS,
)


class Suggestion(StrEnum):
    """What the clerk may want to do next; nothing of it happens by itself."""

    TRANSFER = "transfer"
    NOTICE = "notice"


_LEADS_TO = {
    MatterOutcome.WRONG_SERVICE: Suggestion.TRANSFER,
    MatterOutcome.INCOMPLETE: Suggestion.NOTICE,
}
# How a visit ends in which nobody was spoken with.
_NOBODY_CAME = (Outcome.MISSED, Outcome.ABANDONED, Outcome.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """`case_number`: of the system that does the case, as the clerk typed it; "" for none."""

    service: str
    outcome: MatterOutcome
    case_number: str = ""


def require_own(act: Act, window: str, account: str | None, *, is_today: bool) -> None:
    """Raises `not_your_visit` unless it was today, at this window and with this clerk, and
    `nobody_served` when no visitor came."""
    if not is_today or act.window != window or act.account is None or act.account != account:
        raise RuleBroken(
            "not_your_visit",
            f"{act.number} is no visit of window {window} and its clerk today",
            "act_id",
            facts={"number": act.number},
        )
    if act.outcome in _NOBODY_CAME:
        raise RuleBroken(
            "nobody_served",
            f"{act.number} is {act.outcome}",
            "act_id",
            facts={"number": act.number},
        )


def suggestions(matters: Sequence[Matter], *, is_here: bool, has_notice: bool) -> list[Suggestion]:
    """Only a visitor who is still here can be sent on; one notice says all."""
    found = {_LEADS_TO[matter.outcome] for matter in matters if matter.outcome in _LEADS_TO}
    possible = {Suggestion.TRANSFER: is_here, Suggestion.NOTICE: not has_notice}
    return [wish for wish in Suggestion if wish in found and possible[wish]]


def told(matters: Sequence[Matter]) -> str:
    """For the log: services and outcomes; case numbers stay out of it."""
    return ",".join(f"{matter.service}={matter.outcome}" for matter in matters)
