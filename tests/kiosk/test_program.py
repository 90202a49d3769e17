"""The real kiosk program, off screen, with a finger on its glass: touch, ticket, paper, faults."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config.loader import load
from kiosk.hall_facts import from_configuration
from kiosk.surface import missing_packages
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.printer_at_hand import PrinterAtHand
from tests.kiosk.queue_at_hand import QueueAtHand

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

NO_BROKER = 9  # the discard port: nobody listens


@pytest.fixture
def printer() -> Iterator[PrinterAtHand]:
    with PrinterAtHand() as made:
        yield made


@pytest.fixture
def hall_file(tmp_path: Path, printer: PrinterAtHand, queue: QueueAtHand) -> Path:
    return write_hall(tmp_path, server=queue.port, mqtt=NO_BROKER, devices=printer.configuration())


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[QueueAtHand]:
    hall = load(write_hall(tmp_path, server=1, mqtt=NO_BROKER), {})
    with QueueAtHand(from_configuration(hall, date(2026, 11, 23))) as made:
        yield made


def test_touch_screen_and_paper(
    tmp_path: Path, hall_file: Path, queue: QueueAtHand, printer: PrinterAtHand
) -> None:
    with KioskAtHand(tmp_path, hall_file) as kiosk:
        kiosk.wait_to_see("网络正常")
        kiosk.press("English")
        kiosk.press("Social affairs", times=2)  # a double tap takes nobody to a ticket unasked
        kiosk.wait_to_see("Real estate registration")
        assert queue.commands == []
        kiosk.press("Real estate registration", times=2)
        kiosk.wait_to_see("Please take your ticket")
        assert kiosk.sees("E001")
        assert len(queue.commands) == 1
        assert queue.commands[0].kiosk == "k1"
        [slip] = printer.slips()
        assert any("E001" in line for line in slip.text)
        assert any("Real estate registration" in line for line in slip.text)
        assert slip.qr == [queue.tickets[queue.commands[0].request_id].link]

        kiosk.press("Done")
        kiosk.wait_to_see("请选择您要办理的业务")  # the next visitor starts in Chinese
        assert not kiosk.sees("E001")
        kiosk.wait_to_see("1 人等候")
        kiosk.press("社会事务")
        printer.fault(paper="out")
        kiosk.wait_to_see("打印机暂停")
        kiosk.press("不动产登记")
        kiosk.wait_to_see("打印机现在不能出纸")
        assert len(queue.commands) == 1
        kiosk.press("取号，显示在屏幕上")
        kiosk.wait_to_see("打印机没有纸了")
        assert kiosk.sees("E002")
        printer.fault(paper="ok")
        kiosk.press("再打印一次")
        kiosk.wait_to_see("请收好号票")
        assert any("补打" in line for line in printer.slips()[-1].text)
        assert len(queue.tickets) == 2
        frame = kiosk.frame()
        assert frame.size == (540, 960)
        assert len(frame.getcolors(maxcolors=1 << 20) or []) > 20
    assert kiosk.process.returncode == 0
    assert "Traceback" not in kiosk.tail()


def test_a_server_that_comes_back_gives_the_ticket_that_was_asked_for(
    tmp_path: Path, hall_file: Path, queue: QueueAtHand, printer: PrinterAtHand
) -> None:
    queue.deaf = True
    with KioskAtHand(tmp_path, hall_file) as kiosk:
        kiosk.wait_to_see("网络暂停")
        kiosk.press("社会事务")
        kiosk.press("不动产登记")
        kiosk.wait_to_see("正在连接")
        queue.mute, queue.deaf = True, False  # it works again, but its answer is lost
        kiosk.wait_for(lambda: queue.tickets, "an issue whose answer is lost")
        queue.mute = False
        kiosk.wait_to_see("请收好号票")
        assert kiosk.sees("E001")
    assert len(queue.commands) >= 2
    assert len({command.request_id for command in queue.commands}) == 1
    assert len(queue.tickets) == len(printer.slips()) == 1


def test_a_kiosk_killed_in_the_middle_goes_on_with_the_same_order(
    tmp_path: Path, hall_file: Path, queue: QueueAtHand, printer: PrinterAtHand
) -> None:
    queue.mute = True
    kiosk = KioskAtHand(tmp_path, hall_file)
    with kiosk:
        kiosk.press("社会事务")
        kiosk.press("不动产登记")
        kiosk.wait_for(lambda: queue.tickets, "the ticket in the server")
        kiosk.kill()
    queue.mute = False
    with kiosk:
        kiosk.wait_to_see("请收好号票")
        assert kiosk.sees("E001")
        assert len(queue.tickets) == len(printer.slips()) == 1
        kiosk.kill()
    with kiosk:
        kiosk.wait_to_see("请选择您要办理的业务")  # that order is settled


def test_a_kiosk_that_is_not_in_the_hall_is_said_with_a_hint(
    tmp_path: Path, hall_file: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "--kiosk", "k2"],
        env={**os.environ, "HALL_CONFIG": str(hall_file), "HALL_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 78
    assert 'there is no kiosk "k2"; known: k1' in done.stderr
