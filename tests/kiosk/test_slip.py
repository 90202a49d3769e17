from __future__ import annotations

import io
import string
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import zxingcpp
from PIL import Image

from devices.sim.ticket_printer import PrinterSim, SlipRecord
from devices.ticket_printer.codec import encode
from devices.ticket_printer.model import Model
from devices.ticket_printer.slip import Line, Qr, Slip
from devices.ticket_printer.text import columns
from kiosk.slip import compose
from kiosk.texts import load_slip_texts
from queue_server.contract.messages import (
    HallInfo,
    PriorityReason,
    ServiceInfo,
    Source,
    Ticket,
    TicketState,
    ZoneInfo,
)

TEXTS = load_slip_texts()
LINK = "https://hall.example/t/0f8fad5b-d9cb-469f-a165-70867728950e?c=U_gz86-Ljx4"
MOST_BYTES = 600  # 52 ms on a serial line at 115200 baud
LONG_NAMES = {
    "zh": "企业投资项目备案及建设工程规划许可证核发（含变更、延期）",
    "en": "Telecommunications and construction planning permits (with amendments)",
}

TICKET = Ticket(
    ticket_id=UUID("0f8fad5b-d9cb-469f-a165-70867728950e"),
    number="E001",
    business_date=date(2026, 11, 22),
    service="real-estate",
    zone="f2-social",
    state=TicketState.WAITING,
    source=Source.KIOSK,
    priority_reason=None,
    ahead=3,
    issued_at=datetime(2026, 11, 22, 16, 41, tzinfo=UTC),  # past midnight in Shanghai
    window=None,
    windows=["15", "16"],
    link=LINK,
)


def service(service_id: str, name: dict[str, str]) -> ServiceInfo:
    return ServiceInfo(
        service=service_id,
        name=name,
        prefix="E",
        zone="f2-social",
        group="social",
        waiting=3,
        windows=["15", "16"],
        open_windows=["15"],
    )


HALL = HallInfo(
    hall="demo",
    name={"zh": "示范政务服务大厅", "en": "Demonstration Government Service Hall"},
    business_date=date(2026, 11, 22),
    time_zone="Asia/Shanghai",
    missed_policy="void",
    missed_notice={"zh": "过号无效，请您重新取号。", "en": "A missed number is no longer valid."},
    complaint_phone="12345",
    groups=[],
    zones=[
        ZoneInfo(zone="f2-social", name={"zh": "二楼社会事务区", "en": "Floor 2, Social affairs"})
    ],
    services=[
        service("real-estate", {"zh": "不动产登记", "en": "Real estate registration"}),
        service("long", LONG_NAMES),
    ],
)


def slip(language: str = "zh", *, name: str = "", reprint: bool = False, **ticket: object) -> Slip:
    changed = msgspec.structs.replace(TICKET, **ticket)
    return compose(changed, HALL, TEXTS[language], language, masked_name=name, reprint=reprint)


def lines(said: Slip) -> list[str]:
    return [part.text.replace("\u00a0", " ") for part in said.parts if isinstance(part, Line)]


def printed(said: Slip, paper_mm: int) -> SlipRecord:
    printer = PrinterSim(paper_mm)
    printer.feed(encode(said, Model(paper_mm=paper_mm)))
    (piece,) = printer.slips
    return piece


def test_what_a_chinese_slip_says() -> None:
    assert lines(slip()) == [
        "示范政务服务大厅",
        "不动产登记",
        "E001",
        "取号时前面还有 3 人",
        "二楼社会事务区",
        "请收好号票，在此等候叫号",
        "过号无效，请您重新取号。",
        "扫码看排队进度",
        "2026-11-23 00:41",
        "投诉电话 12345",
    ]


def test_what_an_english_slip_says() -> None:
    assert lines(slip("en")) == [
        "Demonstration Government Service Hall",
        "Real estate registration",
        "E001",
        "At 00:41: 3 people ahead",
        "Floor 2, Social affairs",
        "Please wait here for your number.",
        "A missed number is no longer valid.",
        "Scan to see your place in line",
        "2026-11-23 00:41",
        "Complaints 12345",
    ]


@pytest.mark.parametrize(
    ("language", "ahead", "sentence"),
    [
        ("zh", 0, "您是下一位，请留意叫号"),
        ("zh", 1, "取号时前面还有 1 人"),
        ("en", 0, "You are next in line"),
        ("en", 1, "At 00:41: 1 person ahead"),
        ("en", 12, "At 00:41: 12 people ahead"),
    ],
)
def test_how_many_are_ahead_in_words(language: str, ahead: int, sentence: str) -> None:
    assert sentence in lines(slip(language, ahead=ahead))


@pytest.mark.parametrize(("language", "mark"), [("zh", "老年人优先"), ("en", "Senior priority")])
def test_priority_is_marked(language: str, mark: str) -> None:
    assert mark in lines(slip(language, priority_reason=PriorityReason.ELDER))
    assert mark not in lines(slip(language))


@pytest.mark.parametrize(("language", "mark"), [("zh", "【补打】"), ("en", "* REPRINT *")])
def test_a_reprint_says_so_first_and_tells_no_old_count(language: str, mark: str) -> None:
    said = lines(slip(language, reprint=True))
    assert said[0] == mark
    assert "E001" in said
    assert not any("3" in text and ("前面" in text or "ahead" in text) for text in said)


def test_a_card_adds_the_masked_name_and_nothing_else() -> None:
    with_card, without = lines(slip(name="张*")), lines(slip())
    assert [text for text in with_card if text not in without] == ["姓名 张*"]


def test_a_hall_without_phone_notice_or_link_leaves_no_empty_lines() -> None:
    bare = msgspec.structs.replace(HALL, complaint_phone="", missed_notice={})
    ticket = msgspec.structs.replace(TICKET, link="")
    said = compose(ticket, bare, TEXTS["zh"], "zh")
    assert all(lines(said))
    assert not [part for part in said.parts if isinstance(part, Qr)]
    assert not any("投诉" in text or "扫码" in text for text in lines(said))


def test_a_service_that_was_renamed_away_still_gets_a_slip() -> None:
    said = lines(slip(service="gone", zone="gone"))
    assert said.count("gone") == 2


@pytest.mark.parametrize("reason", list(PriorityReason))
@pytest.mark.parametrize("language", TEXTS)
def test_every_reason_of_priority_has_its_words(language: str, reason: PriorityReason) -> None:
    assert slip(language, priority_reason=reason)


def test_all_languages_say_the_same_things() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for language in TEXTS:
        assert TEXTS[language].keys() == TEXTS["zh"].keys()
        for key, text in TEXTS[language].items():
            assert fields(text) <= {"name", "count", "time", "date", "phone", "window"}, key


# --- on paper ---


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("language", LONG_NAMES)
def test_a_slip_is_short_on_the_wire(language: str, paper_mm: int) -> None:
    assert len(encode(slip(language), Model(paper_mm=paper_mm))) <= MOST_BYTES


@pytest.mark.parametrize("number", ["E001", "A1000", "AB1000"])
@pytest.mark.parametrize("paper_mm", [58, 80])
def test_the_number_is_whole_and_the_largest_thing(paper_mm: int, number: str) -> None:
    piece = printed(slip(number=number, service="long"), paper_mm)
    assert piece.text.count(number) == 1
    heights = {part.scale for part in slip().parts if isinstance(part, Line)}
    assert max(heights) >= 3 * min(heights)


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("language", LONG_NAMES)
def test_no_row_is_wider_than_the_paper(language: str, paper_mm: int) -> None:
    piece = printed(slip(language, service="long", number="AB1000", name="㛃*"), paper_mm)
    widest = {58: 32, 80: 48}[paper_mm]
    assert all(columns(row) <= widest for row in piece.text)
    joined = "".join(piece.text).replace(" ", "")
    assert LONG_NAMES[language].replace(" ", "") in joined


def by_zbar(picture: Path) -> str:
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def by_zxing(picture: Path) -> str:
    (code,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    return code.text


@pytest.mark.parametrize("read", [by_zbar, by_zxing])
@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize(
    "link", [LINK, f"http://127.0.0.1:8080{LINK[20:]}", LINK + "?h=" + "x" * 60]
)
def test_readers_of_others_read_the_code_on_the_paper(
    link: str, paper_mm: int, read: Callable[[Path], str], tmp_path: Path
) -> None:
    picture = tmp_path / "slip.png"
    picture.write_bytes(printed(slip(link=link), paper_mm).png)
    assert read(picture) == link


@pytest.mark.parametrize("paper_mm", [58, 80])
def test_the_digits_of_the_number_are_twelve_millimetres_high(paper_mm: int) -> None:
    alone = replace(
        slip(), parts=tuple(p for p in slip().parts if getattr(p, "text", "") == "E001")
    )
    picture = Image.open(io.BytesIO(printed(alone, paper_mm).png)).convert("L")
    _, top, _, bottom = picture.point(lambda grey: 255 - grey).getbbox() or (0, 0, 0, 0)
    assert (bottom - top) / 8 >= 12
