"""Another system's questions among the hall's own, pressed in any order: one at a time, and each
press is its visitor's.

The model knows nothing of the server: it remembers who was asked what until when, and who pressed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from pressed_hall import refusal
from small_hall import NINE, SmallHall, small_hall

from queue_server.contract.evaluations import AskEvaluation
from queue_server.contract.messages import Channel
from queue_server.evaluations import EvaluationDesk, end_overdue, own_evaluation

ASKED_S, CHANGE_S, WHY_S = 30, 3, 60
CHANGE = timedelta(seconds=CHANGE_S)
SYSTEM = "permits"


@dataclass
class Question:
    """Of a visit or, with a `case`, of another system. `until`: None when nobody was asked."""

    about: UUID
    until: datetime | None
    case: str = ""
    taken_back: bool = False
    level: int = 0
    channel: str = ""
    first: datetime = NINE
    changes_until: datetime = NINE

    def is_open(self, now: datetime) -> bool:
        return not (self.level or self.taken_back) and self.until is not None and now < self.until

    def may_change(self, now: datetime) -> bool:
        return bool(self.level) and now < self.changes_until

    def keeps_others_waiting(self, now: datetime) -> bool:
        """A visit rated low at a tablet no longer than any other: that would tell its level."""
        soon = bool(self.case) or (bool(self.level) and now < self.first + CHANGE)
        return self.is_open(now) or (self.may_change(now) and soon)

    def goes(self, now: datetime) -> None:
        """Its visitor went away."""
        self.taken_back = self.taken_back or self.is_open(now)
        self.changes_until = min(self.changes_until, now) if self.level else self.changes_until

    def heard(self, level: int, channel: str, now: datetime) -> str | None:
        """What the press is answered, which is kept if it may be."""
        if not self.level:
            if not self.is_open(now):
                return "rating_closed"
            self.first, self.channel = now, channel
        elif channel != self.channel or not self.may_change(now):
            return "already_rated"
        elif level == self.level:
            return None
        elif now >= self.first + CHANGE:
            return "already_rated"
        self.level = level
        wait_s = WHY_S if channel == Channel.TABLET and level <= 2 else CHANGE_S
        self.changes_until = max(now, self.first + timedelta(seconds=wait_s))
        return None

    def state(self, now: datetime) -> str:
        if self.is_open(now) or self.may_change(now):
            return "asked"
        if self.level:
            return "rated"
        return "withdrawn" if self.taken_back else "not_rated"


class Asked(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.hall = SmallHall(small_hall(Path(self.folder.name)))
        self.hall.sit("1")
        self.visits: list[Question] = []
        self.cases: list[Question] = []
        self.somebody_is_here = False

    def teardown(self) -> None:
        self.hall.close()
        self.folder.cleanup()

    @rule(case=st.sampled_from(["SL-1", "SL-2", "SL-3"]), seconds=st.sampled_from([5, 60]))
    def another_system_asks(self, case: str, seconds: int) -> None:
        now = self.hall.now
        code = None
        if any(one.case == case and one.level for one in self.cases):
            code = "already_rated"
        elif any(one.keeps_others_waiting(now) for one in (*self.visits, *self.cases)):
            code = "evaluator_busy"
        wish = AskEvaluation(request_id=uuid4(), case_number=case, timeout_s=seconds)
        about = uuid4()
        assert self._refusal(lambda desk: desk.ask("1", wish, about)) == code
        if code is None:
            for visit in self.visits:
                visit.changes_until = min(visit.changes_until, now)
            until = now + timedelta(seconds=seconds)
            self.cases.append(Question(about=about, until=until, case=case))

    @precondition(lambda self: self.cases)
    @rule()
    def the_other_system_takes_it_back(self) -> None:
        last = self.cases[-1]
        assert self._refusal(lambda desk: desk.withdraw(last.about)) is None
        last.taken_back = last.taken_back or last.is_open(self.hall.now)

    @rule()
    def call(self) -> None:
        self.hall.later(5)
        self.hall.issue()
        self.hall.next()
        for one in (*self.visits, *self.cases):
            one.goes(self.hall.now)
        self.somebody_is_here = True

    @precondition(lambda self: self.somebody_is_here)
    @rule()
    def finish(self) -> None:
        """Whom another system asks at that moment is asked nothing else."""
        here = self.hall.view().ticket
        assert here is not None
        assert here.act_id is not None
        self.hall.press("finish")
        now = self.hall.now
        is_asked = any(one.is_open(now) or one.may_change(now) for one in self.cases)
        until = None if is_asked else now + timedelta(seconds=ASKED_S)
        self.visits.append(Question(about=here.act_id, until=until))
        self.somebody_is_here = False

    @precondition(lambda self: self.visits or self.cases)
    @rule(
        of_case=st.booleans(),
        back=st.integers(1, 3),
        channel=st.sampled_from([Channel.EVALUATOR, Channel.TABLET]),
        level=st.integers(1, 5),
    )
    def press(self, of_case: bool, back: int, channel: Channel, level: int) -> None:
        among = (self.cases if of_case else self.visits) or self.cases or self.visits
        one = among[-min(back, len(among))]
        why = channel is Channel.TABLET and level <= 2
        code = one.heard(level, channel, self.hall.now)
        heard = refusal(lambda: self.hall.rate(one.about, level, channel=channel, asking_why=why))
        assert heard == code

    @rule(seconds=st.sampled_from([0.4, 1.0, 2.6, 5.0, 30.0]))
    def wait(self, seconds: float) -> None:
        self.hall.later(seconds)

    @rule()
    def the_hall_looks(self) -> None:
        end_overdue(self.hall.parts.layout, self.hall.parts.store, self.hall.now)

    @rule()
    def restart(self) -> None:
        self.hall.reopen()

    @invariant()
    def each_answer_is_whose_it_was(self) -> None:
        with self.hall.parts.store.read() as reader:
            for one in self.cases:
                found = own_evaluation(reader, one.about, SYSTEM)
                assert found.state_at(self.hall.now).value == one.state(self.hall.now)
                given = found.given
                assert (given.level if given else 0) == one.level
        rows = self.hall.rows("SELECT act_id, level, channel FROM rating")
        kept = {UUID(row.act_id): (row.level, row.channel) for row in rows}
        assert kept == {v.about: (v.level, v.channel) for v in self.visits if v.level}

    @invariant()
    def one_thing_is_asked_at_a_time(self) -> None:
        now = self.hall.now
        is_open = [one.about for one in (*self.visits, *self.cases) if one.is_open(now)]
        asks = self.hall.view().rating
        assert ([asks.act_id] if asks else []) == is_open

    def _refusal(self, work: Callable[[EvaluationDesk], Any]) -> str | None:
        parts, now = self.hall.parts, self.hall.now
        return refusal(
            lambda: parts.store.write(
                lambda tx: work(EvaluationDesk(layout=parts.layout, tx=tx, by=SYSTEM, now=now))
            )
        )


Asked.TestCase.settings = settings(
    derandomize=True,
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAsked = Asked.TestCase
