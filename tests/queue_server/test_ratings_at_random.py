"""Presses, calls and time in any order: each rating is whose it was, once, as it was last meant.

The model knows nothing of the server: it remembers who was asked until when, who pressed first and
where, and forgets nothing else.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from small_hall import SmallHall, small_hall

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken

ASKED_S, CHANGE_S, WHY_S, SLIP_S = 30, 3, 60, 24 * 3600
KEYPAD, TABLET, QR = "evaluator", "tablet", "qr"


@dataclass
class Visit:
    """What a careful person at the window would know."""

    act: UUID
    ticket: UUID
    ended: datetime
    until: datetime | None
    level: int = 0
    channel: str = ""
    first: datetime | None = None
    open_until: datetime | None = None  # of the rating, for a change


class Presses(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.hall = SmallHall(small_hall(Path(self.folder.name)))
        self.hall.sit("1")
        self.visits: list[Visit] = []
        self.changes = 0
        self.here: m.Ticket | None = None

    def teardown(self) -> None:
        self.hall.close()
        self.folder.cleanup()

    @rule()
    def call(self) -> None:
        """The next one comes; who sat there was served and nobody asked them."""
        self.hall.later(5)
        before, now = self.here, self.hall.now
        act = self.hall.view().ticket
        self.here = self.hall.issue()
        self.hall.next()
        for visit in self.visits:
            visit.until = min(visit.until, now) if visit.until else None
            visit.open_until = min(visit.open_until, now) if visit.open_until else None
        if before and act and act.act_id:
            self.visits.append(
                Visit(act=act.act_id, ticket=before.ticket_id, ended=now, until=None)
            )

    @precondition(lambda self: self.here is not None)
    @rule()
    def finish(self) -> None:
        ask = self.hall.press("finish").rating
        assert ask is not None
        assert self.here is not None
        now = self.hall.now
        until = now + timedelta(seconds=ASKED_S)
        self.visits.append(
            Visit(act=ask.act_id, ticket=self.here.ticket_id, ended=now, until=until)
        )
        self.here = None

    @rule(seconds=st.sampled_from([0.4, 1.0, 2.6, 3.0, 27.0, 60.0, SLIP_S]))
    def wait(self, seconds: float) -> None:
        if seconds < SLIP_S or self.here is None:  # else the number would expire with its day
            self.hall.later(seconds)

    @precondition(lambda self: self.visits)
    @rule(
        back=st.integers(1, 3),
        channel=st.sampled_from([KEYPAD, TABLET, QR]),
        level=st.integers(1, 5),
        times=st.integers(1, 3),
    )
    def press(self, back: int, channel: str, level: int, times: int) -> None:
        visit = self.visits[-min(back, len(self.visits))]
        for _ in range(times):
            expected = self._expected(visit, channel, level)
            try:
                self._send(visit, channel, level)
                heard = "kept"
            except RuleBroken as no:
                heard = no.code
            assert heard == expected

    def _expected(self, visit: Visit, channel: str, level: int) -> str:
        now = self.hall.now
        if visit.first is None:
            until = visit.ended + timedelta(seconds=SLIP_S) if channel == QR else visit.until
            if until is None or now >= until:
                return "rating_closed"
            visit.first, visit.channel, visit.level = now, channel, level
        elif channel != visit.channel or visit.open_until is None or now >= visit.open_until:
            return "already_rated"
        elif level != visit.level:
            if now >= visit.first + timedelta(seconds=CHANGE_S):
                return "already_rated"
            self.changes += 1
            visit.level = level
        else:
            return "kept"
        waits = {KEYPAD: CHANGE_S, TABLET: WHY_S if level <= 2 else CHANGE_S, QR: 0}[channel]
        visit.open_until = max(now, visit.first + timedelta(seconds=waits))
        return "kept"

    def _send(self, visit: Visit, channel: str, level: int) -> None:
        is_low = level <= 2
        if channel != QR:
            why = channel == TABLET and is_low
            self.hall.rate(visit.act, level, channel=m.Channel(channel), asking_why=why)
            return
        command = m.RateService(
            request_id=uuid4(),
            act_id=visit.act,
            level=level,
            channel=m.Channel.QR,
            comment="慢" if is_low else "",
        )
        queue = self.hall.parts.queue
        self.hall.parts.commands.once(
            "slip",
            command,
            lambda tx, now: queue.rate_by_code(tx, command, visit.ticket, now),
        )

    @invariant()
    def each_rating_is_whose_it_was(self) -> None:
        rows = self.hall.rows("SELECT act_id, level, channel FROM rating")
        kept = {UUID(row.act_id): (row.level, row.channel) for row in rows}
        assert kept == {v.act: (v.level, v.channel) for v in self.visits if v.first}
        log = self.hall.rows("SELECT kind FROM event WHERE kind LIKE '%rat%'")
        kinds = [row.kind for row in log]
        assert kinds.count("service_rated") == len(kept)
        assert kinds.count("rating_changed") == self.changes


Presses.TestCase.settings = settings(
    derandomize=True,
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPresses = Presses.TestCase
