"""What becomes of a number that was called and did not come, and the slip's sentence on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.policy import Waiting
from queue_server.domain.tickets import NORMAL_LANE


class MissedPolicy(StrEnum):
    VOID = "void"
    REQUEUE_AFTER_K = "requeue_after_k"
    REQUEUE_TAIL = "requeue_tail"
    RECALL_ON_REQUEST = "recall_on_request"


# {policy: {language: sentence}}; {k} is how many are called before the number comes again.
_NOTICES: dict[MissedPolicy, dict[str, str]] = {
    MissedPolicy.VOID: {
        "zh": "过号作废，请重新取号。",
        "en": "A missed number is void. Please take a new one.",
    },
    MissedPolicy.REQUEUE_AFTER_K: {
        "zh": "过号顺延{k}位，请继续等候叫号。",
        "en": "A missed number is called again after {k} others. Please keep waiting.",
    },
    MissedPolicy.REQUEUE_TAIL: {
        "zh": "过号排到队尾，请继续等候叫号。",
        "en": "A missed number goes to the end of the queue. Please keep waiting.",
    },
    MissedPolicy.RECALL_ON_REQUEST: {
        "zh": "过号请到窗口说明，由工作人员重新叫号。",
        "en": "If you miss your call, tell the window: the staff will call you again.",
    },
}


# The same where a number comes again only so often: {n} misses make it void.
_AT_MOST: dict[MissedPolicy, dict[str, str]] = {
    MissedPolicy.REQUEUE_AFTER_K: {
        "zh": "过号顺延{k}位，第{n}次过号作废，请留意叫号。",
        "en": "A missed number is called again after {k} others; missed {n} times it is void."
        " Please listen for your call.",
    },
    MissedPolicy.REQUEUE_TAIL: {
        "zh": "过号排到队尾，第{n}次过号作废，请留意叫号。",
        "en": "A missed number goes to the end of the queue; missed {n} times it is void."
        " Please listen for your call.",
    },
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the queue's order."""

    lane: int
    queued_at: datetime


def notice(policy: MissedPolicy, k: int, at_most: int = 0) -> dict[str, str]:
    """The sentence for slip and screens, by language. `at_most`: how often a missed number comes
    again, 0 for always."""
    told = _AT_MOST.get(policy) if at_most else None
    texts = told or _NOTICES[policy]
    return {language: text.format(k=k, n=at_most + 1) for language, text in texts.items()}


def may_be_called_again(policy: MissedPolicy) -> bool:
    """Whether a clerk may call a missed number: the slip must not promise less or more."""
    return policy is MissedPolicy.RECALL_ON_REQUEST


def place_after_miss(
    policy: MissedPolicy, k: int, queue: Sequence[Waiting], now: datetime
) -> Place | None:
    """Where a missed ticket waits again; None when it does not.

    `queue` is the service's queue in calling order. "After k" counts in that order, so an elder
    who missed a call stands behind k others as everybody does.
    """
    if policy is MissedPolicy.REQUEUE_TAIL:
        return Place(lane=NORMAL_LANE, queued_at=now)
    if policy is not MissedPolicy.REQUEUE_AFTER_K:
        return None
    if len(queue) < k:
        return Place(lane=NORMAL_LANE, queued_at=now)
    before = queue[k - 1]
    return Place(lane=before.lane, queued_at=before.queued_at + timedelta(microseconds=1))
