"""Who may sit down where: one clerk at one window, and nobody is put out without being asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from queue_server.domain.windows import Status, Window


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who wants to sit down, and what they said yes to: to take over from who sits there, to leave
    the window at which they sit now."""

    account: str
    take_over: bool = False
    move: bool = False


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Whose window it is (A) and who takes their place (B); without `staff` it is everybody's."""

    staff: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    def stands_in_for(self, account: str, away: Collection[str]) -> str | None:
        """The one whose place this account takes here, None when it is its own window. Of several
        it is the first who is not `away`, at another window or on leave."""
        if not self.staff or account in self.staff:
            return None
        return next((one for one in self.staff if one not in away), self.staff[0])

    def lists(self, account: str) -> bool:
        """Whether this stand-in was named beforehand."""
        return account in self.stand_ins


def sits_at(window: Window) -> str | None:
    """Who sits there: also while it pauses."""
    return None if window.status is Status.CLOSED else window.account


def seats_of(account: str, windows: Sequence[Window]) -> list[Window]:
    """Where this clerk sits; one window, or none."""
    return [window for window in windows if sits_at(window) == account]
