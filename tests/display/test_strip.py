"""What the strip above a window says, on strips of every length."""

from __future__ import annotations

import pytest
from calls_of_a_hall import called, idle
from hypothesis import given
from hypothesis import strategies as st

from display.card_font import columns as columns_of
from display.strip import strip_text
from queue_server.contract.messages import TicketState, WindowFact, WindowStatus

CALLED = called("1", "A001")
SERVING = called("1", "A001", state=TicketState.SERVING)
OPEN = idle("1")
PAUSED = idle("1", status=WindowStatus.PAUSED)
CLOSED = idle("1", status=WindowStatus.CLOSED)


@pytest.mark.parametrize(
    ("fact", "characters", "text", "colour"),
    [
        (CALLED, 12, "请A001号到本窗口办理", "yellow"),
        (CALLED, 8, "请A001号到本窗口", "yellow"),
        (CALLED, 6, "请A001号", "yellow"),
        (CALLED, 3, "A001号", "yellow"),
        (CALLED, 2, "A001", "yellow"),
        (CALLED, 1, "01", "yellow"),
        (called("1", "A1000"), 8, "请A1000号", "yellow"),
        (called("1", "AX007"), 8, "请AX007号", "yellow"),
        (SERVING, 8, "正在办理A001号", "green"),
        (SERVING, 6, "办理中A001", "green"),
        (SERVING, 4, "A001号", "green"),
        (OPEN, 9, "欢迎光临 热情服务", "green"),
        (OPEN, 8, "欢迎光临热情服务", "green"),
        (OPEN, 6, "欢迎光临", "green"),
        (PAUSED, 8, "暂停服务", "red"),
        (PAUSED, 2, "暂停", "red"),
        (CLOSED, 8, "", "red"),
        (called("1", "A001", state=TicketState.MISSED), 4, "欢迎光临", "green"),
    ],
)
def test_a_strip_says_what_fits(fact: WindowFact, characters: int, text: str, colour: str) -> None:
    said = strip_text(fact, characters)
    assert (said.text.rstrip(), said.colour) == (text, colour)


@given(
    fact=st.sampled_from([CALLED, SERVING, OPEN, PAUSED, CLOSED]),
    characters=st.integers(1, 20),
)
def test_a_strip_is_always_filled_so_that_nothing_old_stays_lit(
    fact: WindowFact, characters: int
) -> None:
    text = strip_text(fact, characters).text
    assert columns_of(text) == 2 * characters
    if fact.number and characters >= 2:
        assert fact.number in text
