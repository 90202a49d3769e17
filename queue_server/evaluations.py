"""Evaluations for other systems: asked at a window, answered at its evaluator, ended in time.

One visitor is asked one thing at a time (docs/adr/0017-one-question-at-a-time.md): while another
system asks, a finished visit is not asked about at the window; its slip still rates it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from queue_server.contract import evaluations as e
from queue_server.contract import messages as m
from queue_server.contract import reasons
from queue_server.domain import evaluations as rules
from queue_server.domain import ratings
from queue_server.domain import windows as windows_rules
from queue_server.domain.errors import RuleBroken
from queue_server.domain.evaluations import Evaluation, State
from queue_server.domain.events import Event, Kind
from queue_server.domain.ratings import Ask, Given, Kept
from queue_server.domain.windows import Window
from queue_server.layout import Layout
from queue_server.storage.evaluations import EvaluationBook, Evaluations
from queue_server.storage.ratings import given_for, settle_rating
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class EvaluationDesk:
    """Bound to one command; `by` is the system that asks, or the program that passes a press on."""

    layout: Layout
    tx: Transaction
    by: str
    now: datetime

    @property
    def _book(self) -> EvaluationBook:
        return EvaluationBook(self.tx)

    def ask(self, window: str, command: e.AskEvaluation, evaluation_id: UUID) -> e.Evaluation:
        """Let a window's evaluator ask; raises `unknown_window`, `window_closed`, `already_rated`
        or `evaluator_busy`."""
        seat = self._window(self.layout.place(window).window)
        windows_rules.require_staffed(seat)
        if seat.evaluation_id is not None:
            self.end_overdue(seat.evaluation_id)
            seat = self._window(window)
        rules.require_unrated(
            self._book.is_rated(self.by, command.case_number), command.case_number
        )
        rules.require_free(self._is_asking(seat), window)
        if seat.asked_act_id is not None:
            settle_rating(self.tx, seat.asked_act_id, self.now)
        asked = Evaluation(
            evaluation_id=evaluation_id,
            system=self.by,
            case_number=command.case_number,
            window=window,
            account=seat.account,
            state=State.ASKED,
            asked_at=self.now,
            until=self.now + timedelta(seconds=command.timeout_s),
        )
        self._book.add(asked, _only_told(command.told))
        version = self._tell(Kind.EVALUATION_ASKED, asked, {"timeout_s": command.timeout_s})
        self.tx.save_window(replace(seat, evaluation_id=evaluation_id, version=version))
        return as_message(asked, self.now)

    def withdraw(self, evaluation_id: UUID) -> e.Evaluation:
        """By the system that asked; one that has ended stays as it is. Raises
        `unknown_evaluation`."""
        found = own_evaluation(self.tx, evaluation_id, self.by)
        if found.is_asked(self.now):
            self.end(found, State.WITHDRAWN, "system")
        return as_message(own_evaluation(self.tx, evaluation_id, self.by), self.now)

    def rate(self, command: m.RateService, windows: Collection[str]) -> m.Rating | None:
        """A press for an evaluation, by the rules of every rating; None when there is none with
        this id. Raises `not_your_window`, `already_rated`, `rating_closed`, `malformed` or
        `reason_missing`."""
        found = self._book.one(command.act_id)
        if found is None:
            return None
        if found.window not in windows:
            raise RuleBroken("not_your_window", f"that is asked at window {found.window}")
        said = ratings.cleaned(
            ratings.Said(
                level=command.level,
                channel=command.channel.value,
                reasons=tuple(command.reasons),
                comment=command.comment,
                asking_why=command.asking_why,
            ),
            reasons.codes(),
        )
        until = found.until if found.state is State.ASKED else None
        ask = Ask(act_id=found.evaluation_id, until=until, given=found.given)
        change_s = self.layout.hall.rating.change_s
        kept = ratings.decide(ask, said, change_s, self.now)
        if kept is Kept.FIRST:  # the same case may be asked about at another window meanwhile
            is_rated = self._book.is_rated(found.system, found.case_number)
            rules.require_unrated(is_rated, found.case_number)
        rated_at = found.given.rated_at if found.given else self.now
        given = Given(
            level=said.level,
            channel=said.channel,
            rated_at=rated_at,
            final_at=ratings.final_at(said, rated_at, change_s, self.now),
            reasons=said.reasons,
            comment=said.comment,
        )
        if kept is not Kept.SAME or not said.asking_why:
            self._book.rate(found.evaluation_id, given)
        data: dict[str, str | int | None] = {"state": State.RATED.value, "was": kept.value}
        if kept is Kept.FIRST:
            self._ended(found, data)
        elif kept is Kept.CHANGED:  # unheard at the window: only a low rating is said once more
            self._tell(Kind.EVALUATION_ENDED, found, data)
        return m.Rating(act_id=found.evaluation_id, rated_at=rated_at)

    def end_overdue(self, evaluation_id: UUID) -> int | None:
        """Nobody pressed in its time."""
        found = self._book.one(evaluation_id)
        if found and found.state is State.ASKED and not found.is_asked(self.now):
            return self.end(found, State.NOT_RATED, "timeout")
        return None

    def end(self, found: Evaluation, state: State, why: str) -> int | None:
        """The window's new version; None when it had ended before."""
        if not self._book.end(found.evaluation_id, state, self.now):
            return None
        return self._ended(found, {"state": state.value, "why": why})

    def settle(self, found: Evaluation) -> None:
        """Its visitor has gone: nothing of the rating changes any more."""
        if found.given and found.is_changing(self.now):
            self._book.rate(found.evaluation_id, replace(found.given, final_at=self.now))

    def _is_asking(self, seat: Window) -> bool:
        if is_open(self.tx, seat, self.now):
            return True
        act_id = seat.rating_act_id
        found = self.tx.act(act_id) if act_id else None
        until = found[0].rating_until if found else None
        if until is not None and self.now < until:
            return True
        return self._may_change_the_visits(seat)

    def _may_change_the_visits(self, seat: Window) -> bool:
        """As long after a low rating as after any other: a tablet that asks why keeps no other
        system waiting, for that would tell the level."""
        given = given_for(self.tx, seat.asked_act_id) if seat.asked_act_id else None
        if given is None or given.final_at is None:
            return False
        change_s = timedelta(seconds=self.layout.hall.rating.change_s)
        return self.now < min(given.final_at, given.rated_at + change_s)

    def _ended(self, found: Evaluation, data: dict[str, str | int | None]) -> int:
        """The window stops asking, and whoever looks at it is told."""
        version = self._tell(Kind.EVALUATION_ENDED, found, data)
        self.tx.save_window(replace(self._window(found.window), version=version))
        return version

    def _tell(self, kind: Kind, about: Evaluation, data: dict[str, str | int | None]) -> int:
        told = {"evaluation_id": str(about.evaluation_id), "system": about.system, **data}
        return self.tx.append(
            Event(
                kind=kind,
                at=self.now,
                business_date=self.layout.day.date_of(self.now),
                by=self.by,
                window=about.window,
                data=told,
            )
        )

    def _window(self, window: str) -> Window:
        found = self.tx.window(window)
        assert found is not None  # noqa: S101  # the server makes a row for each configured window
        return found


def own_evaluation(reader: Reader, evaluation_id: UUID, system: str) -> Evaluation:
    """Raises `unknown_evaluation`, also for one of another system."""
    found = Evaluations(reader).one(evaluation_id)
    if found is None or found.system != system:
        raise RuleBroken("unknown_evaluation", "there is no such evaluation", "evaluation_id")
    return found


def is_open(reader: Reader, seat: Window, now: datetime) -> bool:
    """Whether another system asks at this window, or its answer may still change."""
    found = Evaluations(reader).one(seat.evaluation_id) if seat.evaluation_id else None
    return found is not None and (found.is_asked(now) or found.is_changing(now))


def rate_evaluation(
    layout: Layout,
    tx: Transaction,
    command: m.RateService,
    windows: Collection[str],
    by: str,
    now: datetime,
) -> m.Rating | None:
    """As `EvaluationDesk.rate`."""
    return EvaluationDesk(layout=layout, tx=tx, by=by, now=now).rate(command, windows)


def visitor_gone(
    layout: Layout, tx: Transaction, evaluation_id: UUID, by: str, now: datetime, why: str
) -> int | None:
    """Whoever is asked goes, or the clerk does: nobody else may answer, nor change the answer.
    The window's new version; None when that was so already."""
    desk = EvaluationDesk(layout=layout, tx=tx, by=by, now=now)
    found = Evaluations(tx).one(evaluation_id)
    if found is None:
        return None
    desk.settle(found)
    if found.is_asked(now):
        return desk.end(found, State.WITHDRAWN, why)
    return desk.end_overdue(evaluation_id)


def end_overdue(layout: Layout, store: Store, now: datetime) -> None:
    """Write down, for each evaluation whose time ran out, that nobody rated; raises
    `StorageFailed`."""
    with store.read() as reader:
        overdue = Evaluations(reader).overdue(now)

    def end(tx: Transaction) -> None:
        desk = EvaluationDesk(layout=layout, tx=tx, by="server", now=now)
        for evaluation_id in overdue:
            desk.end_overdue(evaluation_id)

    if overdue:
        store.write(end)


def as_message(found: Evaluation, now: datetime) -> e.Evaluation:
    state = found.state_at(now)
    told = e.Evaluation(
        evaluation_id=found.evaluation_id,
        window=found.window,
        case_number=found.case_number,
        state=e.EvaluationState(state.value),
        asked_at=found.asked_at,
        until=found.until,
    )
    if state is State.ASKED:
        return told
    told = msgspec.structs.replace(told, ended_at=found.ended_at or found.until)
    if state is not State.RATED or found.given is None:
        return told
    return msgspec.structs.replace(
        told,
        level=found.given.level,
        channel=m.Channel(found.given.channel),
        reasons=list(found.given.reasons),
        comment=found.given.comment,
    )


def _only_told(told: e.AffairTold) -> dict[str, str]:
    return {name: value for name, value in msgspec.structs.asdict(told).items() if value}
