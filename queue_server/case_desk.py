"""The steps of a rectification case, as supervisors do them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from queue_server.alerts import AlertKind, end_alert
from queue_server.contract import reasons
from queue_server.contract import rectifications as c
from queue_server.domain import rectifications as rules
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.rectifications import Case, Step
from queue_server.storage.ratings import given_for
from queue_server.storage.rectifications import Cases
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue


@dataclass(frozen=True, kw_only=True)
class CaseDesk:
    """Bound to one command; `by` is the supervisor. Each step raises `unknown_case`,
    `case_changed`, `not_in_this_state` or `forbidden`; then nothing was done."""

    hall: HallQueue
    tx: Transaction
    by: str
    now: datetime

    def assign(self, case_id: UUID, command: c.AssignCase) -> c.CaseStepDone:
        """Also raises `unknown_account` when that is no supervisor's."""
        if Cases(self.tx).supervisor_name(command.owner) is None:
            raise RuleBroken("unknown_account", f"{command.owner} is no supervisor", "owner")
        case = self._case(case_id, command)
        after = case.after(Step.ASSIGN, self.by, self.now, owner=command.owner)
        return self._keep(case, after, Step.ASSIGN, note=command.owner)

    def answer(self, case_id: UUID, command: c.AnswerCase) -> c.CaseStepDone:
        case = self._case(case_id, command)
        told = {"answer": command.answer.strip(), "answered_at": self.now, "answered_by": self.by}
        after = case.after(Step.ANSWER, self.by, self.now, **told)
        return self._keep(case, after, Step.ANSWER)

    def follow_up(self, case_id: UUID, command: c.FollowUpCase) -> c.CaseStepDone:
        """Also raises `malformed` when it says that no number was left, and one was, or not what
        was said by whoever was spoken with, or reasons that are not asked for (any more)."""
        case = self._case(case_id, command)
        reached = rules.Reached(command.reached.value)
        said = command.said.strip()
        rules.require_said(reached, said)
        step = rules.step_of_call(case, reached)
        told: dict[str, object] = {"reached": reached, "follow_up": said}
        told["told_reasons"] = self._told_reasons(case, reached, command.reasons)
        if reached is rules.Reached.NOBODY:
            told["tries"] = case.tries + 1
        if step is Step.FOLLOW_UP:
            told["followed_up_at"] = self.now
        after = case.after(step, self.by, self.now, **told)
        return self._keep(case, after, step, note=said)

    def appeal(self, case_id: UUID, command: c.AppealCase) -> c.CaseStepDone:
        case = self._case(case_id, command)
        told = {"appeal": command.appeal.strip(), "appealed_at": self.now, "appealed_by": self.by}
        after = case.after(Step.APPEAL, self.by, self.now, **told)
        return self._keep(case, after, Step.APPEAL)

    def review(self, case_id: UUID, command: c.ReviewCase) -> c.CaseStepDone:
        case = self._case(case_id, command)
        step = Step(command.verdict.value)
        told: dict[str, object] = {
            "review": command.review.strip(),
            "reviewed_at": self.now,
            "reviewed_by": self.by,
            "counts": step is Step.UPHOLD,
        }
        return self._keep(case, case.after(step, self.by, self.now, **told), step)

    def close(self, case_id: UUID, command: c.CloseCase) -> c.CaseStepDone:
        case = self._case(case_id, command)
        return self._keep(case, case.after(Step.CLOSE, self.by, self.now), Step.CLOSE)

    def _told_reasons(
        self, case: Case, reached: rules.Reached, codes: list[str]
    ) -> tuple[str, ...]:
        given = given_for(self.tx, case.act_id)
        assert given is not None  # noqa: S101  # a case is of a rating
        known, why = reasons.codes().get(given.level, ()), given.reasons or given.comment
        return rules.reasons_of_call(reached, codes, known, has_said_why=bool(why))

    def _case(self, case_id: UUID, command: c.CaseCommand) -> Case:
        case = Cases(self.tx).case(case_id)
        if case is None:
            raise RuleBroken("unknown_case", "there is no such case", "case_id")
        if case.version != command.version:
            raise _changed()
        return case

    def _keep(self, before: Case, after: Case, step: Step, note: str = "") -> c.CaseStepDone:
        cases = Cases(self.tx)
        if not cases.change(before, after):
            raise _changed()
        cases.note(after.case_id, step.value, self.by, self.now, note)
        over = after.state is rules.State.CLOSED
        kind = Kind.RECTIFICATION_CLOSED if over else Kind.RECTIFICATION_CHANGED
        # The log is kept for ever: it holds no word that a person wrote.
        self._tell(kind, after, {"case_id": str(after.case_id), "step": step.value})
        if over:
            overdue, subject = AlertKind.RECTIFICATION_OVERDUE, str(after.case_id)
            end_alert(self.hall, self.tx, overdue, subject, self.by, self.now)
        return c.CaseStepDone(
            case_id=after.case_id, state=c.CaseState(after.state.value), version=after.version
        )

    def _tell(self, kind: Kind, case: Case, data: dict[str, str | int | None]) -> None:
        found = self.tx.act(case.act_id)
        act = found[0] if found else None
        self.tx.append(
            Event(
                kind=kind,
                at=self.now,
                business_date=self.hall.day.date_of(self.now),
                by=self.by,
                window=act.window if act else None,
                service=act.service if act else None,
                act_id=case.act_id,
                data=data,
            )
        )


def _changed() -> RuleBroken:
    return RuleBroken("case_changed", "somebody else changed this case meanwhile", "version")
