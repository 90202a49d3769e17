"""From the hall's file to boards: what cannot be shown is told at the start, all at once."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config.hall import Hall
from config.kinds import Name
from config.loader import load
from config.machines import Board
from display.wiring import NotDisplayable, layouts, windows_of


def a_board(board_id: str, **settings: object) -> Board:
    usual: dict[str, object] = {
        "model": "bx-6k",
        "port": "loop://",
        "width_px": 256,
        "height_px": 128,
    }
    return Board(id=board_id, **{**usual, **settings})  # type: ignore[arg-type]


@pytest.fixture
def demo(tmp_path: Path) -> Hall:
    return load(env={"HALL_DATA": str(tmp_path), "HALL_RUN": str(tmp_path), "HALL_LED_PORT": "1"})


def test_the_demonstration_halls_board_holds_seven_calls(demo: Hall) -> None:
    assert {board: layout.calls for board, layout in layouts(demo).items()} == {"hall": 7}


def test_a_zones_board_shows_its_own_windows_only(demo: Hall) -> None:
    upstairs = a_board("f3", zones=["f3-fund"])
    assert windows_of(demo, upstairs) == {str(window) for window in range(65, 73)}
    assert len(windows_of(demo, a_board("all"))) == 84


def test_every_board_that_cannot_be_used_is_named(demo: Hall) -> None:
    boards = [
        a_board("good"),
        a_board("old-script", title=Name(zh="請到窗口", en="Now serving")),
        a_board("tiny", width_px=40, height_px=16),
    ]
    with pytest.raises(NotDisplayable) as mistakes:
        layouts(replace(demo, boards=boards))
    lines = str(mistakes.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["boards.old-script", "boards.tiny"]


@pytest.mark.parametrize("program", [["display"], ["devices", "--desk", "d9"]])
def test_a_program_that_cannot_start_says_why_and_exits_78(
    program: list[str], tmp_path: Path
) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("HALL_")}
    folders = {"HALL_DATA": str(tmp_path), "HALL_RUN": str(tmp_path), "HALL_LED_PORT": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", *program],
        env=env | folders,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 78
    said = {"display": "mqtt.json", "devices": 'no desk "d9"'}[program[0]]
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
