"""Visitors who were served and press a level; what becomes of it is in the test's hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from queue_server.case_desk import CaseDesk
from queue_server.contract import messages as m
from queue_server.contract import rectifications as c
from queue_server.domain.rectifications import Case
from queue_server.parts import Parts
from queue_server.storage.case_questions import CaseReader

FINAL = timedelta(seconds=10)  # after it nobody changes the level any more
STEPS: dict[str, type[c.CaseCommand]] = {
    "assign": c.AssignCase,
    "answer": c.AnswerCase,
    "follow_up": c.FollowUpCase,
    "appeal": c.AppealCase,
    "review": c.ReviewCase,
    "close": c.CloseCase,
}


class UnhappyVisitors:
    """Clerks `c1`, `c2` … sit at the windows of their number, unless another is named."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.queue = parts.queue

    def serve(
        self, now: datetime, service: str = "company", window: str = "1", clerk: str = ""
    ) -> UUID:
        """One visitor, from the number to the end of the visit; the act's id."""
        by = clerk or f"c{window}"

        def visit(tx: Any) -> UUID:
            command = m.IssueTicket(request_id=uuid4(), service=service)
            self.queue.issue(tx, command, "kiosk-k1", now)
            sitting = tx.window(window)
            if sitting.account != by:
                self.queue.at(tx, window, by, now).log_in(by)
            self.queue.at(tx, window, by, now).call_next()
            act_id: UUID = tx.window(window).act_id
            self.queue.at(tx, window, by, now).finish()
            return act_id

        return self.parts.store.write(visit)

    def rate(self, act_id: UUID, level: int, now: datetime, **told: Any) -> None:
        fields = {"request_id": uuid4(), "act_id": act_id, "level": level, **told}
        command = msgspec.convert(fields, m.RateService)
        windows = set(self.parts.layout.windows)
        self.parts.store.write(lambda tx: self.queue.rate(tx, command, windows, "desk-d1", now))

    def case(self, now: datetime, level: int = 1, **told: Any) -> Case:
        """A visitor is served at `now` and rates low; the case is opened soon after."""
        rating = {k: told.pop(k) for k in ("channel", "reasons", "comment") if k in told}
        act_id = self.serve(now, **told)
        self.rate(act_id, level, now, **rating)
        self.parts.cases.go_round(now + FINAL)
        found = self.of_act(act_id)
        assert found is not None
        return found

    def of_act(self, act_id: UUID) -> Case | None:
        with self.parts.store.read() as reader:
            return CaseReader(reader).of_act(act_id)

    def now_of(self, case: Case) -> Case:
        """The case as it is now."""
        found = self.of_act(case.act_id)
        assert found is not None
        return found

    def do(self, step: str, case: Case, by: str, now: datetime, **told: Any) -> Case:
        """One step by a supervisor who has just seen the case."""
        version = told.pop("version", self.now_of(case).version)
        fields = {"request_id": uuid4(), "version": version, **told}
        command = msgspec.convert(fields, STEPS[step])

        def work(tx: Any) -> Any:
            return getattr(CaseDesk(hall=self.queue, tx=tx, by=by, now=now), step)(
                case.case_id, command
            )

        self.parts.store.write(work)
        return self.now_of(case)
