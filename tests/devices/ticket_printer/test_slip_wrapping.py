from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.ticket_printer.text import clean, columns
from devices.ticket_printer.wrap import CLOSING, OPENING, break_line

WORDS = st.text(alphabet="过号无效请您，。（）《A12 -e,.", max_size=60)


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("不动产登记", 16, ["不动产登记"]),
        ("过号无效，请您重新取号。", 24, ["过号无效，请您重新取号。"]),
        ("过号无效，请您重新取号。", 16, ["过号无效，", "请您重新取号。"]),
        ("二楼社会事务综合服务区", 16, ["二楼社会事务", "综合服务区"]),
        ("请到“社会事务”区", 10, ["请到“社会", "事务”区"]),
        ("许可证核发（含变更、延期）", 16, ["许可证核发", "（含变更、延期）"]),
        ("Please wait here", 12, ["Please", "wait here"]),
        ("取号时前面还有\u00a03\u00a0人", 16, ["取号时前面", "还有 3 人"]),
        ("2026-11-22 14:41", 12, ["2026-11-22", "14:41"]),
        ("Telecommunications", 16, ["Telecommunicatio", "ns"]),
        ("", 16, [""]),
    ],
)
def test_rows_break_where_a_reader_would_pause(text: str, width: int, rows: list[str]) -> None:
    assert break_line(text, width) == rows


@settings(deadline=None)
@given(WORDS, st.integers(8, 48))
def test_rows_fit_the_paper_and_lose_nothing(text: str, width: int) -> None:
    text = clean(text)
    rows = break_line(text, width)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    for row in rows:
        assert columns(row) <= width


@settings(deadline=None)
@given(st.text(alphabet="过号无效请您重新取，。（）", min_size=1, max_size=40))
def test_no_row_begins_with_a_comma_nor_ends_with_an_opening_mark(text: str) -> None:
    rows = break_line(text, 48)
    assert all(row[0] not in CLOSING for row in rows[1:])
    assert all(row[-1] not in OPENING for row in rows[:-1])
