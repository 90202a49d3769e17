"""When the visitor at a window is asked to rate, and when no more. `rating_desk` takes presses."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain import ratings
from queue_server.domain import windows as rules
from queue_server.domain.acts import Act
from queue_server.domain.errors import RuleBroken
from queue_server.domain.evaluations import require_free
from queue_server.domain.events import Kind
from queue_server.evaluations import is_open, visitor_gone
from queue_server.rating_desk import withdraw_question
from queue_server.seat import Seat


class AsksToRate(Seat):
    """The question belongs to one visit. It is open for `rating.window_s`, and never longer than
    that visitor stands at the window."""

    def ask_rating(self) -> None:
        """The clerk asks before the end, or whom nobody asked; once for each visit."""
        rules.require_staffed(self._window)
        act = self._act_to_ask()
        if act.rating_asked_at is not None:
            raise RuleBroken("already_asked", f"{act.number} was asked already")
        require_free(is_open(self._tx, self._window, self._now), self._place.window)
        self._ask_rating(act, "clerk")
        self._save(ready_at=None)

    def _act_to_ask(self) -> Act:
        """The present visit, or the last one as long as nobody was called after it."""
        act_id = self._window.act_id or self._window.ended_act_id
        found = self._tx.act(act_id) if act_id else None
        act = found and found[0]
        if act is None or self._is_over(act):
            raise RuleBroken("no_current_ticket", f"nobody is at window {self._place.window}")
        return act

    def _is_over(self, act: Act) -> bool:
        """Whether its visitor went away: another one was called since, or the day turned."""
        called_at = self._window.called_at
        called_since = called_at is not None and called_at > act.last_called_at
        return called_since or self._hall.day.date_of(act.called_at) != self._today

    def _ask_rating(self, act: Act, why: str) -> None:
        """From now on the visit can be rated, for some time or until the next call. Who was asked
        before the end and has not rated is asked again at the end; who has rated is not. Whom
        another system asks meanwhile has only the slip for this one (ADR 0017)."""
        if is_open(self._tx, self._window, self._now):
            return
        if act.rating_asked_at is not None and self._is_rated(act):
            return
        until = ratings.asked_until(max(self._now, act.ended_at or self._now), self._rating_s)
        asked = replace(act, rating_until=until, rating_asked_at=act.rating_asked_at or self._now)
        self._tx.change_act(asked)
        self._append(Kind.RATING_ASKED, asked, {"why": why})
        self._set(rating_act_id=act.act_id, asked_act_id=act.act_id)

    def _withdraw_question(self, why: str) -> None:
        """Nobody can answer the window's open question any more. The log names it, so that a
        clerk is seen who gives visitors no time."""
        self._log_withdrawn(why)
        window = self._window
        withdraw_question(self._tx, window.rating_act_id, window.asked_act_id, self._now)
        self._set(rating_act_id=None)

    def _ask_no_more(self, why: str) -> None:
        """The visitor goes: neither our question nor another system's can be answered."""
        self._withdraw_question(why)
        self._end_evaluation(why)

    def _end_evaluation(self, why: str) -> None:
        """Nobody can answer what another system asks here any more."""
        evaluation_id = self._window.evaluation_id
        if evaluation_id is None:
            return
        layout = self._hall.layout
        version = visitor_gone(layout, self._tx, evaluation_id, self._by, self._now, why)
        self._set(evaluation_id=None, version=version or self._window.version)

    def _log_withdrawn(self, why: str) -> None:
        act_id = self._window.rating_act_id
        found = self._tx.act(act_id) if act_id else None
        if found is None:
            return
        act, is_rated = found
        if not is_rated and act.rating_until and self._now < act.rating_until:
            left_s = round((act.rating_until - self._now).total_seconds())
            self._append(Kind.RATING_WITHDRAWN, act, {"why": why, "left_s": left_s})

    def _is_rated(self, act: Act) -> bool:
        found = self._tx.act(act.act_id)
        return found is not None and found[1]

    @property
    def _rating_s(self) -> float:
        return self._hall.rating_window_s
