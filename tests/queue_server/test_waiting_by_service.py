"""A window says for which of its services how many wait, however long its queue is."""

from __future__ import annotations

import pytest
from small_hall import SmallHall


@pytest.mark.parametrize("each", [2, 20])
def test_each_service_of_the_window_has_its_count(hall: SmallHall, each: int) -> None:
    for _ in range(each):
        hall.issue("company")
        hall.issue("permit")
    hall.issue("fund")
    told = hall.view("1")
    assert told.waiting_by_service == {"company": each, "permit": each}
    assert told.waiting == 2 * each
    assert hall.view("4").waiting_by_service == {"fund": 1}


@pytest.mark.parametrize("others", [0, 40])
def test_who_was_sent_to_the_window_counts_there_and_nowhere_else(
    hall: SmallHall, others: int
) -> None:
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", None, "4")
    for _ in range(others):
        hall.issue("fund")
    assert hall.view("4").waiting_by_service == {"fund": others, "company": 1}
    assert hall.view("1").waiting_by_service == {"company": 0, "permit": 0}
