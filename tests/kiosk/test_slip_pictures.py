"""A slip in a script that no printer has: what is drawn stands whole on the paper, the rest is the
printer's own."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from config.loader import load
from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.codec import encode
from devices.ticket_printer.driver import PRINT_TIMEOUT_S
from devices.ticket_printer.model import PAPER_DOTS, Model
from devices.ticket_printer.slip import Line, Picture, Qr, Slip
from kiosk.effects import Wait
from kiosk.patience import waits
from kiosk.slip_pictures import needs_shaping, shaped
from kiosk.texts import languages
from tests.kiosk.test_slip import slip

MOST_S = 3.0  # on the wire at 115200 baud
SHAPED = ("mn", "ug", "bo")


def pictures(said: Slip) -> list[Picture]:
    return [part for part in said.parts if isinstance(part, Picture)]


def rows(picture: Picture) -> Image.Image:
    return Image.frombytes("1", (picture.width_dots, picture.height_dots), picture.rows)


def ink(picture: Picture) -> tuple[int, int, int, int]:
    return rows(picture).getbbox() or (0, 0, 0, 0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_printer_can_write_stays_text(language: str) -> None:
    assert shaped(slip(language), 576) == slip(language)


@pytest.mark.parametrize("paper_mm", PAPER_DOTS)
@pytest.mark.parametrize("language", SHAPED)
def test_number_times_and_code_stay_the_printers_own(language: str, paper_mm: int) -> None:
    drawn = shaped(slip(language), PAPER_DOTS[paper_mm])
    written = [part.text for part in drawn.parts if isinstance(part, Line)]
    assert "E001" in written
    assert "2026-11-23 00:41" in written
    assert [part for part in drawn.parts if isinstance(part, Qr)]
    assert not any(needs_shaping(text) for text in written)


@pytest.mark.parametrize("paper_mm", PAPER_DOTS)
@pytest.mark.parametrize("language", SHAPED)
def test_all_that_is_drawn_stands_whole_on_the_paper(language: str, paper_mm: int) -> None:
    drawn = pictures(shaped(slip(language, name="张*"), PAPER_DOTS[paper_mm]))
    assert drawn
    for picture in drawn:
        left, top, right, bottom = ink(picture)
        assert right - left > 40
        assert picture.width_dots == PAPER_DOTS[paper_mm]
        assert 0 <= top < bottom <= picture.height_dots


@pytest.mark.parametrize("paper_mm", PAPER_DOTS)
@pytest.mark.parametrize("language", SHAPED)
def test_it_is_on_the_paper_within_three_seconds(language: str, paper_mm: int) -> None:
    raw = encode(shaped(slip(language), PAPER_DOTS[paper_mm]), Model(paper_mm=paper_mm))
    assert len(raw) * 10 / 115200 < MOST_S


@pytest.mark.parametrize("baud", [9600, 19200, 115200])
@pytest.mark.parametrize("language", SHAPED)
def test_no_visitor_is_told_of_a_doubt_while_a_slow_line_still_sends(
    language: str, baud: int
) -> None:
    (kiosk,) = load(None, {}).kiosks[:1]
    assert kiosk.printer is not None
    slow = replace(kiosk, printer=replace(kiosk.printer, baud=baud))
    drawn = shaped(slip(language, name="张*", reprint=True), PAPER_DOTS[80])
    raw = encode(drawn, Model(paper_mm=80))
    assert waits(slow)[Wait.PRINT] > len(raw) * 10 / baud + PRINT_TIMEOUT_S


def test_letters_are_five_millimetres_high() -> None:
    (line,) = pictures(shaped(Slip(parts=(Line(text="كۈتۈڭ", scale=2),)), 576))
    _, top, _, bottom = ink(line)
    assert bottom - top > 5 * 8


def test_mongolian_lines_are_one_block_of_columns_from_the_left() -> None:
    name, wait = languages()["mn"].name, languages()["mn"].slip["wait"]
    said = Slip(parts=(Line(text=name, scale=2), Line(text=wait, scale=2), Line(text="12345")))
    drawn = shaped(said, 576)
    (block,) = pictures(drawn)
    left, top, right, bottom = ink(block)
    assert left < 20
    assert bottom - top > 150
    # white between two columns, from top to bottom
    across = (
        rows(block).convert("L").resize((right, 1), Image.Resampling.BOX, (0, top, right, bottom))
    )
    assert 0 in list(across.crop((30, 0, right - 30, 1)).tobytes())
    assert drawn.parts[-1] == Line(text="12345")


@pytest.mark.parametrize("paper_mm", PAPER_DOTS)
def test_the_simulated_printer_puts_the_same_dots_on_paper(paper_mm: int) -> None:
    said = shaped(Slip(parts=(Line(text="كۈتۈڭ", scale=2, align="center"),)), PAPER_DOTS[paper_mm])
    printer = PrinterSim(paper_mm)
    printer.feed(encode(said, Model(paper_mm=paper_mm)))
    paper = Image.open(io.BytesIO(printer.slips[0].png)).convert("L")
    (picture,) = pictures(said)
    margin = (paper.width - picture.width_dots) // 2
    found = paper.point(lambda grey: 255 - grey).getbbox()
    left, _, right, bottom = ink(picture)
    assert found is not None
    assert (found[0] - margin, found[2] - margin) == (left, right)
    assert found[3] - found[1] == bottom - ink(picture)[1]


def test_a_picture_of_broken_rows_is_no_picture() -> None:
    with pytest.raises(ValueError, match="no rows"):
        Picture(width_dots=16, rows=b"\x00" * 3)


def test_a_picture_wider_than_the_paper_is_refused() -> None:
    wide = Slip(parts=(Picture(width_dots=576, rows=bytes(72)),))
    with pytest.raises(ValueError, match="384"):
        encode(wide, Model(paper_mm=58))


def test_no_row_of_dots_reads_as_an_order_to_the_printer() -> None:
    tall = Picture(width_dots=16, rows=b"\x10\x04" * 1200)
    raw = encode(Slip(parts=(tall,)), Model(paper_mm=58))
    assert b"\x10\x04" not in raw
    assert raw.count(b"\x1dv0") == 3
