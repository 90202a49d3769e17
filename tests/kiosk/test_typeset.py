"""Text of every script: joined, stacked, in the right order, in columns; and always whole."""

from __future__ import annotations

import pytest
from PIL import Image

from kiosk import typeset
from kiosk.typefaces import FONTS, by_face, faces, has_glyph, read_characters
from kiosk.typeset import Block, draw, forget, is_mongolian, lay, width_em

FIRST_LETTERS = {"ug": "كۈتۈڭ", "bo": "བསྒྲིགས", "mn": "ᠮᠣᠩᠭᠣᠯ"}


def ink(block: Block) -> tuple[int, int, int, int]:
    return draw(block).getbbox() or (0, 0, 0, 0)


def height(text: str) -> int:
    _, top, _, bottom = ink(lay(text, 100))
    return bottom - top


def same_dots(one: Image.Image, other: Image.Image) -> bool:
    box_one, box_other = one.getbbox(), other.getbbox()
    return one.crop(box_one).tobytes() == other.crop(box_other).tobytes()


# --- scripts ---


def test_uyghur_letters_are_joined() -> None:
    assert width_em("لا") < 0.75 * (width_em("ل") + width_em("ا"))
    assert width_em("كىتاب") < 0.9 * sum(width_em(ch) for ch in "كىتاب")


def test_mongolian_letters_are_joined() -> None:
    apart = sum(width_em(ch) for ch in "ᠮᠣᠩᠭᠣᠯ")
    assert width_em("ᠮᠣᠩᠭᠣᠯ") < 0.85 * apart


def test_tibetan_letters_stand_below_one_another() -> None:
    assert width_em("སྒྲ") < 1.1 * width_em("ས")
    assert height("སྒྲ") > 1.3 * height("ས")


def test_an_uyghur_line_begins_at_the_right() -> None:
    first, whole = draw(lay("كۈتۈڭ", 60)), draw(lay("كۈتۈڭ A028", 60))
    _, _, right, _ = whole.getbbox() or (0, 0, 0, 0)
    beginning = whole.crop((whole.width - first.width, 0, whole.width, whole.height))
    assert right > whole.width - 10
    assert same_dots(first, beginning)


def test_a_chinese_name_within_uyghur_is_read_from_the_left() -> None:
    name, mixed = draw(lay("一楼等候区", 60)), draw(lay("一楼等候区 دا كۈتۈڭ", 60))
    assert same_dots(name, mixed.crop((mixed.width - name.width, 0, mixed.width, mixed.height)))


def test_brackets_are_turned_round_in_uyghur() -> None:
    left, right = draw(lay("(", 60)), draw(lay(")", 60))
    assert not same_dots(left, right)
    line = draw(lay("(كۈتۈڭ)", 60))
    assert same_dots(line.crop((0, 0, left.width, line.height)), left)


def test_what_no_font_has_is_shown_as_missing() -> None:
    assert by_face("\U000f0000") == [("〓", faces()[0])]
    assert same_dots(draw(lay("\U000f0000", 40)), draw(lay("〓", 40)))


def test_every_font_is_read_as_its_letters_are_drawn() -> None:
    for face in faces():
        assert len(face.characters) > 100
    assert has_glyph("政")
    assert not has_glyph("\U000f0000")
    (arabic,) = FONTS.glob("*Arabic*")
    assert {ord(ch) for ch in "ئۇيغۇرچە"} <= read_characters(arabic)


# --- lines ---


def test_words_break_and_lines_are_no_longer_than_the_room() -> None:
    block = lay("Registration of companies and their branches", 40, 400)
    assert block.whole
    assert len(block.lines) > 1
    assert all(line.width_em * 40 <= 400 for line in block.lines)
    assert ink(block)[2] <= 401


def test_a_word_that_is_longer_than_the_room_is_told() -> None:
    assert not lay("Registration", 40, 100).whole
    assert lay("Registration", 40, 100).width > 100


@pytest.mark.parametrize("text", FIRST_LETTERS.values())
def test_letters_of_all_lines_are_whole_within_the_block(text: str) -> None:
    block = lay("\n".join([text] * 3), 40, 400, 1.0)
    single = lay(text, 40)
    left, top, right, bottom = ink(block)
    assert left >= 0
    assert top >= 0
    assert right - left == pytest.approx(ink(single)[2] - ink(single)[0], abs=1)
    assert bottom <= block.height
    assert len(block.lines) == 3


def test_the_lines_of_a_block_stand_evenly_and_as_far_apart_as_wished() -> None:
    plain, airy = lay("一\n一\n一", 40), lay("一\n一\n一", 40, None, 1.5)
    assert airy.advance == pytest.approx(1.5 * plain.advance)
    assert airy.height > plain.height


def test_every_line_is_aligned_for_itself() -> None:
    block = lay("一二三四五六七八九十\n一", 40)
    short = draw(block, "right").crop((0, block.height // 2, block.width, block.height))
    box = short.getbbox()
    assert box is not None
    assert box[0] > block.width / 2


# --- columns ---


def test_mongolian_stands_in_columns_from_left_to_right() -> None:
    text = "ᠳᠤᠭᠠᠷ ᠠᠪᠬᠤ ᠬᠦᠯᠢᠶᠡᠬᠦ"
    block = lay(text, 40, 150, vertical=True)
    assert block.whole
    assert len(block.lines) == 3
    assert block.height <= 150
    assert block.height > block.width / 3
    first = draw(lay("ᠳᠤᠭᠠᠷ", 40, vertical=True))
    columns = draw(block)
    assert same_dots(first, columns.crop((0, 0, first.width, columns.height)))


def test_chinese_and_short_numbers_stand_upright_in_a_column() -> None:
    block = lay("ᠳᠤ 王 12", 40, vertical=True)
    column = draw(block)
    upright = [run.text for line in block.lines for run in line.runs if run.upright]
    assert upright == ["王", "12"]
    king = draw(lay("王", 40))
    box = king.getbbox() or (0, 0, 0, 0)
    wide, tall = box[2] - box[0], box[3] - box[1]
    dots = sum(king.point(lambda grey: grey > 127).tobytes())
    assert wide > 0
    assert tall > 0
    # the three strokes lie: any row through one is white from edge to edge
    rows = column.resize((1, column.height), Image.Resampling.BOX).tobytes()
    assert max(rows) > 255 * 0.5
    assert dots


def test_times_and_longer_numbers_lie_in_a_column_as_they_are() -> None:
    block = lay("ᠳᠤ 09:05", 40, vertical=True)
    assert not any(run.upright for line in block.lines for run in line.runs)


@pytest.mark.parametrize(("text", "is_so"), [("ᠮᠣᠩᠭᠣᠯ", True), ("A028", False), ("中文", False)])
def test_only_mongolian_is_set_in_columns(text: str, is_so: bool) -> None:
    assert is_mongolian(text) is is_so


def test_the_same_text_is_always_drawn_the_same() -> None:
    for text in FIRST_LETTERS.values():
        before = draw(lay(text, 33, 300)).tobytes()
        forget()
        assert draw(lay(text, 33, 300)).tobytes() == before


def test_nothing_of_the_last_visitor_is_kept() -> None:
    lay("王小明，您好", 40, 300)
    lay("كۈتۈڭ A028", 40, 300)
    forget()
    caches = (typeset._measured, typeset._unit_em, typeset._run_em, typeset._ink_em)
    assert [cache.cache_info().currsize for cache in caches] == [0, 0, 0, 0]
