"""What a clerk can still take back at a window: the last thing that was done there, for seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from queue_server.domain.acts import Act
from queue_server.domain.errors import RuleBroken
from queue_server.domain.tickets import BACK_TO, State, Ticket, Verb
from queue_server.domain.windows import Window

# All that finish, miss, hold, abandon or transfer may change of a ticket; of these only what was
# changed is kept. `calls` and `act_id` stay, and `changed_at` never goes back.
_STATE = "state"
_TIMES = ("queued_at", "waiting_since")
_PLAIN = ("service", "window", "target_window", "target_account", "lane", "step")


@dataclass(frozen=True, kw_only=True)
class Undo:
    """`left`, `left_at`, `left_act_id`: in which state the verb left the ticket, when, and which
    was its last visit then. `before` is what it changed of the ticket, as it was. `act_id` is the
    visit that it ended, None for a ticket that was not at the window. `asked_at`, `asked_act_id`
    and `ended_act_id` are what the visit and the window said of questions and ends before.
    `by_itself`: the hall did it, and nobody pressed.
    """

    verb: str
    number: str
    account: str | None
    since: datetime
    until: datetime
    ticket_id: UUID
    left: State
    left_at: datetime
    before: Mapping[str, Any]
    left_act_id: UUID | None = None
    act_id: UUID | None = None
    asked_at: datetime | None = None
    asked_act_id: UUID | None = None
    ended_act_id: UUID | None = None
    by_itself: bool = False

    @property
    def was(self) -> State:
        return State(self.before[_STATE])


def undo_of(
    verb: Verb,
    before: Ticket,
    after: Ticket,
    act: Act | None,
    window: Window,
    span: tuple[datetime, datetime],
    *,
    by_itself: bool = False,
) -> Undo:
    """What takes `verb` back; `act` and `window` as they were before. `span`: from when to when."""
    changed = {
        field: getattr(before, field)
        for field in (_STATE, *_TIMES, *_PLAIN)
        if getattr(before, field) != getattr(after, field)
    }
    return Undo(
        verb=verb.value,
        number=before.number,
        account=window.account,
        since=span[0],
        until=span[1],
        ticket_id=before.ticket_id,
        left=after.state,
        left_at=after.changed_at,
        left_act_id=after.act_id,
        before=changed,
        act_id=act.act_id if act else None,
        asked_at=act.rating_asked_at if act else None,
        asked_act_id=window.asked_act_id,
        ended_act_id=window.ended_act_id,
        by_itself=by_itself,
    )


def is_open(undo: Undo, account: str | None, now: datetime) -> bool:
    """Whether there still is time, and the clerk who sits here (`account`) is who pressed. After
    the clock was set back to before the press nothing is taken back."""
    return undo.since <= now < undo.until and undo.account == account


def taken_back(undo: Undo, ticket: Ticket, today: date, now: datetime) -> Ticket:
    """The ticket as it was before the verb; raises `nothing_to_undo` when anybody did anything
    with it since."""
    found = (ticket.state, ticket.changed_at, ticket.act_id, ticket.business_date)
    if found != (undo.left, undo.left_at, undo.left_act_id, today):
        raise RuleBroken("nothing_to_undo", f"{ticket.number} was changed meanwhile", "number")
    changes = {field: value for field, value in undo.before.items() if field != _STATE}
    return ticket.after(BACK_TO[undo.was], now, **changes)


_UUIDS = ("ticket_id", "left_act_id", "act_id", "asked_act_id", "ended_act_id")
_MOMENTS = ("since", "until", "left_at", "asked_at")


def packed(undo: Undo) -> dict[str, Any]:
    """As JSON keeps it; what is None is left out."""
    plain = {name: value for name, value in vars(undo).items() if value is not None}
    words = {name: _word(plain[name]) for name in (*_UUIDS, *_MOMENTS) if name in plain}
    before = {
        name: value.isoformat() if name in _TIMES else value for name, value in undo.before.items()
    }
    return {**plain, **words, "before": before}


def unpacked(kept: Mapping[str, Any]) -> Undo:
    read = dict(kept)
    read |= {name: UUID(kept[name]) for name in _UUIDS if name in kept}
    read |= {name: datetime.fromisoformat(kept[name]) for name in _MOMENTS if name in kept}
    before = dict(kept["before"])
    before |= {name: datetime.fromisoformat(before[name]) for name in _TIMES if name in before}
    read |= {"before": before, "left": State(kept["left"]), "account": kept.get("account")}
    return Undo(**read)


def _word(value: datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
