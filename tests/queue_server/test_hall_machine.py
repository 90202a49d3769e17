"""A hall pressed at random, against a model, with the invariants checked after each press.

Restarts are among the presses. Derandomized: the same presses in every run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from small_hall import SmallHall, small_hall

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult
from queue_server.domain.errors import RuleBroken

WINDOWS = {"1": {"company", "permit"}, "2": {"company", "permit"}, "3": {"permit", "fund"}}
windows = st.sampled_from(sorted(WINDOWS))
services = st.sampled_from(["company", "permit", "fund"])

_TWICE = """
SELECT business_date, number FROM ticket GROUP BY business_date, number HAVING count(*) > 1
"""
_ENDED_AND_OPEN = """
SELECT t.number FROM ticket t JOIN service_act a ON a.act_id = t.act_id
WHERE (t.state IN ('called', 'serving')) != (a.ended_at IS NULL)
"""
_WINDOW_AND_TICKET = """
SELECT w."window" FROM "window" w LEFT JOIN ticket t ON t.ticket_id = w.ticket_id
WHERE w.ticket_id IS NOT NULL
  AND (t.state NOT IN ('called', 'serving') OR t."window" != w."window" OR t.act_id != w.act_id)
"""
_HELD_BY_NO_WINDOW = """
SELECT number FROM ticket WHERE state IN ('called', 'serving')
  AND ticket_id NOT IN (SELECT ticket_id FROM "window" WHERE ticket_id IS NOT NULL)
"""
_RATED_UNSERVED = """
SELECT r.act_id FROM rating r JOIN service_act a ON a.act_id = r.act_id
WHERE a.outcome IS NOT 'served' OR r.rated_at > a.rating_until
"""
_SERVED_TWICE = """
SELECT ticket_id FROM service_act WHERE outcome = 'served' GROUP BY ticket_id HAVING count(*) > 1
"""
_NEGATIVE = """
SELECT act_id FROM service_act
WHERE started_at < called_at OR ended_at < called_at OR waiting_since > called_at
"""
_OPEN_OF_OLD_DAYS = """
SELECT number FROM ticket WHERE state IN ('waiting', 'called', 'serving', 'held')
  AND business_date < (SELECT max(business_date) FROM ticket)
"""
# {invariant: a query that must find nothing}
NEVER = {
    "I-01 a number is given once a day": _TWICE,
    "I-09 a ticket at a window has an open act, any other has none": _ENDED_AND_OPEN,
    "I-10 a window's ticket is at that window": _WINDOW_AND_TICKET,
    "I-10 a called ticket is some window's": _HELD_BY_NO_WINDOW,
    "I-20 only a served act in its time is rated": _RATED_UNSERVED,
    "I-08 a ticket is served once": _SERVED_TWICE,
    "I-30 no duration is negative": _NEGATIVE,
}


def refusal(press: Callable[[], object]) -> str | None:
    """The code with which a press was refused."""
    try:
        press()
    except RuleBroken as refused:
        return refused.code
    return None


class HallMachine(RuleBasedStateMachine):
    """`line` is the oracle: who waits, in the order in which they must be called."""

    @initialize(policy=st.sampled_from(["void", "requeue_tail", "recall_on_request"]))
    def open_the_hall(self, policy: str) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.hall = SmallHall(small_hall(Path(self.folder.name), missed_policy=policy))
        self.policy = policy
        self.hall.sit(*WINDOWS)
        self.line: list[tuple[int, int, str, str]] = []  # (lane, arrival, number, service)
        self.arrivals = 0
        self.asks: list[Any] = []
        self.events = 0

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.close()
            self.folder.cleanup()

    def first_for(self, window: str) -> tuple[int, int, str, str] | None:
        return min((w for w in self.line if w[3] in WINDOWS[window]), default=None)

    @rule(service=services, elder=st.booleans())
    def issue(self, service: str, elder: bool) -> None:
        reason = m.PriorityReason.ELDER if elder else None
        ticket = self.hall.issue(service, priority_reason=reason)
        before = [w for w in self.line if w[3] == service and (w[0], w[1]) < (not elder, 1e9)]
        assert ticket.ahead == len(before)
        self.line.append((int(not elder), self.arrivals, ticket.number, service))
        self.arrivals += 1
        self.hall.later(1)

    @rule(window=windows)
    def next(self, window: str) -> None:
        """I-12: the order is the policy's."""
        self.hall.later(5)
        expected = self.first_for(window)
        answer = self.hall.next(window)
        self.note_ask(window)
        assert answer.number == (expected and expected[2])
        if expected:
            self.line.remove(expected)

    @rule(window=windows)
    def press_twice(self, window: str) -> None:
        """I-11: one of two presses within the debounce time counts."""
        self.next(window)
        if self.hall.view(window).ticket:
            assert self.hall.next(window).result is CallResult.ALREADY_CALLED

    @rule(window=windows, verb=st.sampled_from(["recall", "start", "finish", "hold"]))
    def press(self, window: str, verb: str) -> None:
        before = self.hall.view(window)
        code = refusal(lambda: self.hall.press(verb, window))
        assert code in (None, "no_current_ticket", "illegal_verb")
        if code:
            assert self.hall.view(window) == before
        self.note_ask(window)
        self.hall.later(1)

    @rule(window=windows)
    def miss(self, window: str) -> None:
        current = self.hall.view(window).ticket
        if refusal(lambda: self.hall.press("miss", window)):
            return
        assert current is not None
        if self.policy == "requeue_tail":
            self.line.append((1, self.arrivals, current.number, current.service))
            self.arrivals += 1
        self.hall.later(1)

    @rule(window=windows)
    def resume(self, window: str) -> None:
        """I-13: the ticket keeps its identity."""
        held = self.hall.view(window).held
        if held:
            view = self.hall.press("resume", window, held[-1].number)
            assert view.ticket is not None
            assert view.ticket.ticket_id == held[-1].ticket_id
            self.hall.later(1)

    @rule(window=windows, data=st.data())
    def abandon(self, window: str, data: st.DataObject) -> None:
        mine = [w for w in self.line if w[3] in WINDOWS[window]]
        if mine:
            gone = data.draw(st.sampled_from(sorted(mine)))
            self.hall.press("abandon", window, gone[2])
            self.line.remove(gone)

    @rule(level=st.integers(1, 5), data=st.data())
    def rate(self, level: int, data: st.DataObject) -> None:
        """I-20, I-21: an old question takes no press."""
        if not self.asks:
            return
        act_id, window = data.draw(st.sampled_from(self.asks))
        rating = self.hall.view(window).rating
        is_open = rating is not None and rating.act_id == act_id
        code = refusal(lambda: self.hall.rate(act_id, level))
        assert code in ((None,) if is_open else ("already_rated", "rating_closed"))

    @rule()
    def restart(self) -> None:
        self.hall.reopen()

    @rule()
    def the_day_turns(self) -> None:
        """I-08: nobody of yesterday is left."""
        self.hall.later(24 * 3600)
        self.hall.parts.commands.close_earlier_days()
        self.line = []
        self.arrivals = 0
        self.hall.issue()
        self.line.append((1, 0, "A001", "company"))
        self.arrivals = 1
        assert self.hall.rows(_OPEN_OF_OLD_DAYS) == []

    @invariant()
    def the_data_is_sound(self) -> None:
        if not hasattr(self, "hall"):
            return
        for name, query in NEVER.items():
            assert self.hall.rows(query) == [], name
        (row,) = self.hall.rows("SELECT count(*) AS n, coalesce(max(seq), 0) AS last FROM event")
        assert row.n == row.last >= self.events  # the log has no gap and never shrinks
        self.events = row.n

    @invariant()
    def who_waits_is_the_line(self) -> None:
        if hasattr(self, "hall"):
            for window, mine in WINDOWS.items():
                expected = [w[2] for w in sorted(self.line) if w[3] in mine]
                assert [t.number for t in self.hall.view(window).queue] == expected

    def note_ask(self, window: str) -> None:
        rating = self.hall.view(window).rating
        if rating and (rating.act_id, window) not in self.asks:
            self.asks.append((rating.act_id, window))


TestHallMachine = HallMachine.TestCase
TestHallMachine.settings = settings(
    derandomize=True,
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
