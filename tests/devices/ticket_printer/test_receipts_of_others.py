"""Our bytes beside receiptline's, our simulated printer before receiptio."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from devices.sim.station import Station
from devices.sim.ticket_printer import PrinterSim
from devices.sim.wires import TcpWire
from devices.ticket_printer import codec
from devices.ticket_printer.model import Model
from devices.ticket_printer.slip import Line, Slip
from tests.peers import emupos_tokenizer, receipts

PORT = 9100  # receiptio knows no other
ADDRESSES = tuple(f"127.0.0.{last}" for last in range(2, 9))
LINES = [
    "示范政务服务大厅",
    "不动产登记",
    "请到3号窗口",
    "E001",
    "：，。",
    "您前面还有 12 人在等待",
    "过号无效，请您重新取号。",
    "Ａ００１ 全角",
    "①②③ №—…《》【】",
    "张＊＊ 喆镕堃 朱镕基",
    "Counter 3, second floor (east)",
]


def text_runs(raw: bytes) -> list[bytes]:
    kinds = emupos_tokenizer.tokenizer()
    rows, row = [], b""
    for token in emupos_tokenizer.tokens(raw):
        if isinstance(token, kinds.Text):
            row += token.data
        elif isinstance(token, kinds.Command) and token.name == "LF":
            rows.append(row)
            row = b""
    return rows


def test_the_same_lines_are_the_same_bytes() -> None:
    """After FS &, up to the line feed: every run of text as another encoder writes it."""
    slip = Slip(parts=tuple(Line(text=line) for line in LINES))
    theirs = re.findall(rb"\x1c&([^\n]*)\n", receipts.written(LINES))
    assert theirs
    assert text_runs(codec.encode(slip, Model(paper_mm=80))) == theirs


def test_another_encoders_receipt_comes_out_of_our_printer() -> None:
    sim = PrinterSim(80)
    said = sim.feed(receipts.written(LINES))
    (piece,) = sim.slips
    assert [row for row in piece.text if row] == LINES
    assert sim.state()["unknown_commands"] == 0
    assert said == b"\x00"  # it ends as our slips do: cut, then GS r 1


@pytest.fixture
def station() -> Iterator[Station]:
    """A printer on port 9100 of some loopback address; skips when none of them is free."""
    for address in ADDRESSES:
        station = Station(
            kind="ticket-printer",
            name=address,
            device=PrinterSim(80),
            wire=TcpWire(PORT, address),
            baud=115200,
        )
        try:
            station.start()
        except OSError:
            continue
        yield station
        station.stop()
        return
    pytest.skip(f"port {PORT} is taken on {ADDRESSES[0]} to {ADDRESSES[-1]}")


@pytest.mark.parametrize(
    ("fault", "says", "code"),
    [
        ({}, "online", 100),
        ({"paper": "near_end"}, "online", 100),
        ({"cover": "open"}, "coveropen", 101),
        ({"paper": "out"}, "paperempty", 102),
        ({"error": "overheated"}, "error", 103),
        ({"error": "broken"}, "error", 103),
    ],
)
def test_another_client_reads_our_printer(
    station: Station, fault: dict[str, object], says: str, code: int
) -> None:
    station.act("fault", fault)
    done = receipts.receiptio("-d", station.name, "-q")
    assert (done.stderr.strip(), done.returncode) == (says, code)


@pytest.mark.parametrize(("level", "says"), [("high", "drawerclosed"), ("low", "draweropen")])
def test_another_client_reads_the_drawer(station: Station, level: str, says: str) -> None:
    station.act("fault", {"drawer_pin": level})
    assert receipts.receiptio("-d", station.name, "-q", "drawer").stderr.strip() == says


def test_another_client_prints_and_is_told_that_it_is_done(station: Station) -> None:
    done = receipts.receiptio("-d", station.name, "-l", "zh-hans", markdown="请到3号窗口\n")
    assert (done.stderr.strip(), done.returncode) == ("success", 0)
    assert "请到3号窗口" in station.state()["last_slip"]


def test_another_client_is_told_that_the_cover_opened_while_it_printed(station: Station) -> None:
    station.act("fault", {"after_bytes": 250, "cover": "open"})
    done = receipts.receiptio("-d", station.name, "-l", "zh-hans", markdown="请到3号窗口\n" * 40)
    assert (done.stderr.strip(), done.returncode) == ("coveropen", 101)
