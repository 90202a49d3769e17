from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.surface import missing_packages

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, HERE / "swift_answers.py"],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=HERE.parents[1],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_who_gets_a_number_at_once_is_not_asked_to_wait(told: dict[str, Any]) -> None:
    assert told["swift"] == ["Services", "Printing", "TakeTicket", "Home"]


def test_who_has_to_wait_is_told_so(told: dict[str, Any]) -> None:
    assert told["slow"] == ["Services", "Busy", "Printing", "TakeTicket", "Home"]


def test_an_impatient_finger_gets_one_number_while_the_last_screen_still_stands(
    told: dict[str, Any],
) -> None:
    assert told["orders"] == told["visits"]


def test_who_is_cut_off_is_told_no_count_that_a_broker_had_kept(told: dict[str, Any]) -> None:
    """The retained fact of a server that is away may be hours old."""
    assert told["counts"] == [True, False]


def test_no_screen_outlives_its_visitor_but_those_that_know_nobody(told: dict[str, Any]) -> None:
    assert told["views"] == 2, "the first one and that of the group"
    assert told["heard"] == 1


def test_a_screen_that_stands_again_tells_what_happened_meanwhile(told: dict[str, Any]) -> None:
    assert told["same"]
    assert told["people"] == ["7"]


def test_who_looks_on_sees_nothing_to_press_while_a_screen_is_new(told: dict[str, Any]) -> None:
    assert told["pressable"] == [False, True]


def test_no_screen_stands_again_in_another_visitors_colours(told: dict[str, Any]) -> None:
    assert told["own_colours"]
    assert told["anew"]


def test_all_groups_are_laid_out_while_nobody_is_here(told: dict[str, Any]) -> None:
    assert told["all_prepared"]
    assert told["heard_at_home"] == 1


def test_the_first_screen_changes_once_when_the_hall_closes(told: dict[str, Any]) -> None:
    assert told["closed"] == [True, False]
