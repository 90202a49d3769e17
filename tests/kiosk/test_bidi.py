"""Which way text runs, by the standard's own examples and by those of a hall."""

from __future__ import annotations

import pytest

from kiosk.bidi import LTR, RTL, base_of, levels, visual


def seen(text: str) -> str:
    """`text` as it stands from left to right."""
    return "".join(text[at] for at in visual(levels(text)))


def test_a_text_with_a_letter_from_the_right_begins_there() -> None:
    assert base_of("A028 كۈتۈڭ") == RTL
    assert base_of("A028 一楼") == LTR


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("一楼 A028, 10:05", "一楼 A028, 10:05"),
        ("ابج", "جبا"),
        ("ابج 12 دهو", "وهد 12 جبا"),
        ("ابج A028 دهو", "وهد A028 جبا"),
        ("ابج 10:05", "10:05 جبا"),
        ("ابج 50%", "%50 جبا"),
        ("ابج 一楼（东） دهو", "وهد 一楼（东） جبا"),
        ("ابج Word (Latin)", "Word (Latin) جبا"),
        ("(ابج)", ")جبا("),
        ("ابج، 12", "12 ،جبا"),
        ("一楼،\u200f 1-3 ابج", "جبا 1-3 \u200f،一楼"),
    ],
)
def test_how_a_line_stands(text: str, shown: str) -> None:
    assert seen(text) == shown


def test_marks_go_with_their_letters() -> None:
    assert levels("ا\u064bب")[1] == RTL


def test_a_text_of_one_direction_has_one_level() -> None:
    assert set(levels("请到 12 号窗口 (A028)")) == {LTR}
