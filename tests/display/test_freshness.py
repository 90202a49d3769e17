"""State is shown, news is announced: which is which."""

from __future__ import annotations

import pytest
from calls_of_a_hall import at, called, idle

from display.freshness import Freshness, is_news
from queue_server.contract.messages import TicketState, WindowFact


@pytest.mark.parametrize(
    ("fact", "is_newer"),
    [
        pytest.param(called("1", "A002", version=6), True, id="the next version"),
        pytest.param(called("1", "A001", version=5), False, id="the same again"),
        pytest.param(idle("1", version=4), False, id="an older one, late"),
        pytest.param(idle("1", version=1, epoch=2), True, id="of a restored database"),
        pytest.param(idle("1", version=9, epoch=0), False, id="from before the restore"),
        pytest.param(idle("2", version=1), True, id="of another window"),
    ],
)
def test_only_what_is_newer_by_epoch_and_version_counts(fact: WindowFact, is_newer: bool) -> None:
    known = Freshness()
    assert known.take(called("1", "A001", version=5))
    assert known.take(fact) is is_newer


IDLE = idle("1", version=1)
CALL = called("1", "A001", version=2)


@pytest.mark.parametrize(
    ("fact", "before", "retained", "seconds", "news"),
    [
        pytest.param(CALL, IDLE, False, 0, True, id="a call"),
        pytest.param(CALL, None, False, 0, True, id="a call at a window never heard of"),
        pytest.param(CALL, None, True, 0, False, id="retained, after a restart"),
        pytest.param(CALL, IDLE, True, 0, False, id="retained, after a reconnect"),
        pytest.param(CALL, IDLE, False, 61, False, id="published again long after the call"),
        pytest.param(CALL, IDLE, False, -30, True, id="this clock is late"),
        pytest.param(
            called("1", "A001", 9, version=3, calls=2), CALL, False, 9, True, id="a recall"
        ),
        pytest.param(called("1", "A001", version=3), CALL, False, 1, False, id="no new call in it"),
        pytest.param(
            called("1", "A001", version=3, state=TicketState.SERVING),
            CALL,
            False,
            1,
            False,
            id="service begins",
        ),
        pytest.param(idle("1", version=3), CALL, False, 1, False, id="finished"),
    ],
)
def test_a_call_is_news_only_when_it_was_just_made(
    fact: WindowFact, before: WindowFact | None, retained: bool, seconds: float, news: bool
) -> None:
    assert is_news(fact, before, retained, at(seconds)) is news


def test_whose_missed_call_is_taken_back_is_not_announced_once_more() -> None:
    """The clerk pressed the wrong key: the visitor is at the window and was told already."""
    known = Freshness()
    known.take(CALL)
    known.take(idle("1", version=3))
    back = called("1", "A001", version=4)
    before = known.visitors.get("1")
    assert known.take(back)
    assert not is_news(back, before, False, at(5))
    recalled = called("1", "A001", 9, version=5, calls=2)
    assert is_news(recalled, known.visitors["1"], False, at(9))
    assert is_news(called("1", "A002", version=6), known.visitors["1"], False, at(1))
