"""Taking back the last thing that was done at a window, as if it had not been pressed."""

from __future__ import annotations

from dataclasses import replace

from queue_server.at_window import AtWindow
from queue_server.domain import undo as rules
from queue_server.domain.acts import Act
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Kind
from queue_server.domain.tickets import Verb
from queue_server.domain.undo import Undo
from queue_server.domain.windows import require_staffed


class TakesBack(AtWindow):
    """A finish, miss, hold, transfer, or that somebody gave up; within `calling.undo_s`, by the
    clerk who pressed, while the ticket is as that press left it and nobody was called here since.
    """

    def undo(self) -> None:
        """Raises `nothing_to_undo`, or `already_rated`: what a visitor said of a visit stands."""
        require_staffed(self._window)
        undo = self._open_undo()
        ticket = self._tx.ticket(undo.ticket_id)
        assert ticket is not None  # noqa: S101  # nothing is ever deleted
        back = rules.taken_back(undo, ticket, self._today, self._now)
        if undo.act_id is not None:
            self._reopen_visit(undo)
        self._change(ticket, back)
        self._append(Kind.TICKET_RESTORED, back, {"verb": undo.verb})
        self._save(undo=None, ready_at=None)

    def _open_undo(self) -> Undo:
        kept = self._window.undo
        undo = rules.unpacked(kept) if kept else None
        if undo is None or not rules.is_open(undo, self._window.account, self._now):
            raise RuleBroken("nothing_to_undo", "nothing can be taken back here now")
        return undo

    def _reopen_visit(self, undo: Undo) -> None:
        """The same visit goes on. If it was asked about when it ended, it is asked no more: it
        will be when it ends again."""
        assert undo.act_id is not None  # noqa: S101  # the caller has looked
        found = self._tx.act(undo.act_id)
        assert found is not None  # noqa: S101  # nothing is ever deleted
        act, is_rated = found
        ended = undo.verb == Verb.FINISH
        if ended and is_rated:
            raise RuleBroken("already_rated", f"{act.number} has rated this visit")
        if self._window.rating_act_id == act.act_id:
            self._withdraw_question("undo")
        self._tx.change_act(_reopened(act, undo) if ended else _going_on(act))
        self._set(
            ticket_id=undo.ticket_id,
            act_id=undo.act_id,
            asked_act_id=undo.asked_act_id,
            ended_act_id=undo.ended_act_id,
        )


def _going_on(act: Act) -> Act:
    return replace(act, ended_at=None, outcome=None)


def _reopened(act: Act, undo: Undo) -> Act:
    return replace(_going_on(act), rating_until=None, rating_asked_at=undo.asked_at)
