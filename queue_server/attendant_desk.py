"""What the hall itself does at one window, inside one command; `WindowDesk` is what clerks do."""

from __future__ import annotations

from queue_server.domain.acts import Origin
from queue_server.window_desk import WindowDesk

BY_SERVER = "server"  # who did it, in the log
LATE_UNDO_S = 600.0  # the clerk may be busy with that very visitor, and look up late


class AttendantDesk(WindowDesk):
    """The caller has looked, in the same command, whether it is due."""

    by_itself = True

    def call_ready(self) -> bool:
        """Call who is next to a window that is ready; whether there was somebody.

        Readiness of another day is over: nobody knows whether its clerk is there. So it is, when
        nobody waits, in a hall where windows do not go on waiting for who comes.
        """
        ready_at = self._window.ready_at
        is_todays = ready_at is not None and self._hall.day.date_of(ready_at) == self._today
        claimed = self._claim_next() if is_todays else None
        if claimed is not None:
            ticket, why = claimed
            self._begin_act(ticket, Origin.CALL_NEXT, ticket.waiting_since, {"why": why})
            return True
        if not (is_todays and self._hall.calling.auto_call):
            self._save(ready_at=None)
        return False

    def end_visit(self) -> None:
        """End a visit that nobody ended. Its visitor may be long gone, so nobody is asked at the
        window: the press could be anybody's. The clerk can ask, and the slip's code rates; or take
        the end back, until the next call, if the visitor still is there."""
        self._finish_current()
        self._save()

    @property
    def _undo_s(self) -> float:
        return LATE_UNDO_S if self._hall.calling.undo_s else 0.0
