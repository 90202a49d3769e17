"""Printers of four kinds of memory: each shows every character, in its own font or as a picture."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.sim.escpos import LACKING
from devices.sim.printer_fault import PrinterHabits
from devices.sim.ticket_printer import PrinterSim, SlipRecord
from devices.ticket_printer import raster
from devices.ticket_printer.codec import PITCH_DOTS, encode
from devices.ticket_printer.model import PAPER_DOTS, Cutter, Font, Model
from devices.ticket_printer.slip import Align, Line, Rule, Slip
from devices.ticket_printer.text import encode_row, in_printer_font
from tests.peers import emupos_tokenizer as others

FONTS: tuple[Font, ...] = ("gb18030", "gbk", "gb2312", "none")
# text -> the fonts that have all of it
TEXTS: dict[str, tuple[Font, ...]] = {
    "E001": ("gb18030", "gbk", "gb2312", "none"),
    "请到3号窗口": ("gb18030", "gbk", "gb2312"),
    "：，。": ("gb18030", "gbk", "gb2312"),
    "Ａ００１": ("gb18030", "gbk", "gb2312"),
    "王小明·—": ("gb18030", "gbk", "gb2312"),
    "喆镕堃": ("gb18030", "gbk"),
    "㛃*": ("gb18030",),
    "䶮𠮷": (),
    "ᠮ": (),
    "5 €": (),
}


def printed(slip: Slip, model: Model) -> SlipRecord:
    sim = PrinterSim(model.paper_mm, habits=PrinterHabits(font=model.font))
    sim.feed(encode(slip, model))
    (piece,) = sim.slips
    assert sim.state()["unknown_commands"] == 0
    return piece


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_line_is_text_where_the_printer_has_it_and_a_picture_elsewhere(
    text: str, font: Font
) -> None:
    model = Model(paper_mm=80, font=font)
    raw = encode(Slip(parts=(Line(text=text),)), model)
    has_it = font in TEXTS[text]
    assert len(others.commands(raw, "GS v 0")) == (0 if has_it else 1)
    piece = printed(Slip(parts=(Line(text=text),)), model)
    assert piece.text == ([text] if has_it else [])
    assert inked(piece)


@pytest.mark.parametrize("font", FONTS)
def test_a_printer_is_sent_nothing_that_it_lacks(font: Font) -> None:
    slip = Slip(parts=(*(Line(text=text, scale=2) for text in TEXTS), Rule()))
    piece = printed(slip, Model(paper_mm=58, font=font))
    assert not any(LACKING in row for row in piece.text)


def test_a_printer_without_chinese_is_spoken_to_in_ascii() -> None:
    slip = Slip(parts=(Line(text="请到3号窗口", scale=3), Line(text="E001", scale=7), Rule()))
    raw = encode(slip, Model(paper_mm=80, font="none"))
    kinds = others.tokenizer()
    assert not others.commands(raw, "FS &")
    assert not others.commands(raw, "FS !")
    texts = [token.data for token in others.tokens(raw) if isinstance(token, kinds.Text)]
    assert texts == [b"E001", b"-" * 48]


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=6), st.sampled_from(FONTS))
def test_what_a_font_has_is_printable_bytes_and_nothing_else(text: str, font: Font) -> None:
    if not in_printer_font(text, font) or not text.isprintable():
        return
    raw = encode_row(text, font)
    assert min(raw) >= 0x20
    assert 0x7F not in raw


@pytest.mark.parametrize("paper_mm", PAPER_DOTS)
@pytest.mark.parametrize("scale", [1, 2, 3, 7])
@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_drawn_row_is_never_wider_than_the_paper(paper_mm: int, scale: int, align: Align) -> None:
    line = Line(text="WWWWWWWWWWWWWWWWWWWWWWWW㛃", scale=scale, align=align)
    for token in others.commands(encode(Slip(parts=(line,)), Model(paper_mm=paper_mm)), "GS v 0"):
        assert (token.params[1] + 256 * token.params[2]) * 8 <= PAPER_DOTS[paper_mm]


@pytest.mark.parametrize(("across", "tall"), [(1, 1), (1, 2), (2, 2), (7, 7)])
def test_a_row_of_wide_letters_is_set_narrower_and_not_cut_off(across: int, tall: int) -> None:
    with_last = raster.draw_row("W" * 40 + "㛃", across, tall, 384)
    without = raster.draw_row("W" * 40 + " ", across, tall, 384)
    assert with_last.width <= 384
    assert with_last.tobytes() != without.tobytes()


def test_a_bold_row_stays_bold_when_it_is_drawn() -> None:
    plain = raster.draw_row("㛃", 2, 2, 384)
    bold = raster.draw_row("㛃", 2, 2, 384, bold=True)
    assert _black(bold) > 1.2 * _black(plain)


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_drawn_row_is_as_high_as_a_printed_one(scale: int) -> None:
    def height(text: str) -> int:
        slip = Slip(parts=(Line(text=text, scale=scale),) * 3)
        return _picture(printed(slip, Model(paper_mm=80))).height

    assert abs(height("㛃㛃") - height("请请")) <= 3 * 0.15 * PITCH_DOTS * scale


@pytest.mark.parametrize(
    ("cutter", "ending"),
    [("full", "1d 56 41 00"), ("partial", "1d 56 42 00"), ("none", "1b 4a 78")],
)
def test_how_a_slip_ends(cutter: Cutter, ending: str) -> None:
    slip = Slip(parts=(Line(text="E001"),))
    assert encode(slip, Model(cutter=cutter)).endswith(bytes.fromhex(ending))
    beeping = encode(slip, Model(cutter=cutter, buzzer=True))
    assert beeping.endswith(bytes.fromhex(ending + "1b 42 02 02"))


def test_a_slip_without_a_cutter_is_torn_off_below_its_last_line() -> None:
    sim = PrinterSim(80, habits=PrinterHabits(has_cutter=False))
    sim.feed(encode(Slip(parts=(Line(text="E001"),)), Model(cutter="none", buzzer=True)))
    assert (sim.slips, sim.state()["beeps"]) == ([], 1)
    sim.actions["tear"].do(None)
    (piece,) = sim.slips
    assert (piece.text, piece.cut) == (["E001"], False)


def _picture(piece: SlipRecord) -> Image.Image:
    return Image.open(io.BytesIO(piece.png)).convert("L")


def _black(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


def inked(piece: SlipRecord) -> bool:
    return _black(_picture(piece)) > 20
