"""Two-byte text: what has no bytes is told by its name, and nothing else goes in its place."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.chinese import NotInFont, in_gb2312, in_gbk, missing, to_bytes, to_text


@given(text=st.text())
@example(text="请A001号到3号窗口?")
@example(text="𠮷?")
def test_a_text_comes_back_as_it_went_or_does_not_go(text: str) -> None:
    if missing(text, in_gbk):
        with pytest.raises(NotInFont):
            to_bytes(text)
    else:
        assert to_text(to_bytes(text)) == text


def test_what_has_no_bytes_is_named_once_and_five_at_most() -> None:
    with pytest.raises(NotInFont) as refused:
        to_bytes("𠮷€𠮷\ud800🀀🀁🀂🀃")
    assert refused.value.characters == "𠮷€\ud800🀀🀁🀂🀃"
    assert str(refused.value) == (
        "𠮷 (U+20BB7), € (U+20AC), (U+D800), 🀀 (U+1F000), 🀁 (U+1F001) and 2 more"
    )


@pytest.mark.parametrize(
    ("character", "narrow", "wide"),
    [
        ("A", True, True),
        ("请", True, True),
        ("·", True, True),
        ("請", False, True),
        ("𠮷", False, False),
    ],
)
def test_fonts_of_gb2312_and_of_gbk_are_told_apart(
    character: str, narrow: bool, wide: bool
) -> None:
    assert (in_gb2312(character), in_gbk(character)) == (narrow, wide)
