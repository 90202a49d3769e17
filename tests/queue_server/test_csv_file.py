from __future__ import annotations

import csv
import io

import pytest

from queue_server.reports import csv_file


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_excel_sees_utf_8() -> None:
    data = csv_file.write([["窗口", "办理量"], ["1", 3]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert cells(data) == [["窗口", "办理量"], ["1", "3"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =1", "＝1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert cells(csv_file.write([[text]])) == [[f"'{text}"]]


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert cells(csv_file.write([[-1.5, 0, None]])) == [["-1.5", "0", ""]]


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    row = ['a "b", c', "line\nline"]
    assert cells(csv_file.write([row])) == [row]
