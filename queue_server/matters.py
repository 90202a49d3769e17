"""Writing down what was done in a visit, and asking for it before the next call."""

from __future__ import annotations

from uuid import UUID

from queue_server.contract import matters as c
from queue_server.domain.acts import Act
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Kind
from queue_server.domain.matters import Matter, MatterOutcome, suggestions, told
from queue_server.layout import Layout
from queue_server.own_visit import OwnVisit
from queue_server.seat import Seat
from queue_server.storage.matters import Matters
from queue_server.storage.reader import Reader

REQUIRED = "require"


class MatterDesk(OwnVisit):
    def record(self, command: c.RecordMatters) -> c.MattersRecorded:
        """In the place of what was written before. Raises `unknown_service` and what `_own` does.

        Of any service of the hall: people bring along what belongs to another window.
        """
        act = self._own(command.act_id)
        matters = [_checked(one, self._hall.layout) for one in command.matters]
        kept = self._matters
        before = kept.count(act.act_id)
        kept.replace(act.act_id, matters, self._by, self._now)
        counts = {"before": before, "after": len(matters)}
        self._append(Kind.MATTERS_RECORDED, act, {**counts, "matters": told(matters)})
        self._save()
        return self._answer(act, matters, has_notice=kept.has_notice(act.act_id))

    def _answer(self, act: Act, matters: list[Matter], *, has_notice: bool) -> c.MattersRecorded:
        is_here = self._window.act_id == act.act_id
        wishes = suggestions(matters, is_here=is_here, has_notice=has_notice)
        return c.MattersRecorded(
            act_id=act.act_id,
            number=act.number,
            matters=[_said(matter) for matter in matters],
            suggests=[c.Suggestion(wish) for wish in wishes],
            window=self.view(),
        )


def _checked(said: c.Matter, layout: Layout) -> Matter:
    return Matter(
        service=layout.service(said.service).id,
        outcome=MatterOutcome(said.outcome),
        case_number=said.case_number.strip(),
    )


def _said(matter: Matter) -> c.Matter:
    return c.Matter(
        service=matter.service,
        outcome=c.MatterOutcome(matter.outcome),
        case_number=matter.case_number,
    )


def matters_of(reader: Reader, window: str, act_id: UUID) -> c.MattersOfVisit:
    """What is written down about a visit of this window; raises `unknown_act`."""
    found = reader.act(act_id)
    if found is None or found[0].window != window:
        raise RuleBroken("unknown_act", f"window {window} had no such visit", "act_id")
    matters = Matters(reader.connection, reader.hall).of(act_id)
    return c.MattersOfVisit(
        act_id=act_id, number=found[0].number, matters=[_said(matter) for matter in matters]
    )


class AsksWhatWasDone(Seat):
    """Where the hall requires it, a clerk calls nobody before it is said what was done in the
    present visit, or, without one, in the last of theirs that ended here as served."""

    def _require_outcome(self) -> None:
        """Raises `outcome_missing`."""
        if self._hall.calling.outcome != REQUIRED:
            return
        act_id = self._window.act_id or self._window.ended_act_id
        found = self._tx.act(act_id) if act_id else None
        if found is None or not self._is_mine_today(found[0]):
            return
        act = found[0]
        if not Matters(self._tx.connection, self._tx.hall).count(act.act_id):
            raise RuleBroken(
                "outcome_missing",
                f"what was done for {act.number} is not written down",
                facts={"number": act.number, "act_id": str(act.act_id)},
            )

    def _is_mine_today(self, act: Act) -> bool:
        is_today = self._hall.day.date_of(act.called_at) == self._today
        return is_today and act.account == self._window.account
