"""Whatever visitors, machines and the hall do, in any order: no fault, no way of standing still,
nothing of one visitor for the next, and one number for one visit."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from any_hall import AnyHall

from kiosk import states as s
from kiosk.session import TIMEOUTS

HAPPENINGS: dict[Callable[[AnyHall], None], int] = {  # and how often
    AnyHall.touch: 30,
    AnyHall.answer: 30,
    AnyHall.start: 10,
    AnyHall.take_a_number: 6,
    AnyHall.wait: 8,
    AnyHall.type_a_number: 6,
    AnyHall.hold_up_a_code: 2,
    AnyHall.log_in: 2,
    AnyHall.happen: 3,
    AnyHall.touch_anything: 5,
    AnyHall.an_old_timer_is_over: 3,
    AnyHall.the_hall_wants: 1,
    AnyHall.come_back_after_a_power_cut: 1,
}
STEPS = 600
HALLS = 80


@pytest.mark.parametrize("seed", range(HALLS))
def test_whatever_happens_the_kiosk_stays_sound_and_comes_home(seed: int) -> None:
    hall = AnyHall(random.Random(seed))
    for happening in hall.dice.choices([*HAPPENINGS], [*HAPPENINGS.values()], k=STEPS):
        happening(hall)
        hall.holds()
    hall.all_go_away()


def test_such_halls_see_every_screen() -> None:
    seen: set[type[s.Screen]] = set()
    for seed in range(HALLS):
        hall = AnyHall(random.Random(seed))
        for happening in hall.dice.choices([*HAPPENINGS], [*HAPPENINGS.values()], k=STEPS):
            happening(hall)
            seen.add(type(hall.screen))
    assert seen == set(TIMEOUTS)
