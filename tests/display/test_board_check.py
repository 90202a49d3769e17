"""What a board cannot show: a title is told at its line, a number loses a sign, not its way."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from calls_of_a_hall import at, called
from hypothesis import given
from hypothesis import strategies as st

from config.kinds import Name
from config.loader import DEMO, ConfigMistakes, load
from config.mistakes import Mistake
from devices.led.area import has_glyph
from display.board import Board, take
from display.board_check import check_boards
from display.card_font import TextRefused, columns, displayable
from display.layout import frame, plan
from display.strip import strip_text

ENV = {"HALL_DATA": "/tmp/d", "HALL_RUN": "/tmp/r", "HALL_LED_PORT": "5005"}  # noqa: S108
PLACE = "height_px = 128"
LAYOUT = plan((256, 128), Name(zh="请到窗口办理", en="Now serving"), ("3",))


@pytest.mark.parametrize(
    ("title", "language", "says"),
    [
        ('{ zh = "請到窗口", en = "Now" }', "zh", "has no 請 (U+8ACB)"),
        ('{ zh = "窗口", en = "Serving ☎" }', "en", "has no ☎ (U+260E)"),
        ('{ zh = "窗\\\\C1口", en = "Now" }', "zh", "a backslash as a command"),
    ],
)
def test_a_title_that_no_card_can_show_is_told_at_its_line(
    tmp_path: Path, title: str, language: str, says: str
) -> None:
    text = DEMO.read_text("utf-8").replace(PLACE, f"{PLACE}\ntitle = {title}", 1)
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigMistakes) as mistakes:
        load(file, ENV, further=[check_boards])
    (mistake,) = mistakes.value.mistakes
    line = text.split("title = {")[0].count("\n") + 1
    assert (mistake.line, mistake.key) == (line, f"boards[0].title.{language}")
    assert says in mistake.message


@pytest.mark.parametrize(
    ("size", "model", "key", "says"),
    [
        ((256, 8), "bx-6k", "height_px", "256×8 px holds no call to window"),
        ((96, 8), "alpha", "", ""),
        ((256, 6), "e131", "height_px", "256×6 px holds no call"),
        ((56, 128), "bx-6k", "width_px", "56×128 px holds no call"),
        ((72, 16), "bx-6k", "", ""),
        ((0, 16), "bx-6k", "", ""),  # the types tell this one
    ],
)
def test_a_board_that_is_too_small_for_a_call_is_told_at_its_line(
    tmp_path: Path, size: tuple[int, int], model: str, key: str, says: str
) -> None:
    port = "e131://10.0.0.7" if model == "e131" else "/dev/hall-small"
    lines = [f'id = "small"\nmodel = "{model}"\nport = "{port}"']
    lines += [f"width_px = {size[0]}", f"height_px = {size[1]}"]
    text = DEMO.read_text("utf-8")
    text = text.replace("[[boards]]", "[[boards]]\n" + "\n".join(lines) + "\n\n[[boards]]", 1)
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    told = [mistake for mistake in _mistakes(file) if "holds no call" in mistake.message]
    assert [mistake.key for mistake in told] == ([f"boards[0].{key}"] if key else [])
    assert all(says in mistake.message for mistake in told)
    line = text[: text.index(f"{key} = ", text.index("small"))].count("\n") + 1 if key else 0
    assert all(mistake.line == line for mistake in told)


def _mistakes(file: Path) -> list[Mistake]:
    try:
        load(file, ENV, further=[check_boards])
    except ConfigMistakes as told:
        return list(told.mistakes)
    return []


@pytest.mark.parametrize(
    ("number", "shown"), [("𠮷A012", "A012"), ("A\x1b012", "A012"), ("𠮷", "")]
)
def test_a_number_with_a_sign_that_no_card_has_still_leads_to_its_window(
    number: str, shown: str
) -> None:
    fact = msgspec.structs.replace(called("3", "A012"), number=number)
    board = take(Board(rows=LAYOUT.calls), fact, False, at(0))
    texts = [area.text for area in frame(LAYOUT, board, at(30), at(30))]
    assert texts[2:] == [*([shown] if shown else []), "→ 3号窗口 Window 3"]
    strip = "请A012号到本窗口" if shown else "请到本窗口办理"
    assert strip_text(fact, 8).text.strip() == strip


@given(text=st.text(max_size=20))
def test_what_is_said_to_be_displayable_is_and_is_taken_by_the_driver(text: str) -> None:
    kept = displayable(text)
    assert columns(kept) >= len(kept)
    assert all(map(has_glyph, kept))
    if kept != text:
        with pytest.raises(TextRefused):
            columns(text)


def test_dash_and_middle_dot_of_gb2312_are_two_columns_wide() -> None:
    assert columns("——·") == 6
