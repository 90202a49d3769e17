"""PURE: what a hall board shows. Board + fact + time -> board.

- The newest call stands on top; a call stays while it is called or served, or until newer ones
  push it out (it comes back when they leave). A call that was finished, missed, held or
  transferred leaves, as does a window's that closed.
- A fresh call is highlighted for 10 s and blinks for the first 5 s; a retained one never.
- A burst: a fresh call never pushes out one that was highlighted for less than 5 s, but waits for
  its row; one that ended meanwhile still gets its 5 s.
- Without the server's word for 30 s the board says since when; the calls stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from display.card_font import displayable
from display.freshness import is_call
from queue_server.contract.messages import WindowFact

HIGHLIGHT = timedelta(seconds=10)
BLINK = timedelta(seconds=5)
DWELL = timedelta(seconds=5)
BLINK_PHASE = timedelta(milliseconds=500)  # 1 Hz; nothing flashes above 3 Hz
STALE_AFTER = timedelta(seconds=30)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Call:
    """`lit_at`: when its highlight began; None for one that was never news here."""

    window: str
    number: str
    call_id: UUID
    called_at: datetime
    lit_at: datetime | None = None
    ended: bool = False

    def is_lit(self, now: datetime) -> bool:
        return self._lit_within(HIGHLIGHT, now)

    def is_blinking(self, now: datetime) -> bool:
        return self._lit_within(BLINK, now)

    def dwells(self, now: datetime) -> bool:
        return self._lit_within(DWELL, now)

    def blinks_off(self, now: datetime) -> bool:
        """The dark half of the blink."""
        if self.lit_at is None or not self.is_blinking(now):
            return False
        return (now - self.lit_at) // BLINK_PHASE % 2 == 1

    def _lit_within(self, span: timedelta, now: datetime) -> bool:
        # Not before lit_at: a clock that was set back must not blink for hours.
        return self.lit_at is not None and timedelta() <= now - self.lit_at < span


@dataclass(frozen=True, kw_only=True)
class Board:
    """`rows` calls fit. `calls` are all that are due, newest first; the first `rows` are shown.
    `burst`, oldest first, waits for a row."""

    rows: int
    calls: tuple[Call, ...] = ()
    burst: tuple[Call, ...] = ()
    cut_off_at: datetime | None = None

    @property
    def visible(self) -> tuple[Call, ...]:
        return self.calls[: self.rows]

    def stale_since(self, now: datetime) -> datetime | None:
        """When the last word came, once it is 30 s old and the source is away."""
        if self.cut_off_at is None or now - self.cut_off_at < STALE_AFTER:
            return None
        return self.cut_off_at

    def shows(self, fact: WindowFact, now: datetime) -> bool:
        """Whether visitors can read what `fact` says. A call that stands there counts although the
        window's last one has not left yet."""
        visible = {call.call_id for call in self.visible if call.window == fact.window}
        return fact.call_id in visible if is_call(fact, now) else not visible


def take(board: Board, fact: WindowFact, fresh: bool, now: datetime) -> Board:
    """The board after `fact`, which is newer than all before it at its window."""
    board = advance(board, now)
    if not is_call(fact, now):
        return _end(board, fact.window, None, now)
    call = _call(fact)
    board = _end(board, fact.window, call.call_id, now)
    if fresh:
        without = _without(board, call.call_id)
        return advance(replace(without, burst=(*without.burst, call)), now)
    if any(same.call_id == call.call_id for same in (*board.calls, *board.burst)):
        return board  # service began: the row stands where it stands
    lit = [each for each in board.calls if each.is_lit(now)]
    rest = [each for each in board.calls if not each.is_lit(now)]
    rest = sorted((*rest, call), key=lambda each: each.called_at, reverse=True)
    return replace(board, calls=(*lit, *rest))


def advance(board: Board, now: datetime) -> Board:
    """As time alone changes it: ended calls go, waiting ones get free rows."""
    calls = tuple(call for call in board.calls if not call.ended or call.dwells(now))
    burst = board.burst
    while burst and sum(call.dwells(now) for call in calls) < board.rows:
        calls = (replace(burst[0], lit_at=now), *calls)
        burst = burst[1:]
    return replace(board, calls=calls, burst=burst)


def cut_off(board: Board, now: datetime) -> Board:
    """Broker or server went away."""
    return board if board.cut_off_at else replace(board, cut_off_at=now)


def back(board: Board) -> Board:
    """Broker and server are there."""
    return replace(board, cut_off_at=None)


def next_change(board: Board, now: datetime) -> datetime | None:
    """When time alone will change what is shown; None: only a fact can."""
    moments = [moment for call in board.calls for moment in _moments(call, now)]
    if board.cut_off_at and board.stale_since(now) is None:
        moments.append(board.cut_off_at + STALE_AFTER)
    return min(moments, default=None)


def _moments(call: Call, now: datetime) -> Iterator[datetime]:
    if call.lit_at is None or not call.is_lit(now):
        return
    if call.is_blinking(now):
        phases = (now - call.lit_at) // BLINK_PHASE + 1
        yield call.lit_at + phases * BLINK_PHASE
    if call.dwells(now):
        yield call.lit_at + DWELL
    yield call.lit_at + HIGHLIGHT


def _call(fact: WindowFact) -> Call:
    assert fact.number is not None  # noqa: S101  # is_call says so
    assert fact.call_id is not None  # noqa: S101
    return Call(
        window=fact.window,
        number=displayable(fact.number),
        call_id=fact.call_id,
        called_at=fact.called_at or _LONG_AGO,
    )


def _end(board: Board, window: str, but: UUID | None, now: datetime) -> Board:
    """The window's calls other than `but` are over; a highlighted one keeps its 5 s."""
    calls = tuple(
        replace(call, ended=True) if call.window == window and call.call_id != but else call
        for call in board.calls
    )
    burst = tuple(call for call in board.burst if call.window != window or call.call_id == but)
    return advance(replace(board, calls=calls, burst=burst), now)


def _without(board: Board, call_id: UUID) -> Board:
    return replace(
        board,
        calls=tuple(call for call in board.calls if call.call_id != call_id),
        burst=tuple(call for call in board.burst if call.call_id != call_id),
    )
