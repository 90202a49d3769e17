"""A board's card keeps the hall's time and is as bright as the hour asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.errors import DeviceRefused, LinkLost
from display.board_upkeep import BoardUpkeep, level_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
HOURS = {"07:30": 12, "18:00": 5, "21:00": 1}


@dataclass
class Card:
    clocks: list[datetime] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    fault: Exception | None = None

    def set_clock(self, wall: datetime) -> None:
        self._answer()
        self.clocks.append(wall)

    def set_brightness(self, level: int) -> None:
        self._answer()
        self.levels.append(level)

    def _answer(self) -> None:
        if self.fault:
            raise self.fault


def tend(upkeep: BoardUpkeep, local: datetime) -> int:
    """Do all that is due; how much it was."""
    done = 0
    while chore := upkeep.due(local):
        chore()
        done += 1
        assert done < 5
    return done


def upkeep_of(card: Card, brightness: int | dict[str, int] | None = None) -> BoardUpkeep:
    return BoardUpkeep(card.set_clock, card.set_brightness, brightness)


def test_the_clock_is_set_once_a_day_to_the_halls_own_time() -> None:
    card = Card()
    upkeep = upkeep_of(card)
    assert [tend(upkeep, NINE + timedelta(hours=hours)) for hours in (0, 1, 14)] == [1, 0, 0]
    assert tend(upkeep, NINE + timedelta(hours=15)) == 1  # midnight
    assert [f"{wall:%d %H:%M}" for wall in card.clocks] == ["23 09:00", "24 00:00"]


def test_after_a_reconnect_the_card_is_told_everything_again() -> None:
    card = Card()
    upkeep = upkeep_of(card, HOURS)
    assert tend(upkeep, NINE) == 2
    upkeep.lost()
    assert tend(upkeep, NINE) == 2
    assert (len(card.clocks), card.levels) == (2, [12, 12])


def test_the_clock_follows_summer_time() -> None:
    card = Card()
    upkeep = upkeep_of(card)
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert tend(upkeep, before) == 1
    after = (before.astimezone(UTC) + timedelta(hours=1)).astimezone(ZoneInfo("Europe/Berlin"))
    assert tend(upkeep, after) == 1
    assert [wall.hour for wall in card.clocks] == [1, 3]


def test_a_card_without_a_clock_is_not_told_the_time() -> None:
    card = Card()
    assert tend(BoardUpkeep(None, card.set_brightness, 7), NINE) == 1
    assert card.levels == [7]


@pytest.mark.parametrize(
    ("clock", "level"),
    [("00:00", 1), ("07:29", 1), ("07:30", 12), ("17:59", 12), ("18:00", 5), ("23:59", 1)],
)
def test_a_level_holds_until_the_next_begins_and_the_last_one_overnight(
    clock: str, level: int
) -> None:
    hour, minute = map(int, clock.split(":"))
    assert level_at(HOURS, NINE.replace(hour=hour, minute=minute)) == level


def test_brightness_is_told_only_when_it_changes() -> None:
    card = Card()
    upkeep = upkeep_of(card, HOURS)
    for minutes in range(0, 15 * 60, 10):
        tend(upkeep, NINE + timedelta(minutes=minutes))
    assert card.levels == [12, 5, 1]
    assert level_at(9, NINE) == 9
    assert level_at(None, NINE) is None


def test_a_card_that_refuses_is_asked_again_tomorrow_not_all_day() -> None:
    card = Card(fault=DeviceRefused("command"))
    upkeep = upkeep_of(card, 9)
    assert tend(upkeep, NINE) == 2
    assert tend(upkeep, NINE + timedelta(hours=1)) == 0
    card.fault = None
    assert tend(upkeep, NINE + timedelta(days=1)) == 1
    assert len(card.clocks) == 1


def test_what_a_card_did_not_hear_is_due_again() -> None:
    card = Card(fault=LinkLost("gone"))
    upkeep = upkeep_of(card)
    chore = upkeep.due(NINE)
    assert chore is not None
    with pytest.raises(LinkLost):
        chore()
    card.fault = None
    assert tend(upkeep, NINE) == 1
