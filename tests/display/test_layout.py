"""Golden frames: what stands where on boards of the sizes that halls have."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from calls_of_a_hall import at, called

from config.kinds import Name
from devices.led.driver import Area
from display.board import Board, cut_off, take
from display.card_font import TextRefused
from display.layout import BoardTooSmall, Frame, Layout, frame, plan

SHANGHAI = timezone(timedelta(hours=8))
TITLE = Name(zh="请到窗口办理", en="Now serving")
WINDOWS = tuple(str(number) for number in range(1, 85))


def board_of(layout: Layout, *numbers: tuple[str, str], fresh: bool = False) -> Board:
    board = Board(rows=layout.calls)
    for second, (number, window) in enumerate(numbers):
        board = take(board, called(window, number, second), fresh, at(second))
    return board


def lines(frame: Frame) -> list[str]:
    """Every area in short: place, colour, text."""
    return [f"{area.x},{area.y} {area.colour} {area.text}" for area in frame]


def draw(layout: Layout, board: Board, now: datetime) -> Frame:
    return frame(layout, board, now, now.astimezone(SHANGHAI))


def test_the_hall_board_of_the_demonstration() -> None:
    layout = plan((256, 128), TITLE, WINDOWS)
    assert layout.calls == 7  # the newest and six before it
    board = board_of(layout, ("A012", "3"), ("E1003", "84"))
    assert lines(draw(layout, board, at(30))) == [
        "0,0 green 请到窗口办理 Now serving",
        "216,0 green 10:00",
        "16,16 yellow E1003",
        "64,16 green → 84号窗口 Window 84",
        "16,32 yellow A012",
        "64,32 green →  3号窗口 Window 3",
    ]


def test_a_fresh_call_has_a_mark_that_changes_with_its_number_while_it_blinks() -> None:
    layout = plan((256, 128), TITLE, WINDOWS)
    board = board_of(layout, ("A012", "3"), fresh=True)
    rows = {second: lines(draw(layout, board, at(second)))[2:4] for second in (0, 0.5, 6, 10)}
    assert rows == {
        0: ["0,16 yellow ●", "16,16 yellow A012"],
        0.5: ["0,16 red ○", "16,16 red A012"],
        6: ["0,16 yellow ●", "16,16 yellow A012"],
        10: ["16,16 yellow A012", "64,16 green →  3号窗口 Window 3"],
    }


@pytest.mark.parametrize(
    ("size_px", "calls", "row"),
    [
        ((512, 96), 10, ["16,16 yellow A012", "64,16 green →  3号窗口 Window 3"]),
        ((192, 64), 3, ["16,16 yellow A012", "64,16 green →  3号窗口"]),
        ((128, 64), 3, ["0,16 yellow A012", "40,16 green → 3号窗口"]),
        ((128, 32), 2, ["0,0 yellow A012", "40,0 green → 3号窗口"]),
        ((96, 16), 1, ["0,0 yellow A012", "40,0 green → 3号"]),
        ((72, 16), 1, ["0,0 yellow A012", "40,0 green → 3"]),
    ],
)
def test_small_and_wide_boards_take_the_richest_form_that_fits(
    size_px: tuple[int, int], calls: int, row: list[str]
) -> None:
    layout = plan(size_px, TITLE, WINDOWS)
    assert layout.calls == calls
    assert lines(draw(layout, board_of(layout, ("A012", "3")), at(30)))[-2:] == row


def test_where_no_mark_fits_the_arrow_comes_and_goes_while_it_blinks() -> None:
    layout = plan((128, 32), TITLE, WINDOWS)
    board = board_of(layout, ("A012", "3"), fresh=True)
    rows = {second: lines(draw(layout, board, at(second))) for second in (0, 0.5, 10)}
    assert rows == {
        0: ["0,0 yellow A012", "40,0 yellow → 3号窗口"],
        0.5: ["0,0 red A012", "40,0 yellow    3号窗口"],
        10: ["0,0 yellow A012", "40,0 green → 3号窗口"],
    }


def test_a_wide_board_fills_its_first_column_before_its_second() -> None:
    layout = plan((512, 48), TITLE, WINDOWS)
    board = board_of(layout, *[(f"A00{window}", str(window)) for window in range(1, 7)])
    numbers = [(area.x, area.y, area.text) for area in draw(layout, board, at(30))][::2]
    assert numbers == [
        (16, 0, "A006"),
        (16, 16, "A005"),
        (16, 32, "A004"),
        (272, 0, "A003"),
        (272, 16, "A002"),
        (272, 32, "A001"),
    ]


@pytest.mark.parametrize("size_px", [(256, 128), (192, 64), (128, 64), (72, 64), (512, 96)])
def test_no_area_leaves_the_board_overlaps_another_or_stands_off_the_cards_grid(
    size_px: tuple[int, int],
) -> None:
    layout = plan(size_px, TITLE, WINDOWS)
    board = board_of(layout, *[(f"A1{window:03}", str(window)) for window in range(40, 60)])
    board = take(board, called("84", "A9999", 40), True, at(40))
    for state in (board, cut_off(board, at(0))):
        areas = draw(layout, state, at(41))
        assert areas
        for area in areas:
            assert area.x % 8 == area.width % 8 == 0  # a 5K card counts these in 8 px
            assert area.x >= 0
            assert area.x + area.width <= size_px[0]
            assert area.y + area.height <= size_px[1]
        for place, area in enumerate(areas):
            assert not any(overlap(area, other) for other in areas[:place])


def overlap(one: Area, other: Area) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize("width", [64, 72, 80, 88, 96, 128, 160, 256, 512])
def test_a_number_of_two_letters_and_four_digits_covers_nothing_of_its_way(width: int) -> None:
    layout = plan((width, 16), TITLE, ("3",))
    board = board_of(layout, ("AB1000", "3"))
    number, way = draw(layout, board, at(30))
    assert number.text == "AB1000"
    assert "3" in way.text
    assert number.x + number.width <= way.x
    assert way.x + way.width <= width // layout.columns


def test_a_number_that_is_too_long_takes_the_place_of_the_arrow() -> None:
    layout = plan((72, 16), TITLE, ("10",))
    board = board_of(layout, ("AB1000", "10"))
    assert lines(draw(layout, board, at(30))) == ["0,0 yellow AB1000", "56,0 green 10"]
    wider = plan((80, 16), TITLE, ("10",))
    board = board_of(wider, ("AB1000", "10"))
    assert lines(draw(wider, board, at(30))) == ["0,0 yellow AB1000", "48,0 green →10"]


def test_stale_data_say_from_when_they_are_in_the_place_of_the_clock() -> None:
    layout = plan((256, 128), TITLE, WINDOWS)
    board = cut_off(board_of(layout, ("A012", "3")), at(0))
    assert lines(draw(layout, board, at(29)))[0] == "0,0 green 请到窗口办理 Now serving"
    assert lines(draw(layout, board, at(120)))[0] == "0,0 red 数据时间 10:00 Not live"
    assert lines(draw(layout, board, at(120)))[1] == "16,16 yellow A012"


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("請到窗口辦理", "the card's GB2312 font has no 請 (U+8ACB)"),
        ("请到\\C1窗口", "the card reads a backslash as a command"),
        ("请到\n窗口", "U+000A is a control character"),
    ],
)
def test_a_title_that_the_card_cannot_show_is_refused_with_the_reason(
    title: str, reason: str
) -> None:
    with pytest.raises(TextRefused) as refused:
        plan((256, 128), Name(zh=title, en="Now serving"), WINDOWS)
    assert reason in str(refused.value)


def test_a_low_board_of_dots_has_one_row_in_latin() -> None:
    for width, way in ((80, ">84"), (128, "Window 84")):
        layout = plan((width, 7), TITLE, WINDOWS, drawn=True)
        areas = draw(layout, board_of(layout, ("A012", "84")), at(20))
        assert [area.text for area in areas] == ["A012", way]
        assert {(area.y, area.height) for area in areas} == {(0, 7)}
        assert layout.calls == 1


def test_what_takes_long_to_be_painted_does_not_blink() -> None:
    layout = plan((256, 128), TITLE, WINDOWS, blinks=False)
    board = board_of(layout, ("A012", "3"))
    pictures = {draw(layout, board, at(half_seconds / 2)) for half_seconds in range(8)}
    assert len(pictures) == 1


@pytest.mark.parametrize("size_px", [(48, 16), (256, 8)])
def test_a_board_that_holds_no_call_is_refused(size_px: tuple[int, int]) -> None:
    with pytest.raises(BoardTooSmall, match=r"holds no call to window 84|holds no call to window"):
        plan(size_px, TITLE, WINDOWS)
