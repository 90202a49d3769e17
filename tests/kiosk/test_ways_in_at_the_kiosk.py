"""The real kiosk program: an appointment by its code and by telephone, and no second number."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from config.loader import load
from devices.sim.scanner import ScannerSim
from devices.sim.station import Station
from devices.sim.wires import PtyWire
from kiosk.hall_facts import from_configuration
from kiosk.surface import missing_packages
from queue_server.contract.appointments import Appointment, AppointmentState
from queue_server.contract.messages import Taking
from queue_server.contract.person_hash import phone_hash
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.printer_at_hand import PrinterAtHand
from tests.kiosk.queue_at_hand import QueueAtHand

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

NO_BROKER = 9  # the discard port: nobody listens
SLOW_S = 30.0
PHONE = "13800138000"
BY_PHONE = phone_hash(bytes.fromhex("5e" * 32), "test", PHONE)  # the key that `write_hall` writes
SCANNER = '\nscanner = {{ port = "{port}", family = "gm65", trigger = true }}\n'
HOME = "请选择您要办理的业务"


@pytest.fixture
def printer() -> Iterator[PrinterAtHand]:
    with PrinterAtHand() as made:
        yield made


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Station]:
    station = Station(
        kind="scanner",
        name="scanner-k1",
        device=ScannerSim(time.monotonic, mode="command"),
        wire=PtyWire(tmp_path / "scanner0"),
        baud=9600,
    )
    with ExitStack() as stack:
        station.start()
        stack.callback(station.stop)
        yield station


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[QueueAtHand]:
    hall = load(write_hall(tmp_path, server=1, mqtt=NO_BROKER), {})
    with QueueAtHand(from_configuration(hall, date(2026, 11, 23))) as made:
        yield made


@pytest.fixture
def kiosk(
    tmp_path: Path, queue: QueueAtHand, printer: PrinterAtHand, scanner: Station
) -> Iterator[KioskAtHand]:
    devices = printer.configuration() + SCANNER.format(port=scanner.state()["link"])
    hall_file = write_hall(tmp_path, server=queue.port, mqtt=NO_BROKER, devices=devices)
    with KioskAtHand(tmp_path, hall_file) as running:
        running.wait_to_see("网络正常", SLOW_S)
        yield running


def appointment(reference: str) -> Appointment:
    at = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    return Appointment(
        reference=reference,
        hall="test",
        service="real-estate",
        business_date=date(2026, 11, 23),
        starts_at=at,
        ends_at=at + timedelta(minutes=30),
        state=AppointmentState.BOOKED,
    )


def types_number(kiosk: KioskAtHand, number: str = PHONE) -> None:
    """One digit after the other, as fast as the glass takes them: the view stays in its place."""
    for digit in number:
        left, top, width, height = kiosk.wait_for(partial(_key, kiosk, digit), f"a key {digit}")
        kiosk.touch(left + width / 2, top + height / 2)
        time.sleep(0.1)  # the finger leaves the glass


def _key(kiosk: KioskAtHand, digit: str) -> list[int] | None:
    return next((t["touch"] for t in kiosk.texts() if t["text"] == digit and t["touch"]), None)


def test_a_code_held_up_at_the_first_screen_brings_the_ticket(
    kiosk: KioskAtHand, queue: QueueAtHand, printer: PrinterAtHand, scanner: Station
) -> None:
    queue.book(appointment("YY-0042"), BY_PHONE)
    scanner.act("hold", {"text": "YY-0042"})
    kiosk.wait_to_see("请收好号票", SLOW_S)
    assert kiosk.sees("E001")
    assert kiosk.sees("预约优先")
    [slip] = printer.slips()
    assert any("E001" in line for line in slip.text)
    scanner.act("away", {})
    kiosk.press("完成")

    kiosk.wait_to_see(HOME, SLOW_S)
    scanner.act("hold", {"text": "YY-0042"})  # once more: no second number
    kiosk.wait_to_see("您已经签到取号了", SLOW_S)
    assert kiosk.sees("E001")
    scanner.act("away", {})
    kiosk.press("补打号票")
    kiosk.wait_to_see("请收好号票", SLOW_S)
    assert any("补打" in line for line in printer.slips()[-1].text)
    [ticket] = queue.tickets.values()
    assert queue.reprints == [str(ticket.ticket_id)]

    kiosk.press("完成")
    kiosk.wait_to_see(HOME, SLOW_S)
    scanner.act("hold", {"text": "YY-9999"})
    kiosk.wait_to_see("没有查到今天的预约", SLOW_S)
    scanner.act("away", {})
    assert "Traceback" not in kiosk.tail()


def test_a_telephone_number_finds_the_appointment_and_leaves_only_a_hash(
    kiosk: KioskAtHand, queue: QueueAtHand, tmp_path: Path
) -> None:
    queue.book(appointment("YY-0042"), BY_PHONE)
    kiosk.press("手机号")
    kiosk.wait_to_see("请输入您的手机号", SLOW_S)
    types_number(kiosk)
    kiosk.wait_to_see("号码没错的话", SLOW_S)
    kiosk.press("确定")
    kiosk.wait_to_see("您今天有预约", SLOW_S)
    kiosk.press("办理其他业务")
    kiosk.press("社会事务")
    kiosk.press("民政与社会救助")
    kiosk.wait_to_see("请收好号票", SLOW_S)
    assert [x.phone_hash for x in queue.commands] == [BY_PHONE]

    kiosk.press("完成")
    kiosk.press("手机号")
    kiosk.wait_to_see("请输入 11 位号码", SLOW_S)  # nothing of the last number is there
    types_number(kiosk)
    kiosk.press("确定")
    kiosk.wait_to_see("您今天已经有号了", SLOW_S)
    assert kiosk.sees("D001")
    kiosk.press("签到取号")
    kiosk.wait_to_see("E001", SLOW_S)
    kept = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and PHONE.encode() in path.read_bytes()
    ]
    assert kept == []


def test_what_cannot_be_taken_says_why_and_takes_no_number(
    kiosk: KioskAtHand, queue: QueueAtHand
) -> None:
    shut = Taking(code="service_closed", reason={"zh": "设备检修", "en": "Repairs"})
    real_estate, *others = queue.hall.services
    queue.hall = msgspec.structs.replace(
        queue.hall, services=[msgspec.structs.replace(real_estate, taking=shut), *others]
    )
    kiosk.press("社会事务")
    kiosk.wait_to_see("今天不办理", SLOW_S)  # also when the news comes while the tiles stand
    kiosk.press("不动产登记")
    kiosk.wait_to_see("这项业务今天不办理", SLOW_S)
    assert kiosk.sees("设备检修")
    assert queue.commands == []
    kiosk.press("选择其他业务")
    kiosk.press("民政与社会救助")
    kiosk.wait_to_see("D001", SLOW_S)
