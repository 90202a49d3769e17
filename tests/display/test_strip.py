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
    ("fact", "columns", "text", "colour"),
    [
        (CALLED, 24, "请A001号到本窗口办理", "yellow"),
        (CALLED, 16, "请A001号到本窗口", "yellow"),
        (CALLED, 8, "请A001号", "yellow"),
        (CALLED, 6, "A001号", "yellow"),
        (CALLED, 4, "A001", "yellow"),
        (CALLED, 3, "001", "yellow"),
        (called("1", "A1000"), 8, "A1000号", "yellow"),
        (SERVING, 16, "正在办理A001号", "green"),
        (SERVING, 8, "A001号", "green"),
        (OPEN, 17, "欢迎光临 热情服务", "green"),
        (OPEN, 8, "欢迎光临", "green"),
        (PAUSED, 8, "暂停服务", "red"),
        (PAUSED, 4, "暂停", "red"),
        (CLOSED, 8, "", "red"),
        (called("1", "A001", state=TicketState.MISSED), 8, "欢迎光临", "green"),
    ],
)
def test_a_strip_says_what_fits(fact: WindowFact, columns: int, text: str, colour: str) -> None:
    said = strip_text(fact, columns)
    assert (said.text.rstrip(), said.colour) == (text, colour)


@given(
    fact=st.sampled_from([CALLED, SERVING, OPEN, PAUSED, CLOSED]),
    columns=st.integers(1, 40),
)
def test_a_strip_is_always_filled_so_that_nothing_old_stays_lit(
    fact: WindowFact, columns: int
) -> None:
    text = strip_text(fact, columns).text
    assert columns_of(text) == columns
    if fact.number and columns >= 4:
        assert fact.number in text
