from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.ticket_printer.text import clean, columns, in_printer_font


@settings(deadline=None)
@given(st.text())
def test_no_text_brings_a_control_byte_to_the_paper(text: str) -> None:
    for ch in clean(text):
        assert unicodedata.category(ch) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        assert ch.encode("gb18030")[0] >= 0x20


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("张三\x1bp\x00\x32\x32", "张三p22"),  # ESC p kicks a drawer
        ("李四\x1dV\x00", "李四 V"),  # GS V cuts
        ("王五\x10\x04\x01", "王五"),  # DLE EOT asks for status
        ("a\nb\tc\x1cd", "a b c d"),
        ("  二楼\u3000东厅 ", "二楼 东厅"),
        ("葛\U000e0100城", "葛城"),  # a variation selector of the supplement
        ("①\ufe0f号", "①号"),
        ("\ue5e5号", "〓号"),
        ("e\u0301", "é"),
        ("\u202e倒\u200b写", "倒写"),
    ],
)
def test_what_is_printed_of_strange_text(written: str, printed: str) -> None:
    assert clean(written) == printed


def test_every_character_of_the_printer_font_has_one_or_two_bytes_in_gb18030() -> None:
    """Printers know the two-byte characters; GBK and GB 18030 must agree on every one of them."""
    for ch in map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xF900, 0x10000)]):
        if in_printer_font(ch):
            assert ch.encode("gbk") == ch.encode("gb18030")
            assert len(ch.encode("gb18030")) == columns(ch) <= 2


@pytest.mark.parametrize("name", ["㛃", "𠮷", "ᠮ"])
def test_rare_characters_are_not_in_the_printer_font(name: str) -> None:
    assert not in_printer_font(name)
    assert len(name.encode("gb18030")) == 4


def test_chinese_is_two_columns_wide_and_latin_one() -> None:
    assert columns("请到3号窗口") == 11
    assert columns("：，。") == 6
