"""Writing something down about a visit of one's own, at one's own window."""

from __future__ import annotations

from uuid import UUID

from queue_server.contract.window_view import WindowView
from queue_server.domain import windows as rules
from queue_server.domain.acts import Act
from queue_server.domain.errors import RuleBroken
from queue_server.domain.matters import require_own
from queue_server.seat import Seat
from queue_server.storage.matters import Matters


class OwnVisit(Seat):
    """Methods raise `RuleBroken`; then the transaction keeps nothing."""

    def view(self) -> WindowView:
        return self._hall.views.window(self._tx, self._place.window, self._now)

    @property
    def _matters(self) -> Matters:
        return Matters(self._tx.connection, self._tx.hall)

    def _own(self, act_id: UUID) -> Act:
        """Raises `window_closed`, `unknown_act`, `not_your_visit` or `nobody_served`."""
        rules.require_staffed(self._window)
        found = self._tx.act(act_id)
        if found is None:
            raise RuleBroken("unknown_act", "there is no such visit", "act_id")
        act = found[0]
        is_today = self._hall.day.date_of(act.called_at) == self._today
        require_own(act, self._place.window, self._window.account, is_today=is_today)
        return act
