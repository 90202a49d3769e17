"""Times of calling that would undo each other are told at their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_taking_checks import mistakes, with_table

GOOD = {
    "all of it": "auto_call = true\nauto_recall_s = 20\nauto_recalls = 2\nauto_finish_min = 30",
    "many recalls that are never made": "auto_recalls = 9\nrecalls_at_most = 2",
    "an end alone": "auto_finish_min = 1",
}
BAD = {
    "a recall within a bounce": ("auto_recall_s = 1", "auto_recall_s", "the same press"),
    "more recalls than one may make": (
        "auto_recall_s = 20\nauto_recalls = 6",
        "auto_recalls",
        "recalls_at_most (5)",
    ),
    "an end while one is still called": (
        "auto_recall_s = 30\nauto_finish_min = 1",
        "auto_finish_min",
        "90 s",
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_times_that_fit_are_taken(what: str, tmp_path: Path) -> None:
    assert mistakes(with_table(f"[calling]\n{GOOD[what]}"), tmp_path) == []


@pytest.mark.parametrize("what", BAD)
def test_those_that_do_not_are_told(what: str, tmp_path: Path) -> None:
    table, key, words = BAD[what]
    (told,) = mistakes(with_table(f"[calling]\n{table}"), tmp_path)
    assert f"calling.{key}" in told
    assert words in told


def test_nobody_is_awaited_longer_than_asked(tmp_path: Path) -> None:
    toml = with_table("").replace("window_s = 30.0", "window_s = 30.0\nbefore_next_s = 40")
    (told,) = mistakes(toml, tmp_path)
    assert "rating.before_next_s" in told
