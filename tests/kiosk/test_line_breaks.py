"""Where a line may end, and where never."""

from __future__ import annotations

import pytest

from kiosk.line_breaks import units


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Take a number", ["Take ", "a ", "number"]),
        ("市场准入", ["市场准入"]),
        ("请收好号票，在此等候。", [*"请收好号", "票，", *"在此等", "候。"]),
        ("请到（二楼）等候叫号吧", ["请", "到", "（二", "楼）", *"等候叫号吧"]),
        (
            "取号时前面还有\u00a03\u00a0人，请稍等",
            [*"取号时前面还", "有\u00a03\u00a0人，", *"请稍等"],
        ),
        ("སྐད་ཡིག་འདེམས་རོགས།", ["སྐད་", "ཡིག་", "འདེམས་", "རོགས།"]),
        ("Please wait in 一楼市场准入区 for your call", None),
        ("كۈتۈڭ، نومۇر", ["كۈتۈڭ، ", "نومۇر"]),
    ],
)
def test_where_a_line_may_end(text: str, cut: list[str] | None) -> None:
    found = units(text)
    assert "".join(found) == text
    if cut is not None:
        assert found == cut


def test_a_short_chinese_name_in_a_foreign_sentence_stays_whole() -> None:
    assert "一楼市场准入区 " in units("Please wait in 一楼市场准入区 for your call")


def test_no_line_begins_with_a_closing_sign() -> None:
    for unit in units("号码有效，请记下号码。“叫号”时、请到（二楼）窗口！")[1:]:
        assert unit[0] not in "，。”、）！"
