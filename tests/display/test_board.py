"""What a hall board shows, and what it announces, second by second."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from calls_of_a_hall import at, called, idle
from hypothesis import given
from hypothesis import strategies as st

from display.board import Board, advance, back, cut_off, next_change, take
from queue_server.contract.messages import TicketState, WindowFact, WindowStatus


def shown(board: Board) -> list[str]:
    return [call.number for call in board.visible]


def lit(board: Board, now: datetime) -> list[str]:
    return [call.number for call in board.visible if call.is_lit(now)]


def test_the_newest_call_stands_on_top_and_pushes_the_oldest_out() -> None:
    board = Board(rows=3)
    for place, number in enumerate(["A001", "A002", "A003", "A004"]):
        second = place * 6
        board = take(board, called(str(place), number, second), True, at(second))
    assert shown(board) == ["A004", "A003", "A002"]


def test_a_call_that_was_pushed_out_comes_back_when_newer_ones_leave() -> None:
    board = Board(rows=1)
    board = take(board, called("1", "A001"), True, at(0))
    board = take(board, called("2", "A002", 6), True, at(6))
    assert shown(board) == ["A002"]
    board = take(board, idle("2"), False, at(60))
    assert shown(board) == ["A001"]
    assert lit(board, at(60)) == []


def test_a_fresh_call_is_lit_for_ten_seconds_and_blinks_for_five() -> None:
    board = take(Board(rows=5), called("3", "A012"), True, at(0))
    (call,) = board.visible
    assert call.is_lit(at(9.9))
    assert not call.is_lit(at(10))
    assert call.is_blinking(at(4.9))
    assert not call.is_blinking(at(5))
    dark = [call.blinks_off(at(half / 2)) for half in range(10)]
    assert dark == [False, True] * 5


def test_nothing_blinks_faster_than_three_times_a_second() -> None:
    board = take(Board(rows=5), called("3", "A012"), True, at(0))
    (call,) = board.visible
    phases = [call.blinks_off(at(hundredth / 100)) for hundredth in range(1000)]
    changes_to_dark = sum(after and not before for before, after in pairwise(phases))
    assert changes_to_dark / 5 <= 3


def test_a_retained_call_is_shown_and_never_lit() -> None:
    board = take(Board(rows=5), called("3", "A012"), False, at(1))
    assert shown(board) == ["A012"]
    assert lit(board, at(1)) == []
    assert next_change(board, at(1)) is None


def test_retained_calls_stand_in_the_order_of_their_calling() -> None:
    board = Board(rows=5)
    for window, number, second in [("1", "A001", 10), ("2", "A002", 30), ("3", "A003", 20)]:
        board = take(board, called(window, number, second), False, at(100))
    assert shown(board) == ["A002", "A003", "A001"]


def test_a_recalled_number_comes_to_the_top_and_is_lit_again() -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    board = take(board, called("2", "A002", 20), True, at(20))
    board = take(board, called("1", "A001", 40, version=2, calls=2), True, at(40))
    assert shown(board) == ["A001", "A002"]
    assert lit(board, at(41)) == ["A001"]


def test_service_that_begins_leaves_the_row_where_it_stands() -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    board = take(board, called("2", "A002", 6), True, at(6))
    serving = called("1", "A001", version=2, state=TicketState.SERVING)
    board = take(board, serving, False, at(8))
    assert shown(board) == ["A002", "A001"]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(idle("1"), id="finished"),
        pytest.param(idle("1", status=WindowStatus.CLOSED), id="closed"),
        pytest.param(idle("1", status=WindowStatus.PAUSED), id="paused after it"),
        pytest.param(called("1", "A001", version=2, state=TicketState.MISSED), id="missed"),
    ],
)
def test_a_call_that_is_over_leaves_the_board(after: WindowFact) -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    assert shown(take(board, after, False, at(30))) == []


def test_a_call_that_is_over_at_once_still_stands_for_five_seconds() -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    board = take(board, idle("1"), False, at(1))
    assert shown(board) == ["A001"]
    assert next_change(board, at(4.6)) == at(5)
    assert shown(advance(board, at(5))) == []


def test_a_window_that_calls_the_next_one_shows_the_next_one() -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    board = take(board, called("1", "A002", 60, version=2), True, at(60))
    assert shown(board) == ["A002"]


def test_in_a_burst_every_call_is_lit_for_five_seconds_in_the_order_of_calling() -> None:
    board = Board(rows=2)
    for place in range(6):
        board = take(board, called(str(place), f"A00{place}"), True, at(0))
    seen: list[str] = []
    now = 0.0
    while board.burst or not seen:
        seen += [number for number in reversed(lit(board, at(now))) if number not in seen]
        assert len(lit(board, at(now))) == 2
        now += 5
        board = advance(board, at(now))
    seen += [number for number in reversed(lit(board, at(now))) if number not in seen]
    assert seen == [f"A00{place}" for place in range(6)]
    assert now == 10  # three pairs, five seconds each


def test_a_call_that_ends_before_its_row_is_free_is_not_announced() -> None:
    board = Board(rows=1)
    board = take(board, called("1", "A001"), True, at(0))
    board = take(board, called("2", "A002"), True, at(0))
    board = take(board, idle("2"), False, at(1))
    assert shown(advance(board, at(6))) == ["A001"]


def test_the_board_says_since_when_it_is_cut_off_only_after_half_a_minute() -> None:
    board = cut_off(take(Board(rows=5), called("1", "A001"), False, at(0)), at(10))
    assert board.stale_since(at(39.9)) is None
    assert next_change(board, at(10)) == at(40)
    assert board.stale_since(at(40)) == at(10)
    assert shown(board) == ["A001"]
    assert cut_off(board, at(50)).stale_since(at(50)) == at(10)
    assert back(board).stale_since(at(60)) is None


def test_a_clock_that_is_set_back_does_not_blink_for_hours() -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    assert lit(board, at(-3600)) == []


def test_a_call_of_yesterday_is_not_shown() -> None:
    assert shown(take(Board(rows=5), called("1", "A001", -13 * 3600), False, at(0))) == []


def test_the_board_knows_which_facts_it_tells_truly() -> None:
    board = Board(rows=1)
    first, second = called("1", "A001"), called("2", "A002", 1)
    board = take(take(board, first, True, at(0)), second, True, at(1))
    assert board.shows(first, at(1))
    assert not board.shows(second, at(1))  # it waits for its row
    board = advance(board, at(5))
    assert board.shows(second, at(5))
    assert not board.shows(first, at(5))
    assert board.shows(idle("3"), at(5))


def test_a_hasty_windows_next_call_counts_as_shown_beside_the_last_one() -> None:
    board = take(Board(rows=5), called("1", "A001"), True, at(0))
    hasty = called("1", "A002", 2, version=2)
    board = take(board, hasty, True, at(2))
    assert shown(board) == ["A002", "A001"]
    assert board.shows(hasty, at(2))


WINDOWS = st.sampled_from(["1", "2", "3", "4", "5", "6"])


@given(
    rows=st.integers(1, 4),
    story=st.lists(
        st.tuples(st.floats(0, 4), WINDOWS, st.sampled_from(["call", "retained", "end"])),
        max_size=25,
    ),
)
def test_whatever_happens_no_lit_call_leaves_before_five_seconds_and_no_row_is_double(
    rows: int, story: list[tuple[float, str, str]]
) -> None:
    board, now = Board(rows=rows), 0.0
    for version, (pause, window, what) in enumerate(story, 1):
        before, now = board, now + pause
        fact = (
            idle(window, version=version)
            if what == "end"
            else called(window, f"A{version:03}", now, version=version)
        )
        board = take(advance(board, at(now)), fact, what == "call", at(now))
        ids = [call.call_id for call in board.visible]
        assert len(ids) == len(set(ids)) <= rows
        for call in before.visible:
            if call.dwells(at(now)):
                assert call.call_id in ids
    board = advance(board, at(now + 5 * len(story) + 10))
    for _ in story:
        now += 5
        board = advance(board, at(now))
    assert not board.burst
