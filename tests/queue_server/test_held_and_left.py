"""A visitor on hold comes back with the copy: is still listed, and by whom is called back."""

from __future__ import annotations

import pytest
from small_hall import SmallHall, refused, small_hall

from queue_server.views import PARKED_SHOWN


@pytest.fixture
def hall(hall: SmallHall) -> SmallHall:
    """A001 is on hold at window 1."""
    hall.issue("company")
    hall.next("1")
    hall.press("hold", "1")
    return hall


def held(hall: SmallHall, window: str) -> list[str]:
    return [ticket.number for ticket in hall.view(window).held]


def test_while_the_clerk_is_there_or_has_a_break_no_other_window_has_them(hall: SmallHall) -> None:
    hall.press("pause", "1", "meal")
    assert (held(hall, "1"), held(hall, "2")) == (["A001"], [])
    with refused("not_served_here"):
        hall.press("resume", "2", "A001")


def test_when_the_clerk_went_home_a_window_of_the_service_has_them(hall: SmallHall) -> None:
    hall.stand_up("1")
    assert (held(hall, "2"), held(hall, "3")) == (["A001"], [])
    with refused("not_served_here"):
        hall.press("resume", "3", "A001")
    hall.press("resume", "2", "A001")
    ticket = hall.view("2").ticket
    assert ticket is not None
    assert ticket.number == "A001"
    hall.sit("1")
    assert held(hall, "1") == []


def test_the_latest_is_listed_first(hall: SmallHall) -> None:
    """So a keypad, which has no list, takes the last of them: the one who waits longest."""
    hall.later()
    hall.issue("company")
    hall.next("1")
    hall.press("hold", "1")
    assert held(hall, "1") == ["A002", "A001"]


def test_however_many_are_missed_they_stay_on_the_list(hall: SmallHall) -> None:
    for _ in range(PARKED_SHOWN):
        hall.later()
        hall.issue("company")
        hall.next("2")
        hall.press("miss", "2")
    assert held(hall, "1") == ["A001"]


def test_those_windows_are_told(hall: SmallHall) -> None:
    for come_or_go in (lambda: hall.stand_up("1"), lambda: hall.sit("1")):
        hall.changes.clear()
        come_or_go()
        assert any("company" in change.services for change in hall.changes)


def test_on_either_database(tmp_path: object, database_url: str) -> None:
    hall = SmallHall(small_hall(tmp_path, url=database_url))  # type: ignore[arg-type]
    hall.sit("1", "2")
    hall.issue("company")
    hall.next("1")
    hall.press("hold", "1")
    hall.stand_up("1")
    assert held(hall, "2") == ["A001"]
    hall.press("abandon", "2", "A001")
    assert held(hall, "2") == []
    hall.close()
