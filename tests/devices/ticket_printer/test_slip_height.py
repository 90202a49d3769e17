"""How much of a roll a slip takes, against what the simulated printer really feeds."""

from __future__ import annotations

import pytest

from devices.ticket_printer.codec import encode
from devices.ticket_printer.height import slip_mm
from devices.ticket_printer.model import Model
from devices.ticket_printer.slip import Line, Picture, Qr, Rule, Slip

HEAD = Line(text="示范政务服务大厅", scale=2, align="center")
NUMBER = Line(text="AX007", scale=7, align="center", bold=True)
LONG = Line(text="请在一楼等候区等候，注意听叫号和看大屏，过号请到导办台重新取号。", scale=2)
CODE = Qr(text="https://hall.example/t/019ab000-0000-7000-8000-000000000000", module_dots=5)


@pytest.mark.parametrize(
    ("parts", "mm"),
    [
        ((), 15.0),
        ((Rule(),), 18.75),
        ((HEAD,), 22.5),
        ((NUMBER,), 41.25),
        ((HEAD, HEAD), 30.0),
        ((Picture(width_dots=8, rows=bytes(80)),), 25.0),
    ],
)
def test_a_part_takes_its_height_and_every_slip_the_way_to_the_cutter(
    parts: tuple[Line | Rule | Qr | Picture, ...], mm: float
) -> None:
    assert slip_mm(Slip(parts=parts), 80) == mm


def test_a_sentence_takes_more_rows_on_narrow_paper() -> None:
    assert slip_mm(Slip(parts=(LONG,)), 58) > slip_mm(Slip(parts=(LONG,)), 80) > 15 + 7.5


@pytest.mark.parametrize("paper_mm", [58, 80])
def test_the_rows_are_those_that_are_sent(paper_mm: int) -> None:
    sent = encode(Slip(parts=(HEAD, LONG, HEAD)), Model(paper_mm=paper_mm))
    assert (slip_mm(Slip(parts=(HEAD, LONG, HEAD)), paper_mm) - 15) / 7.5 == sent.count(b"\n")


def test_a_code_takes_its_white_too() -> None:
    assert 15 + 25 < slip_mm(Slip(parts=(CODE,)), 80) < 15 + 32
