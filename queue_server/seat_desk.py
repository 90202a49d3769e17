"""Who sits at a window: sitting down, taking over, standing up, the break."""

from __future__ import annotations

from dataclasses import replace

from queue_server.at_window import AtWindow
from queue_server.domain import windows as rules
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Kind
from queue_server.domain.seats import Wish, seats_of, sits_at
from queue_server.domain.tickets import State
from queue_server.domain.windows import Status, Window
from queue_server.sent_to import follow_clerk
from queue_server.storage.absences import Absences

PARKED_AT_MOST = 1000  # more than ever are held and missed at once


class SeatDesk(AtWindow):
    """Methods raise `RuleBroken`; then the transaction keeps nothing."""

    def sit_down(self, wish: Wish) -> list[str]:
        """This clerk sits here from now on; which other windows they left for that.

        Raises `window_taken` and `clerk_elsewhere` until the wish says yes to each, `window_busy`
        while a visitor is at the window that they would leave.
        """
        sitting = sits_at(self._window)
        if sitting not in (None, wish.account) and not wish.take_over:
            raise self._taken(str(sitting))
        others = [
            window
            for window in seats_of(wish.account, self._tx.windows())
            if window.window != self._place.window and window.window in self._hall.layout.windows
        ]
        if others and not wish.move:
            raise self._elsewhere("clerk_elsewhere", others[0])
        for other in others:
            if other.ticket_id is not None:
                raise self._elsewhere("window_busy", other)
            desk = self._hall.at(self._tx, other.window, self._by, self._now)
            desk.log_out(moved_to=self._place.window)
        if sitting == wish.account:
            self._note(Kind.SESSION_TAKEN)
            self._save()
        else:
            self.log_in(wish.account, moved_from=",".join(o.window for o in others) or None)
        return [other.window for other in others]

    def log_in(self, account: str, *, moved_from: str | None = None) -> None:
        """The clerk sits down; who sat here before is put out, and the log says so. A visit that
        is under way goes on as the new clerk's."""
        before = sits_at(self._window)
        roles = self._place.roles
        on_leave = Absences(self._tx.connection, self._tx.hall).away(
            self._hall.layout.half_day(self._now)
        )
        stands_in_for = roles.stands_in_for(account, on_leave | self._elsewhere_now())
        told: dict[str, str | int | None] = {
            "account": account,
            "took_over": before if before != account else None,
            "moved_from": moved_from,
            "stands_in_for": stands_in_for,
            "listed": int(roles.lists(account)) if stands_in_for else None,
            "on_leave": 1 if account in on_leave else None,
        }
        self._append(Kind.WINDOW_OPENED, None, told)
        self._hand_over_act(account)
        self._save(
            status=Status.OPEN,
            account=account,
            pause_reason="",
            paused_at=None,
            since=self._now,
            stands_in_for=stands_in_for,
            ready_at=None,
            undo=None,
        )
        self._tell_of_held()
        if before not in (None, account):
            follow_clerk(self._tx, str(before), None, self._today)
        follow_clerk(self._tx, account, self._place.window, self._today)

    def log_out(self, *, moved_to: str | None = None, day_over: bool = False) -> None:
        """The clerk stands up, and the window closes; raises `window_busy`. `day_over`: nobody did,
        the sitting was of an earlier day."""
        rules.require_idle(self._window)
        account = self._window.account
        self._end_evaluation("log_out")
        self._note(Kind.WINDOW_CLOSED, {"moved_to": moved_to, "day_over": int(day_over) or None})
        self._save(
            status=Status.CLOSED,
            account=None,
            pause_reason="",
            paused_at=None,
            since=None,
            stands_in_for=None,
            ready_at=None,
            undo=None,
        )
        self._tell_of_held()
        if account is not None:
            follow_clerk(self._tx, account, None, self._today)

    def pause(self, reason: str) -> None:
        """`reason`: the id of one of the hall's, or words of the clerk's own."""
        rules.require_staffed(self._window)
        self._note(Kind.WINDOW_PAUSED, {"reason": reason})
        self._save(status=Status.PAUSED, pause_reason=reason, paused_at=self._now, ready_at=None)

    def open(self) -> None:
        rules.require_staffed(self._window)
        self._note(Kind.WINDOW_RESUMED)
        self._save(status=Status.OPEN, pause_reason="", paused_at=None)

    # --- what they are made of ---------------------------------------------------------------

    def _note(self, kind: Kind, data: dict[str, str | int | None] | None = None) -> None:
        """Every event of a seat says for whom its clerk stands in: a day's report may begin in the
        middle of a sitting."""
        self._append(kind, None, {"stands_in_for": self._window.stands_in_for, **(data or {})})

    def _tell_of_held(self) -> None:
        """Other windows may take those who are on hold here while nobody sits here."""
        place = self._place
        parked = self._tx.parked(self._today, place.window, place.services, PARKED_AT_MOST)
        held = {row.service for row in parked if row.state == State.HELD}
        self._tx.changes.services.update(held)

    def _hand_over_act(self, account: str) -> None:
        found = self._tx.act(self._window.act_id) if self._window.act_id else None
        if found and found[0].account != account:
            self._tx.change_act(replace(found[0], account=account))

    def _elsewhere_now(self) -> set[str]:
        """Who sits at another window."""
        others = (one for one in self._tx.windows() if one.window != self._place.window)
        return {account for one in others if (account := sits_at(one))}

    def _taken(self, sitting: str) -> RuleBroken:
        name = self._tx.account_name(sitting) or sitting
        facts = {"account": sitting, "name": name, **self._seat_facts(self._window)}
        return RuleBroken(
            "window_taken",
            f"{sitting} sits at window {self._window.window}: say take_over to take their place",
            "window",
            facts=facts,
        )

    def _elsewhere(self, code: str, other: Window) -> RuleBroken:
        say = "say move to leave it" if code == "clerk_elsewhere" else "finish there first"
        return RuleBroken(
            code,
            f"you sit at window {other.window}: {say}",
            "window",
            facts=self._seat_facts(other),
        )

    def _seat_facts(self, window: Window) -> dict[str, str]:
        facts = {"window": window.window}
        if window.since is not None:
            facts["since"] = self._hall.day.told(window.since, self._now)
        ticket = self._tx.ticket(window.ticket_id) if window.ticket_id else None
        if ticket is not None:
            facts["number"] = ticket.number
        return facts
