"""What a hall says of its boards: brightness by level or by time of day, and a card's voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import DEMO, ConfigMistakes, load
from config.machines import Board, CardVoice, FontCard

ENV = {"HALL_DATA": "/tmp/d", "HALL_RUN": "/tmp/r", "HALL_LED_PORT": "5005"}  # noqa: S108
PLACE = "height_px = 128"


def board_with(tmp_path: Path, settings: str) -> Board:
    text = DEMO.read_text("utf-8").replace(PLACE, f"{PLACE}\n{settings}", 1)
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    return load(file, ENV).boards[0]


def test_a_board_is_left_as_bright_as_it_is_and_silent_when_nothing_is_said(tmp_path: Path) -> None:
    board = board_with(tmp_path, "")
    assert (board.brightness, board.voice) == (None, None)


def test_brightness_is_a_level_or_a_level_from_each_time_on(tmp_path: Path) -> None:
    assert board_with(tmp_path, "brightness = 9").brightness == 9
    table = board_with(tmp_path, 'brightness = { "07:30" = 12, "18:00" = 5 }').brightness
    assert table == {"07:30": 12, "18:00": 5}


def test_a_voice_is_as_it_is_told_to_be(tmp_path: Path) -> None:
    assert board_with(tmp_path, "voice = {}").voice == CardVoice()
    assert board_with(tmp_path, "voice = { volume = 8, times = 2 }").voice == CardVoice(
        volume=8, times=2
    )


def test_a_card_holds_what_its_maker_gave_it(tmp_path: Path) -> None:
    assert board_with(tmp_path, "").card is None
    card = board_with(tmp_path, "card = { areas_at_most = 4 }").card
    assert card == FontCard(areas_at_most=4, frame_bytes=16384)


def test_only_font_cards_speak(tmp_path: Path) -> None:
    text = DEMO.read_text("utf-8").replace('model = "bx-6k"', 'model = "alpha"\nvoice = {}')
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigMistakes, match=r'voice: a board of model "alpha" has no such table'):
        load(file, ENV)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("brightness = 16", "boards[0].brightness: expected"),
        ('brightness = "bright"', "boards[0].brightness: expected a whole number"),
        ('brightness = { "7:30" = 9 }', "times of day are like 08:30, not 7:30"),
        ('brightness = { "07:30" = 99 }', "boards[0].brightness.07:30: expected"),
        ("brightness = {}", "a table of brightness has at least one time"),
        ("voice = true", "boards[0].voice: expected a table, found true"),
        ("voice = { volume = 11 }", "boards[0].voice.volume: expected"),
        ("voice = { loud = 1 }", "boards[0].voice.loud: unknown key"),
        ("card = { areas_at_most = 0 }", "boards[0].card.areas_at_most: expected"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(ConfigMistakes) as mistakes:
        board_with(tmp_path, settings)
    assert message in str(mistakes.value)
    line = 1 + DEMO.read_text("utf-8").split(PLACE)[0].count("\n") + 1
    assert [mistake.line for mistake in mistakes.value.mistakes] == [line]
