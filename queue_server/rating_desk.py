"""What becomes of a visitor's rating, whichever way it comes: one for each act, in its time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from queue_server.contract import messages as m
from queue_server.contract import reasons
from queue_server.domain import ratings
from queue_server.domain.acts import Act, Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.ratings import Ask, Given, Kept, Said
from queue_server.storage.ratings import (
    SEPARATOR,
    change_rating,
    given_for,
    settle_rating,
)
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

BY_CODE = "slip"  # who rated, in the log: whoever held the slip


@dataclass(frozen=True, kw_only=True)
class RatingDesk:
    """Bound to one command. `by` is the program that passes the press on."""

    hall: HallQueue
    tx: Transaction
    by: str
    now: datetime

    def at_window(self, command: m.RateService, windows: Collection[str]) -> m.Rating:
        """A press at one of `windows`, while it asks; or a change of mind soon after.

        Raises `unknown_act`, `not_your_window`, `already_rated`, `rating_closed`, `malformed` or
        `reason_missing`; also for a question that another system asked.
        """
        found = self.tx.act(command.act_id)
        if found is None:
            return self._elsewhere(command, windows)
        act, _ = found
        if act.window not in windows:
            raise RuleBroken("not_your_window", f"that was served at window {act.window}")
        return self._keep(act, act.rating_until, said_by(command))

    def by_code(self, command: m.RateService, ticket_id: UUID) -> m.Rating:
        """By the code on the slip of `ticket_id`, for some hours; once more after the hall's answer
        to a low rating. Raises as `at_window` does."""
        found = self.tx.act(command.act_id)
        if found is None or found[0].ticket_id != ticket_id:
            raise RuleBroken("unknown_act", "there is no such service to rate", "act_id")
        act = found[0]
        hooks = self.hall.rating_hooks
        if hooks.open_answer(self.tx, act.act_id, self.now) is not None:
            said = ratings.cleaned(said_by(command), reasons.codes())
            hooks.rate_again(self.tx, act.act_id, said, self.by, self.now)
            return m.Rating(act_id=act.act_id, rated_at=self.now)
        served = act.outcome is Outcome.SERVED
        until = ratings.coded_until(act.ended_at, served, self.hall.layout.hall.rating.qr_hours)
        return self._keep(act, until, said_by(command))

    def _elsewhere(self, command: m.RateService, windows: Collection[str]) -> m.Rating:
        rate = self.hall.rating_hooks.rate_evaluation
        kept = rate(self.tx, command, windows, self.by, self.now)
        if kept is None:
            raise RuleBroken("unknown_act", "there is no such service to rate", "act_id")
        return kept

    def _keep(self, act: Act, until: datetime | None, told: Said) -> m.Rating:
        said = ratings.cleaned(told, reasons.codes())
        given = given_for(self.tx, act.act_id)
        change_s = self.hall.layout.hall.rating.change_s
        ask = Ask(act_id=act.act_id, until=until, given=given)
        kept = ratings.decide(ask, said, change_s, self.now)
        rated_at = given.rated_at if given else self.now
        new = Given(
            level=said.level,
            channel=said.channel,
            rated_at=rated_at,
            final_at=ratings.final_at(said, rated_at, change_s, self.now),
            reasons=said.reasons,
            comment=said.comment,
        )
        if given is None:
            self._first(act, new)
        elif kept is Kept.CHANGED:
            self._changed(act, given, new)
        elif not said.asking_why and new.final_at and given.final_at != new.final_at:
            change_rating(self.tx, act.act_id, new)  # all is said: no longer asked why
        return m.Rating(act_id=act.act_id, rated_at=rated_at)

    def _first(self, act: Act, given: Given) -> None:
        self.tx.add_rating(
            act.act_id,
            given.level,
            given.channel,
            given.rated_at,
            final_at=given.final_at,
            reasons=SEPARATOR.join(given.reasons),
            comment=given.comment,
        )
        version = self._append(Kind.SERVICE_RATED, act, _told(given))
        window = self.tx.window(act.window)
        if window is None or act.act_id not in (window.rating_act_id, window.asked_act_id):
            return
        still = None if window.rating_act_id == act.act_id else window.rating_act_id
        self.tx.save_window(replace(window, rating_act_id=still, version=version))

    def _changed(self, act: Act, before: Given, given: Given) -> None:
        """Nobody at the window hears of it: only a low rating is asked why, and said once more."""
        change_rating(self.tx, act.act_id, given)
        self._append(Kind.RATING_CHANGED, act, {**_told(given), "was": before.level})

    def _append(self, kind: Kind, act: Act, data: dict[str, str | int | None]) -> int:
        return self.tx.append(
            Event(
                kind=kind,
                at=self.now,
                business_date=self.hall.day.date_of(self.now),
                by=self.by,
                window=act.window,
                service=act.service,
                ticket_id=act.ticket_id,
                act_id=act.act_id,
                data=data,
            )
        )


def said_by(command: m.RateService) -> Said:
    return Said(
        level=command.level,
        channel=command.channel.value,
        reasons=tuple(command.reasons),
        comment=command.comment,
        asking_why=command.asking_why,
    )


def withdraw_question(
    tx: Transaction, open_act_id: UUID | None, asked_act_id: UUID | None, now: datetime
) -> None:
    """The next call begins: nobody can rate the act of the open question at the window any more,
    nor change how the one that was asked last was rated. (While its question is open, it is not.)
    """
    if open_act_id is not None:
        tx.withdraw_rating(open_act_id, now)
    if asked_act_id not in (None, open_act_id):
        settle_rating(tx, asked_act_id, now)


def _told(given: Given) -> dict[str, str | int | None]:
    """For the log, which nobody can erase: so it holds no word that a person wrote."""
    told: dict[str, str | int | None] = {"level": given.level, "channel": given.channel}
    if given.reasons:
        told["reasons"] = SEPARATOR.join(given.reasons)
    if given.comment:
        told["commented"] = 1
    return told
