from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.ticket_printer.codec import (
    encode,
    fitting_size,
    qr_modules,
    without_real_time_commands,
)
from devices.ticket_printer.model import Model
from devices.ticket_printer.slip import Line, Qr, Rule, Slip
from tests.peers import emupos_tokenizer as others

LINES = st.builds(
    Line,
    text=st.text(max_size=40),
    scale=st.integers(1, 8),
    align=st.sampled_from(["left", "center", "right"]),
    bold=st.booleans(),
)
EIGHTY = Model(paper_mm=80)
FIFTY_EIGHT = Model(paper_mm=58)
HARMLESS = {"ESC @", "FS &", "ESC 3", "ESC J", "ESC E", "ESC a", "GS !", "LF", "GS ( k", "GS v 0"}


def one_line(text: str, **how: object) -> bytes:
    return encode(Slip(parts=(Line(text=text, **how),)), EIGHTY)  # type: ignore[arg-type]


def test_a_slip_byte_by_byte() -> None:
    slip = Slip(
        parts=(
            Line(text="号票", align="center"),
            Line(text="A001", scale=3, align="center", bold=True),
            Line(text="请到3号窗口"),
            Qr(text="T-A001", module_dots=6),
        )
    )
    assert encode(slip, EIGHTY).hex(" ") == " ".join(
        [
            "1b 40 1c 26",  # ESC @, FS &: a clean printer in kanji mode
            "1b 33 1e",  # ESC 3 30: a 24-dot row and 6 dots of white
            "1b 61 01 ba c5 c6 b1 0a",  # centred, 号票 in GB 18030
            "1b 45 01",  # bold
            "1c 21 0c 1d 21 22 1b 33 5a",  # FS ! double, then GS ! triple wins; pitch 90
            "41 30 30 31 0a",
            "1b 45 00",
            "1b 61 00 1c 21 00 1d 21 00 1b 33 1e",
            "c7 eb b5 bd 33 ba c5 b4 b0 bf da 0a",
            "1b 61 01 1b 4a 18",  # ESC J 24: four modules of white
            "1d 28 6b 04 00 31 41 32 00",  # QR model 2
            "1d 28 6b 03 00 31 43 06",  # module of 6 dots
            "1d 28 6b 03 00 31 45 31",  # error correction M
            "1d 28 6b 09 00 31 50 30 54 2d 41 30 30 31",  # store T-A001
            "1d 28 6b 03 00 31 51 30",  # print it
            "1b 4a 18",
            "1d 56 42 00",  # GS V 66 0: feed to the cutter and cut
        ]
    )


def test_chinese_punctuation_alone_is_printed_as_it_is() -> None:
    """python-escpos on its own prints ??? here."""
    assert "：，。".encode("gb18030") + b"\n" in one_line("：，。")


def test_code_of_others_reads_the_same_lines(slip: Slip) -> None:
    raw = encode(slip, EIGHTY)
    assert others.printed_lines(raw) == [
        "示范政务服务大厅",
        "E001",
        "─" * 24,
        "过号无效，请您重新取号。",
    ]
    assert others.qr_texts(raw) == ["http://hall.example/t/0f8fad5b-d9cb-469f-a165-70867728950e"]
    assert [t.params for t in others.commands(raw, "GS !")] == [b"\x11", b"\x66", b"\x00", b"\x11"]
    assert len(others.commands(raw, "GS V")) == 1


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=4))
def test_no_text_can_cut_the_paper_or_kick_a_drawer(lines: list[Line]) -> None:
    raw = encode(Slip(parts=tuple(lines)), EIGHTY)
    found = [t.name for t in others.tokens(raw) if hasattr(t, "name")]
    assert found[-1] == "GS V"
    assert set(found[:-1]) <= HARMLESS
    for second in b"\x04\x05\x14":
        assert bytes([0x10, second]) not in raw


def test_a_rare_name_is_drawn_and_its_line_stays_whole() -> None:
    raw = one_line("姓名 㛃*", scale=2, align="center")
    assert others.printed_lines(raw) == []
    (picture,) = others.commands(raw, "GS v 0")
    width = (picture.params[1] + 256 * picture.params[2]) * 8
    height = picture.params[3] + 256 * picture.params[4]
    dots = Image.frombytes("1", (width, height), picture.data)
    left, _, right, _ = dots.getbbox() or (0, 0, 0, 0)
    assert abs((left + right) / 2 - 576 / 2) <= 8
    assert 6 * 8 - 8 <= height <= 10 * 8


def test_only_the_row_with_the_rare_character_is_drawn() -> None:
    raw = encode(Slip(parts=(Line(text="请㛃到三楼，领取不动产权证书", scale=2),)), FIFTY_EIGHT)
    assert others.printed_lines(raw) == ["领取不动产权证书"]
    assert len(others.commands(raw, "GS v 0")) == 1


def test_dots_never_read_as_a_real_time_command() -> None:
    header = b"\x1dv0\x00\x03\x00\x01\x00"
    dangerous = b"\x10\x04\x01\x10\x14\x01\x10\x05\x02"
    safe = without_real_time_commands(header + dangerous)
    assert safe == header + b"\x18\x04\x01\x18\x14\x01\x18\x05\x02"


@pytest.mark.parametrize("rare", "㐣㑎㒯㗨")  # their dots hold 10 04 when drawn
def test_a_drawn_name_asks_for_no_status(rare: str) -> None:
    assert b"\x10\x04" not in one_line(f"{rare}*")


@pytest.mark.parametrize(
    ("text", "scale", "width_dots", "size"),
    [
        ("A001", 7, 576, (7, 7)),
        ("A001", 7, 384, (7, 7)),
        ("AB1000", 7, 384, (5, 5)),
        ("ABC123456", 7, 384, (3, 3)),
        ("不动产登记", 2, 384, (2, 2)),
        ("Telecommunications", 2, 384, (1, 2)),
        ("x" * 40, 2, 384, (2, 2)),
        ("注册", 1, 384, (1, 1)),
    ],
)
def test_a_long_word_shrinks_then_narrows_before_it_is_cut(
    text: str, scale: int, width_dots: int, size: tuple[int, int]
) -> None:
    assert fitting_size(text, scale, width_dots) == size


@pytest.mark.parametrize(
    ("size", "modules"), [(1, 21), (14, 21), (15, 25), (62, 33), (63, 37), (412, 77)]
)
def test_the_qr_code_grows_with_its_text(size: int, modules: int) -> None:
    assert qr_modules("x" * size) == modules


def test_a_long_link_gets_smaller_modules_rather_than_a_cropped_code() -> None:
    raw = encode(Slip(parts=(Qr(text="x" * 200, module_dots=8),)), FIFTY_EIGHT)
    assert [t.data[2] for t in others.commands(raw, "GS ( k") if t.data[:2] == b"1C"] == [5]


def test_what_no_slip_can_hold_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ValueError, match="412 bytes"):
        encode(Slip(parts=(Qr(text="x" * 413),)), EIGHTY)
    with pytest.raises(ValueError, match="76 mm"):
        Model(paper_mm=76)


def test_a_rule_spans_the_paper() -> None:
    assert others.printed_lines(encode(Slip(parts=(Rule(),)), FIFTY_EIGHT)) == ["─" * 16]


def test_the_library_prints_nothing_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    one_line("㛃")
    assert capsys.readouterr().out == ""
